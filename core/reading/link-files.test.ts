import { readFilesOfCommit } from './checked-files';
import { expandEnvironment, invocations, weakness } from './commands';
import { type Workflow } from './workflow';

const CI = '.github/workflows/ci.yml';
const CALLED = '.github/workflows/tests.yml';
const ACTION = '.github/actions/test/action.yml';

const action = (...steps: readonly string[]): string =>
  `name: Test\nruns:\n  using: composite\n  steps:\n${steps.map((step) => `    - ${step}\n`).join('')}`;
const job = (text: string): string => `on: push\njobs:\n  a:\n    ${text}\n`;
const steps = (...list: readonly string[]): string =>
  job(`runs-on: ubuntu-24.04\n    steps:\n${list.map((step) => `      - ${step}`).join('\n')}`);

/** Why the test suite of ci.yml would not block: its file, and the reason or `blocks`. */
function testsOf(files: Readonly<Record<string, string>>): readonly string[] {
  const texts = Object.entries(files).map(([path, text]) => ({ path, text }));
  const ci = readFilesOfCommit(texts).find(({ path }) => path === CI)?.workflow;
  if (ci === undefined) throw new Error('ci.yml is not readable');
  return invocations(ci, /\bpytest\b/).map(
    (run) => `${run.file}:${run.line} ${weakness(run) ?? 'blocks'}`,
  );
}

const PYTEST = 'run: pytest\n      shell: bash';

describe('a tool that runs in another file of the commit', () => {
  test.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'a composite action',
      { [CI]: steps('uses: ./.github/actions/test'), [ACTION]: action(PYTEST) },
      `${ACTION}:5 blocks`,
    ],
    [
      'one named by the running commit',
      { [CI]: steps('uses: $/.github/actions/test'), [ACTION]: action(PYTEST) },
      `${ACTION}:5 blocks`,
    ],
    [
      'one in the root',
      { [CI]: steps('uses: ./'), 'action.yaml': action(PYTEST) },
      'action.yaml:5 blocks',
    ],
    [
      'one that another one uses',
      {
        [CI]: steps('uses: ./outer'),
        'outer/action.yml': action('uses: ./inner'),
        'inner/action.yml': action(PYTEST),
      },
      'inner/action.yml:5 blocks',
    ],
    [
      'one whose step ignores failures',
      {
        [CI]: steps('uses: ./.github/actions/test\n        continue-on-error: true'),
        [ACTION]: action(PYTEST),
      },
      `${ACTION}:5 its step has continue-on-error`,
    ],
    [
      'one that ignores them itself',
      {
        [CI]: steps('uses: ./.github/actions/test'),
        [ACTION]: action(`${PYTEST}\n      continue-on-error: true`),
      },
      `${ACTION}:5 its step has continue-on-error`,
    ],
    [
      'a called workflow',
      {
        [CI]: job('uses: ./.github/workflows/tests.yml'),
        [CALLED]: steps('run: pytest').replace('on: push', 'on: workflow_call'),
      },
      `${CALLED}:6 blocks`,
    ],
    [
      'a called workflow whose job never runs',
      {
        [CI]: job('uses: ./.github/workflows/tests.yml\n    if: false'),
        [CALLED]: steps('run: pytest').replace('on: push', 'on: workflow_call'),
      },
      `${CALLED}:6 its job never runs (if: false)`,
    ],
  ])('%s', (_, files, expected) => {
    expect(testsOf(files)).toEqual([expected]);
  });

  test('is not found where nothing uses that file, or the action runs elsewhere', () => {
    expect(testsOf({ [CI]: steps('run: make'), [ACTION]: action(PYTEST) })).toEqual([]);
    expect(
      testsOf({ [CI]: steps('uses: ./../other'), 'other/action.yml': action(PYTEST) }),
    ).toEqual([]);
    const node = 'runs:\n  using: node24\n  main: pytest.js\n';
    expect(testsOf({ [CI]: steps('uses: ./.github/actions/test'), [ACTION]: node })).toEqual([]);
  });

  test('ends where files use themselves', () => {
    const files = {
      [CI]: job('uses: ./.github/workflows/ci.yml'),
      [ACTION]: action('uses: ./.github/actions/test', PYTEST),
    };
    expect(testsOf(files)).toEqual([]);
    expect(testsOf({ ...files, [CI]: steps('uses: ./.github/actions/test') })).toEqual([
      `${ACTION}:6 blocks`,
    ]);
  });

  test('reads its variables from the step that uses the action', () => {
    const texts = [
      { path: CI, text: steps('uses: ./.github/actions/test\n        env: {FLOOR: 85}') },
      { path: ACTION, text: action(PYTEST) },
    ];
    const workflow = readFilesOfCommit(texts)[0]?.workflow as Workflow;
    const [run] = invocations(workflow, /pytest/);
    expect(run && expandEnvironment(run, '$FLOOR ${{ env.FLOOR }}')).toBe('85 85');
  });
});

test('a reference in a block scalar is the same reference', () => {
  const files = {
    [CI]: steps('uses: |\n          ./.github/actions/test\n'),
    [ACTION]: action(PYTEST),
  };
  expect(testsOf(files)).toEqual([`${ACTION}:5 blocks`]);
});

test('a file that uses no other of the commit stays the object that equal files share', () => {
  const text = steps('uses: ./.github/gatehouse/action');
  const node = { path: '.github/gatehouse/action/action.yml', text: 'runs:\n  using: node24\n' };
  const read = () => readFilesOfCommit([{ path: CI, text }, node])[0]?.workflow;
  expect(read()).toBeDefined();
  expect(read()).toBe(read());
});
