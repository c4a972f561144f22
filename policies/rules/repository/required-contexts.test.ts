import {
  judgeStack,
  stackFindings,
  unknown,
  UNSURE,
  type TestResource,
} from '../../fixtures/judge';
import { requiredContexts } from './required-contexts';

type Props = Readonly<Record<string, unknown>>;

const CLASSIC = 'github:index/branchProtection:BranchProtection';
const RULESET = 'github:index/repositoryRuleset:RepositoryRuleset';

const file = (content: string, props: Props = {}, name = 'ci'): TestResource => ({
  type: 'github:index/repositoryFile:RepositoryFile',
  name,
  props: {
    repository: 'shop',
    branch: 'main',
    file: `.github/workflows/${name}.yml`,
    content,
    ...props,
  },
});
const classic = (contexts: readonly string[], props: Props = {}): TestResource => ({
  type: CLASSIC,
  name: 'protection',
  props: { repositoryId: 'shop', pattern: 'main', requiredStatusChecks: [{ contexts }], ...props },
});
const ruleset = (context: string, rules: Props = {}): TestResource => ({
  type: RULESET,
  name: 'ruleset',
  props: {
    repository: 'shop',
    target: 'branch',
    conditions: { refName: { includes: ['refs/heads/main'] } },
    rules: { requiredStatusChecks: { requiredChecks: [{ context }] }, ...rules },
  },
});

/** A workflow with the jobs `test` and, after it and with these lines, `done`. */
const ci = (on: string, ...lines: readonly string[]): string =>
  `on: ${on}\njobs:\n  test:\n    steps: []\n  done:\n${lines.map((line) => `    ${line}\n`).join('')}    steps: []\n`;
const plain = ci('pull_request');
const said = (what: string, of = 'protection') => [`${of}: required check ${what}`];

test.each<[string, readonly TestResource[], readonly string[]]>([
  ['a job reports it', [file(plain), classic(['test'])], []],
  [
    'no job reports it',
    [file(plain), classic(['tests'])],
    said('tests is reported by no committed workflow'),
  ],
  ['nothing is required', [file(plain), classic([])], []],
  [
    'its workflow runs on pushes only',
    [file(ci('push')), classic(['test'])],
    said('test: its workflow does not run on pull_request'),
  ],
  [
    'of two workflows that report it one runs on pull requests',
    [file(ci('push')), file(plain, {}, 'other'), classic(['test'])],
    [],
  ],
  [
    'its workflow leaves the branch out',
    [file(ci('{ pull_request: { branches: [develop] } }')), classic(['test'])],
    said('test: its workflow does not run on pull requests to main'),
  ],
  [
    'its workflow is on another branch that the protection covers',
    [
      file(ci('{ pull_request: { branches: [develop] } }'), { branch: 'develop' }),
      classic(['test'], { pattern: '*' }),
    ],
    [],
  ],
  [
    'its workflow is on a branch that the protection does not cover, which says nothing of that branch',
    [
      file(ci('{ pull_request: { branches: [develop] } }'), { branch: 'develop' }),
      classic(['test']),
    ],
    said('test: its workflow does not run on pull requests to main'),
  ],
  [
    'its workflow is on a branch that is not said: then main is meant',
    [
      file(ci('{ pull_request: { branches: [main] } }'), { branch: undefined }),
      classic(['test'], { pattern: '*' }),
    ],
    [],
  ],
  [
    'its workflow runs everywhere, on a branch that is not said',
    [file(plain, { branch: undefined }), classic(['test'])],
    [],
  ],
  [
    'only another repository has workflows',
    [file(plain, { repository: 'blog' }), classic(['x'])],
    [],
  ],
  ['a resource is no protection', [file(plain), { type: 'aws:sqs/queue:Queue', props: {} }], []],
  [
    'several are required, and each missing one is named',
    [file(plain), classic(['a', 'test', 'b'])],
    [
      ...said('a is reported by no committed workflow'),
      ...said('b is reported by no committed workflow'),
    ],
  ],
])('%s', (_name, resources, expected) => {
  expect(judgeStack(requiredContexts, resources)).toEqual(expected);
});

describe('a finding names', () => {
  const organization = {
    ...ruleset('x'),
    type: 'github:index/organizationRuleset:OrganizationRuleset',
  };
  test('what could be required instead, each once', () => {
    const matrix = ci('pull_request', 'name: "T ${{ inputs.x }}"');
    const [found] = stackFindings(requiredContexts, [
      file(plain),
      file(plain),
      file(matrix),
      classic(['x']),
    ]);
    expect(found).toMatchObject({ repository: 'shop', fix: 'require one of: test, done' });
  });

  test('repository, file and job of the check that is not reported', () => {
    const [found] = stackFindings(requiredContexts, [file(ci('push')), classic(['done'])]);
    expect(found).toMatchObject({
      ...{ urn: 'protection', repository: 'shop', file: '.github/workflows/ci.yml' },
      ...{ line: 5, column: 3 },
    });
  });

  test('no repository where the protection has none', () => {
    const { repository: _, ...props } = organization.props;
    expect(stackFindings(requiredContexts, [file(plain), { ...organization, props }])).toEqual([]);
  });
});

describe('a merge queue', () => {
  const late = said('test: it is never reported to the merge queue', 'ruleset');
  const queue = { mergeQueue: {} };
  test.each<[string, string, Props, readonly string[]]>([
    ['gets a check of merge_group', '[pull_request, merge_group]', queue, []],
    ['waits for one of pull_request alone', 'pull_request', queue, late],
    ['is not there', 'pull_request', {}, []],
    [
      'gets a check of merge_group for its branch',
      '{ pull_request: , merge_group: { branches: [main] } }',
      queue,
      [],
    ],
    [
      'waits for one of merge_group for another branch',
      '{ pull_request: , merge_group: { branches: [develop] } }',
      queue,
      late,
    ],
  ])('%s', (_name, on, rules, expected) => {
    expect(judgeStack(requiredContexts, [file(ci(on)), ruleset('test', rules)])).toEqual(expected);
  });
});

describe('a required job', () => {
  const skipped = said('done is skipped, and so passes, when a job it needs fails');
  const cancelled = said('done is skipped, and so passes, when the run is cancelled');
  test.each<[string, readonly string[], readonly string[]]>([
    ['that needs nothing', [], []],
    ['that needs another', ['needs: test'], skipped],
    ['that needs another and always runs', ['needs: test', 'if: always()'], []],
    ['with spaces', ['needs: test', 'if: ${{ always ( ) }}'], []],
    ['that runs unless the run is cancelled', ['needs: test', 'if: "!cancelled()"'], cancelled],
    ['with spaces', ['needs: test', 'if: "! cancelled ( )"'], cancelled],
    ['that runs when the run is cancelled', ['needs: test', 'if: cancelled()'], skipped],
    ['that runs when all succeeded', ['needs: test', 'if: success()'], skipped],
    ['whose condition only the run knows', ['needs: test', 'if: inputs.run'], skipped],
  ])('%s', (_name, lines, expected) => {
    const stack = [file(ci('pull_request', ...lines)), classic(['done'])];
    expect(judgeStack(requiredContexts, stack)).toEqual(expected);
  });
});

describe('in a preview', () => {
  const commit = (props: Props): TestResource => ({
    type: 'gatehouse:index:WorkflowCommit',
    name: 'commit',
    props,
  });
  const later = (from: readonly string[] = []): TestResource => ({
    ...classic([]),
    props: unknown(['requiredStatusChecks'], { repositoryId: 'shop', pattern: 'main' }),
    references: { requiredStatusChecks: from },
  });
  const known = (contexts: readonly string[], from = 'commit'): TestResource => ({
    ...classic(contexts),
    references: { requiredStatusChecks: [from] },
  });
  const unknownQueue = (context: string): Props =>
    unknown(['mergeQueue'], { requiredStatusChecks: { requiredChecks: [{ context }] } });
  const missing = (context: string) => said(`${context} is reported by no committed workflow`);
  test.each<[string, readonly TestResource[], readonly string[]]>([
    ['a list that is unknown', [file(plain), later()], [UNSURE]],
    [
      'a pattern that is unknown, where the branch decides',
      [
        file(ci('{ pull_request: { branches: [develop] } }'), { branch: 'develop' }),
        { ...classic(['test']), props: unknown(['pattern'], classic(['test']).props) },
      ],
      [UNSURE],
    ],
    [
      'a pattern that is unknown, where it does not',
      [file(plain), { ...classic(['x']), props: unknown(['pattern'], classic(['x']).props) }],
      missing('x'),
    ],
    [
      'a repository of the files that is unknown may be that of the protection',
      [{ ...file(plain), props: unknown(['repository'], file(plain).props) }, classic(['x'])],
      [UNSURE],
    ],
    [
      'a file whose text is unknown may report it',
      [
        file(plain),
        { ...file(plain, {}, 'other'), props: unknown(['content'], file('', {}, 'other').props) },
        classic(['x', 'test']),
      ],
      [UNSURE],
    ],
    [
      'a merge queue that is unknown hides no other fault',
      [
        file(ci('pull_request', 'needs: test')),
        { ...ruleset('done'), props: { ...ruleset('done').props, rules: unknownQueue('done') } },
      ],
      said('done is skipped, and so passes, when a job it needs fails', 'ruleset'),
    ],
    [
      'a merge queue that is unknown may wait',
      [
        file(plain),
        { ...ruleset('test'), props: { ...ruleset('test').props, rules: unknownQueue('test') } },
      ],
      [UNSURE],
    ],
    [
      'a list that is unknown hides no fault of another protection',
      [file(plain), later(), ruleset('x')],
      [...said('x is reported by no committed workflow', 'ruleset'), UNSURE],
    ],
    [
      'a list that comes from the files: their checks are judged',
      [file(plain), commit({ checks: ['test', 'x', 'x'] }), later(['commit'])],
      missing('x'),
    ],
    [
      'a list that comes from files whose checks are unknown',
      [file(plain), commit(unknown(['checks'])), later(['commit'])],
      [UNSURE],
    ],
    [
      'a list that comes from a single file, which does not say what it reports',
      [file(plain), later(['ci'])],
      [UNSURE],
    ],
    [
      'a list that comes from a file that is written now may be the old one',
      [{ ...file(plain), props: unknown(['sha'], file(plain).props) }, known(['x'], 'ci')],
      [UNSURE],
    ],
    [
      'a list that comes from a file that stays is known',
      [file(plain, { sha: 'abc' }), known(['x'], 'ci')],
      missing('x'),
    ],
    [
      'a list that comes from files and from another resource: the checks of the files are judged',
      [
        file(plain),
        commit({ checks: ['test', 'x'] }),
        { type: 'aws:sqs/queue:Queue', name: 'queue', props: {} },
        later(['commit', 'queue']),
      ],
      [...missing('x'), UNSURE],
    ],
    [
      'a list that comes from another resource',
      [file(plain), { type: 'aws:sqs/queue:Queue', name: 'queue', props: {} }, later(['queue'])],
      [UNSURE],
    ],
    [
      'files that wait in a pull request: what is required meanwhile is of the files before',
      [
        file(plain),
        commit({ pending: true, checks: ['test'], checksOnBranch: ['old'] }),
        known(['old', 'x']),
      ],
      missing('x'),
    ],
    [
      'files that wait: what they will report is judged too',
      [file(plain), commit({ pending: true, checks: ['y'], checksOnBranch: [] }), known([])],
      missing('y'),
    ],
    [
      'files that do not wait: what they report is not yet required',
      [file(plain), commit({ pending: false, checks: ['y'] }), known(['x'])],
      missing('x'),
    ],
    [
      'files of which it is unknown whether they wait: the list is that of the last update',
      [file(plain), commit(unknown(['pending'], { checks: ['y'] })), known(['x'])],
      missing('y'),
    ],
  ])('%s', (_name, resources, expected) => {
    expect(judgeStack(requiredContexts, resources)).toEqual(expected);
  });
});
