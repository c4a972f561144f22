import * as fc from 'fast-check';
import {
  judgeResource,
  judgeStack,
  unknown,
  UNSURE,
  type TestResource,
} from '../../fixtures/judge';
import { type Rule } from '../../../core/reading/rule';
import { branchProtected } from './branch-protected';
import { protectionStrength } from './protection-strength';
import { requiredContexts } from './required-contexts';

/*
 * A set of files and a ruleset whose checks come from it, in every mix of what is known, unknown and absent. The list of
 * the ruleset may also be old: an engine shows that of the last update where the new one is unknown.
 */

type Props = Readonly<Record<string, unknown>>;

/** A value of a property is a character here; one that is in neither list is `?`, unknown, or `-`, absent. */
const PENDING: Readonly<Record<string, boolean>> = { T: true, F: false };
const LISTS: Readonly<Record<string, readonly string[]>> = { C: ['CI Success'], O: ['Old'], E: [] };

/** Properties of which each is known, unknown or absent. */
function propsOf(values: Readonly<Record<string, unknown>>): Props {
  const entries = Object.entries(values).filter(([, value]) => value !== '-');
  const known = Object.fromEntries(entries.filter(([, value]) => value !== '?'));
  return unknown(
    entries.filter(([, value]) => value === '?').map(([key]) => key),
    known,
  );
}

const workflow: TestResource = {
  type: 'github:index/repositoryFile:RepositoryFile',
  name: 'ci',
  props: {
    repository: 'shop',
    branch: 'main',
    file: '.github/workflows/ci.yml',
    content: 'on: pull_request\njobs:\n  gate:\n    name: CI Success\n    steps: []\n',
  },
};

interface Mix {
  readonly pending: string;
  readonly onBranch: string;
  readonly checks: string;
  readonly list: string;
}

const commitOf = ({ pending, onBranch, checks }: Mix): TestResource => ({
  type: 'gatehouse:index:WorkflowCommit',
  name: 'commit',
  props: propsOf({
    pending: PENDING[pending] ?? pending,
    checksOnBranch: LISTS[onBranch] ?? onBranch,
    checks: LISTS[checks] ?? checks,
  }),
});

/** A ruleset that asks for no review. */
function rulesetOf(list: string, from: readonly string[] = ['commit']): TestResource {
  const contexts = LISTS[list];
  const requiredChecks = contexts?.map((context) => ({ context }));
  const rules = propsOf({
    deletion: true,
    nonFastForward: true,
    requiredStatusChecks:
      requiredChecks === undefined ? list : requiredChecks.length === 0 ? '-' : { requiredChecks },
  });
  return {
    type: 'github:index/repositoryRuleset:RepositoryRuleset',
    name: 'ruleset',
    props: {
      repository: 'shop',
      target: 'branch',
      enforcement: 'active',
      conditions: { refName: { includes: ['refs/heads/main'] } },
      rules,
    },
    references: { rules: from },
  };
}

/** `yes`: nothing is found; `no`: something is, which refuses the update; `?`: the rule was not fully checked. */
function verdict(found: readonly string[]): string {
  return found.some((item) => item !== UNSURE) ? 'no' : found.includes(UNSURE) ? '?' : 'yes';
}

const say = (rule: Rule, mix: Mix): string =>
  verdict(judgeStack(rule, [workflow, commitOf(mix), rulesetOf(mix.list)]));

/**
 * Each row is every combination of the values it names, and what branch-protected, required-contexts and
 * protection-strength say of the stack. The last judges here only what it could not judge by the ruleset alone.
 */
const TABLE: readonly (readonly [
  why: string,
  pending: string,
  onBranch: string,
  checks: string,
  list: string,
  verdicts: string,
])[] = [
  // The list counts: what the branch reports is known, and so the list was computed.
  ['it requires a check', 'TF-?', 'COE', 'CE-', 'C', 'yes yes yes'],
  ['it requires a check', 'TF-', '-', 'CE-', 'C', 'yes yes yes'],
  ['files that do not wait announce nothing', 'F-', 'COE-', '?', 'C', 'yes yes yes'],
  ['files that may wait may announce anything', 'T?', 'COE', '?', 'C', 'yes ? yes'],
  ['files that wait may announce anything', 'T', '-', '?', 'C', 'yes ? yes'],
  ['it is empty although the branch reports checks', 'TF-?', 'CO', 'CE-', 'E', 'no yes yes'],
  ['it is empty although the branch reports checks', 'F-', 'CO', '?', 'E', 'no yes yes'],
  ['it is empty although the branch reports checks', 'T?', 'CO', '?', 'E', 'no ? yes'],
  ['it is empty although the files are delivered', 'F-', 'E-', 'CE?-', 'E', 'no yes yes'],
  ['it is empty until the files are merged', 'T', 'E-', 'C', 'E', 'yes yes no'],
  ['it is empty, so the files still wait', '?', 'E', 'C', 'E', 'yes yes no'],
  ['it is empty and stays so', 'T', 'E-', 'E-', 'E', 'no yes yes'],
  ['it is empty and stays so', '?', 'E', 'E-', 'E', 'no yes yes'],
  ['it is empty, and files announce what is unknown', 'T', 'E-', '?', 'E', '? ? ?'],
  ['it is empty, and files announce what is unknown', '?', 'E', '?', 'E', '? ? ?'],
  // The list is unknown.
  ['the files say what it becomes', 'TF-?', 'COE?-', 'C', '?', 'yes yes no'],
  ['the branch says what it is', 'TF-?', 'CO', 'E-', '?', 'yes yes no'],
  ['delivered files report nothing', 'F-', 'E?-', 'E-', '?', 'no yes yes'],
  ['waiting files announce nothing', 'T?', 'E?-', 'E-', '?', '? yes ?'],
  ['the branch says what it is, the files not what it becomes', 'TF-?', 'CO', '?', '?', 'yes ? no'],
  ['nothing says what it becomes', 'TF-?', 'E?-', '?', '?', '? ? ?'],
  // The list is shown, and may be old: what the branch reports is not known.
  ['the files say what it becomes', 'TF-?', '?', 'C', 'CE', 'yes yes no'],
  ['the files say what it becomes', '?', '-', 'C', 'CE', 'yes yes no'],
  ['delivered files report nothing', 'F-', '?', 'E-', 'CE', 'no yes yes'],
  ['waiting files announce nothing', 'T?', '?', 'E-', 'CE', '? yes ?'],
  ['files that may wait announce nothing', '?', '-', 'E-', 'CE', '? yes ?'],
  ['nothing says what it becomes', 'TF-?', '?', '?', 'CE', '? ? ?'],
  ['nothing says what it becomes', '?', '-', '?', 'CE', '? ? ?'],
];

const mixes = TABLE.flatMap(([why, ...columns]) => {
  const [pendings, onBranches, checkses, lists, verdicts] = columns;
  return [...pendings].flatMap((pending) =>
    [...onBranches].flatMap((onBranch) =>
      [...checkses].flatMap((checks) =>
        [...lists].map((list) => ({ why, pending, onBranch, checks, list, verdicts })),
      ),
    ),
  );
});

test.each(mixes)(
  'pending $pending, on the branch $onBranch, checks $checks, list $list: $verdicts, since $why',
  ({ verdicts, ...mix }) => {
    const rules = [branchProtected, requiredContexts, protectionStrength];
    expect(rules.map((rule) => say(rule, mix)).join(' ')).toBe(verdicts);
  },
);

test('the table holds every mix once', () => {
  const keys = mixes.map((mix) => [mix.pending, mix.onBranch, mix.checks, mix.list].join(' '));
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.length).toBe('TF?-'.length * 'COE?-'.length * 'CE?-'.length * 'CE?'.length);
});

test.each([
  ['C', 'yes'],
  ['E', 'no'],
  ['?', '?'],
])('a list that comes from no file is what it is: %s', (list, expected) => {
  const files = commitOf({ pending: '?', onBranch: '?', checks: 'C', list });
  const stack = [workflow, files, rulesetOf(list, [])];
  expect(verdict(judgeStack(branchProtected, stack))).toBe(expected);
  expect(judgeStack(protectionStrength, stack)).toEqual([]);
});

describe('whatever a preview does not know', () => {
  /** A state that a program can bring about: the list is what the branch reports, or names what it likes. */
  const later = fc
    .record({
      pending: fc.constantFrom('T', 'F'),
      before: fc.constantFrom('C', 'O', 'E'),
      checks: fc.constantFrom('C', 'O', 'E'),
      own: fc.option(fc.constantFrom('C', 'O', 'E'), { nil: undefined }),
    })
    .map(({ pending, before, checks, own }) => {
      const onBranch = pending === 'T' ? before : checks;
      return { pending, onBranch, checks, list: own ?? onBranch, isFollowing: own === undefined };
    });
  const hidden = fc.record({
    pending: fc.boolean(),
    onBranch: fc.boolean(),
    checks: fc.boolean(),
    // What an engine shows in the place of a list that is unknown.
    shown: fc.constantFrom('?', 'C', 'O', 'E'),
  });

  /** What all rules say of a state, of the stack and, by its inputs, of the ruleset. */
  function judge(mix: Mix, input: string, isFollowing: boolean): readonly string[] {
    const ruleset = rulesetOf(mix.list, isFollowing ? ['commit'] : []);
    const stack = [workflow, commitOf(mix), ruleset];
    const alone = judgeResource(protectionStrength, rulesetOf(input));
    return [
      verdict(judgeStack(branchProtected, stack)),
      verdict(judgeStack(requiredContexts, stack)),
      verdict([...alone, ...judgeStack(protectionStrength, stack)]),
    ];
  }

  test('it refuses nothing that the update would not, and takes nothing that the update would refuse', () => {
    fc.assert(
      fc.property(later, hidden, ({ isFollowing, ...state }, hide) => {
        const input = isFollowing && hide.onBranch ? '?' : state.list;
        const preview = {
          pending: hide.pending ? '?' : state.pending,
          onBranch: hide.onBranch ? '?' : state.onBranch,
          checks: hide.checks ? '?' : state.checks,
          list: input === '?' ? hide.shown : state.list,
        };
        const decided = judge(state, state.list, isFollowing);
        expect(decided).not.toContain('?');
        judge(preview, input, isFollowing).forEach((said, index) => {
          expect([decided[index], '?']).toContain(said);
        });
      }),
      { numRuns: 1_000 },
    );
  });
});
