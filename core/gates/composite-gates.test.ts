import { compareGates, type GateFile } from './compare-gates';

const file = (path: string, text: string): GateFile => ({ repository: 'shop', path, text });
const CI = '.github/workflows/ci.yml';
const ACTION = '.github/actions/test/action.yml';
const CALLED = '.github/workflows/tests.yml';

const workflow = (steps: string, on = 'pull_request'): string =>
  `on: ${on}\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    timeout-minutes: 5\n    steps:\n      - ${steps}\n`;
const action = (step: string): string =>
  `runs:\n  using: composite\n  steps:\n    - ${step}\n      shell: bash\n`;
const call =
  'on: pull_request\npermissions: {}\njobs:\n  a:\n    uses: ./.github/workflows/tests.yml\n';

const inline = [file(CI, workflow('run: pytest --cov-fail-under=80'))];
const composite = [
  file(CI, workflow('uses: ./.github/actions/test')),
  file(ACTION, action('run: pytest --cov-fail-under=80')),
];
const reusable = [
  file(CI, call),
  file(CALLED, workflow('run: pytest --cov-fail-under=80', 'workflow_call')),
];

function changes(before: readonly GateFile[], after: readonly GateFile[]): readonly string[] {
  return compareGates(
    { resources: [], files: before },
    { resources: [], files: after },
  ).changes.map(
    (item) => `${item.direction} ${item.gate} ${item.after ?? 'none'} ${item.file ?? ''}`,
  );
}

test('a gate that moves into a composite action, or a called workflow, is as strong', () => {
  expect(changes(inline, composite)).toEqual([]);
  expect(changes(inline, reusable)).toEqual([]);
  expect(changes(composite, reusable)).toEqual([]);
});

test.each<[string, readonly GateFile[], readonly GateFile[], readonly string[]]>([
  [
    'a lower floor in an action',
    composite,
    [composite[0] as GateFile, file(ACTION, action('run: pytest --cov-fail-under=70'))],
    [`weaker coverage-floor 70 % ${ACTION}`],
  ],
  [
    'an action that ignores failures',
    composite,
    [composite[0] as GateFile, file(ACTION, action('run: pytest --cov-fail-under=80 || true'))],
    [
      `weaker coverage-floor not enforced ${ACTION}`,
      `weaker tests runs without blocking ${ACTION}`,
    ],
  ],
  [
    'an action that is used no more',
    composite,
    [file(CI, workflow('run: make')), composite[1] as GateFile],
    [`weaker coverage-floor none ${ACTION}`, `weaker tests none ${ACTION}`],
  ],
  [
    'a workflow that is called no more',
    reusable,
    [file(CI, workflow('run: make')), reusable[1] as GateFile],
    [`weaker coverage-floor none ${CALLED}`, `weaker tests none ${CALLED}`],
  ],
  [
    'an unpinned action in an action',
    composite,
    [
      composite[0] as GateFile,
      file(ACTION, `${action('run: pytest --cov-fail-under=80')}    - uses: a/b@v1\n`),
    ],
    [`weaker pinned-action at v1 ${ACTION}`],
  ],
  [
    'an exception in a comment',
    composite,
    [
      file(
        CI,
        `${composite[0]?.text ?? ''}  # gatehouse: ignore[moving-runners] r, until 2027-01-31\n`,
      ),
      composite[1] as GateFile,
    ],
    [`weaker exception r, until 2027-01-31 ${CI}`],
  ],
])('%s is named', (_, before, after, expected) => {
  expect(changes(before, after)).toEqual(expected);
  expect(changes(after, before).map((line) => line.split(' ')[0])).toEqual(
    expected.map(() => 'stronger'),
  );
});
