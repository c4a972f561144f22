import { NotJudged } from '../../../core/reading/resource-view';
import { judgeStack, stackFindings, UNSURE, type TestResource } from '../../fixtures/judge';
import { requiredContexts } from './required-contexts';

/*
 * Which jobs a required check may come from, by the names that GitHub gives them.
 */

type Props = Readonly<Record<string, unknown>>;

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
  type: 'github:index/branchProtection:BranchProtection',
  name: 'protection',
  props: { repositoryId: 'shop', pattern: 'main', requiredStatusChecks: [{ contexts }], ...props },
});
/** A workflow with the jobs `test` and, after it and with these lines, `done`. */
const ci = (on: string, ...lines: readonly string[]): string =>
  `on: ${on}\njobs:\n  test:\n    steps: []\n  done:\n${lines.map((line) => `    ${line}\n`).join('')}    steps: []\n`;
const said = (what: string) => [`protection: required check ${what}`];
const missing = (context: string) => said(`${context} is reported by no committed workflow`);

describe('the checks of a matrix', () => {
  const matrix = (text: string, ...lines: readonly string[]): string =>
    ci('pull_request', `strategy: { matrix: ${text} }`, ...lines);
  test.each<[string, string, string, readonly string[]]>([
    ['one of them', '{ v: ["3.10", 3.11] }', 'done (3.10)', []],
    ['an unquoted 3.10 is 3.1', '{ v: [3.10] }', 'done (3.10)', missing('done (3.10)')],
    ['an unquoted 3.10 is 3.1', '{ v: [3.10] }', 'done (3.1)', []],
    [
      'one that exclude takes out',
      '{ v: [1, 2], exclude: [{ v: 2 }] }',
      'done (2)',
      missing('done (2)'),
    ],
    ['one that include adds', '{ v: [1], include: [{ v: 2, os: mac }] }', 'done (2, mac)', []],
    [
      'what include adds to one',
      '{ v: [1], include: [{ v: 1, os: mac }] }',
      'done (1, mac)',
      missing('done (1, mac)'),
    ],
    ['the job alone', '{ v: [1] }', 'done', missing('done')],
    ['one of a matrix that the run makes', '"${{ fromJSON(vars.M) }}"', 'done (3.10)', [UNSURE]],
    [
      'none of a matrix that the run makes',
      '"${{ fromJSON(vars.M) }}"',
      'tests (3.10)',
      missing('tests (3.10)'),
    ],
    [
      'one of an axis that the run makes',
      '{ os: [l], v: "${{ fromJSON(vars.V) }}" }',
      'done (l, 3.10)',
      [UNSURE],
    ],
    [
      'none of an axis that the run makes',
      '{ os: [l], v: "${{ fromJSON(vars.V) }}" }',
      'done (w, 3.10)',
      missing('done (w, 3.10)'),
    ],
    [
      'one that the file names, beside what the run makes',
      '{ v: [1, "${{ vars.V }}"] }',
      'done (1)',
      [],
    ],
  ])('%s: %s requires %s', (_what, text, context, expected) => {
    expect(judgeStack(requiredContexts, [file(matrix(text)), classic([context])])).toEqual(
      expected,
    );
  });

  const pending = said(
    'done (1) stays pending when a job that done needs fails: a skipped job reports only its own name',
  );
  test.each<[string, readonly string[], readonly string[]]>([
    ['a job that needs another', ['needs: test'], pending],
    ['one that always runs', ['needs: test', 'if: always()'], []],
    ['one that always runs', ['needs: test', 'if: ${{ always() }}'], []],
    [
      'one that runs unless the run is cancelled',
      ['needs: test', 'if: ${{ !cancelled() }}'],
      said(
        'done (1) stays pending when the run is cancelled: a skipped job reports only its own name',
      ),
    ],
    ['one whose condition only the run knows', ['if: github.actor != 1'], [UNSURE]],
    ['one whose condition has more parts', ['needs: test', 'if: always() && inputs.x'], [UNSURE]],
  ])('%s', (_what, lines, expected) => {
    const stack = [file(matrix('{ v: [1] }', ...lines)), classic(['done (1)'])];
    expect(judgeStack(requiredContexts, stack)).toEqual(expected);
  });
});

describe('a name that only the run knows', () => {
  const open = ci('pull_request', 'name: T ${{ vars.X }}');
  test.each<[string, readonly TestResource[], readonly string[]]>([
    ['may be the required one', [file(open), classic(['T 1'])], [UNSURE]],
    [
      'is no other',
      [file(open), classic(['U 1'])],
      said('U 1 is reported by no committed workflow'),
    ],
    [
      'counts less than one that surely is',
      [file(open), file(ci('pull_request', 'name: T 1'), {}, 'other'), classic(['T 1'])],
      [],
    ],
    [
      'may be the required one where the sure one has a fault',
      [file(open), file(ci('push', 'name: T 1'), {}, 'other'), classic(['T 1'])],
      [UNSURE],
    ],
    [
      'is not meant where its workflow does not run on pull requests',
      [file(ci('workflow_dispatch', 'name: ${{ inputs.x }}')), classic(['T 1'])],
      said('T 1 is reported by no committed workflow'),
    ],
  ])('%s', (_what, resources, expected) => {
    expect(judgeStack(requiredContexts, resources)).toEqual(expected);
  });
});

describe('the checks of a workflow that is called', () => {
  const caller = (uses: string, ...lines: readonly string[]): string =>
    `on: pull_request\njobs:\n  first: {}\n  call:\n    uses: ${uses}\n${lines.map((line) => `    ${line}\n`).join('')}`;
  const here = './.github/workflows/called.yml';
  const called = (text = ci('workflow_call'), props: Props = {}): TestResource =>
    file(text, props, 'called');
  test.each<[string, readonly TestResource[], readonly string[]]>([
    ['one of them', [file(caller(here)), called(), classic(['call / test'])], []],
    [
      'none of them',
      [file(caller(here)), called(), classic(['call / tests'])],
      missing('call / tests'),
    ],
    ['the call itself', [file(caller(here)), called(), classic(['call'])], missing('call')],
    [
      'the called job without its caller',
      [file(caller(here)), called(), classic(['test'])],
      said('test: its workflow does not run on pull_request'),
    ],
    [
      'of one that the stack does not commit',
      [file(caller(here)), classic(['call / x'])],
      [UNSURE],
    ],
    [
      'of one that is on another branch',
      [
        file(caller(here)),
        called(ci('workflow_call'), { branch: 'develop' }),
        classic(['call / x']),
      ],
      [UNSURE],
    ],
    [
      'of one in another repository',
      [file(caller('o/r/.github/workflows/x.yml@v1')), classic(['call / x'])],
      [UNSURE],
    ],
    [
      'of one in another repository, without what calls it',
      [file(caller('o/r/.github/workflows/x.yml@v1')), classic(['x'])],
      missing('x'),
    ],
    [
      'a called job that is skipped when another fails',
      [file(caller(here)), called(ci('workflow_call', 'needs: test')), classic(['call / done'])],
      said('call / done is skipped, and so passes, when a job it needs fails'),
    ],
    [
      'a call that is skipped when another job fails',
      [file(caller(here, 'needs: first')), called(), classic(['call / test'])],
      said(
        'call / test stays pending when a job that call needs fails: a skipped job reports only its own name',
      ),
    ],
    [
      'a call whose condition only the run knows',
      [file(caller(here, 'if: inputs.x')), called(), classic(['call / test'])],
      [UNSURE],
    ],
  ])('%s', (_what, resources, expected) => {
    expect(judgeStack(requiredContexts, resources)).toEqual(expected);
  });

  test('a finding stands on the job that has the fault, in its file', () => {
    const [found] = stackFindings(requiredContexts, [
      file(caller(here)),
      called(ci('workflow_call', 'needs: test')),
      classic(['call / done']),
    ]);
    expect(found).toMatchObject({ file: '.github/workflows/called.yml', line: 5 });
  });
});

describe('what is not checked', () => {
  const sentence = (content: string, context: string): string => {
    const met: unknown[] = [];
    const attempt = <T>(read: () => T): T | undefined => {
      try {
        return read();
      } catch (error) {
        met.push(error);
        return undefined;
      }
    };
    expect(
      stackFindings(requiredContexts, [file(content), classic([context])], {}, attempt),
    ).toEqual([]);
    return met.map((error) => (error instanceof NotJudged ? error.message : '')).join();
  };
  test('is said: a name', () => {
    expect(sentence(ci('pull_request', 'name: ${{ vars.X }}'), 'x')).toBe(
      'required check x: only a run shows whether job done of .github/workflows/ci.yml reports it',
    );
  });
  test('is said: a condition', () => {
    const lines = ['strategy: { matrix: { v: [1] } }', 'if: inputs.x'];
    expect(sentence(ci('pull_request', ...lines), 'done (1)')).toBe(
      'required check done (1): only a run shows whether job done of .github/workflows/ci.yml is skipped, which would leave it pending',
    );
  });
});
