import { entry, type Workflow } from './workflow';
import { isUnreadable, readWorkflow } from './read-workflow';

function read(text: string): Workflow {
  const result = readWorkflow('w.yml', text);
  if (isUnreadable(result)) throw new Error(result.reason);
  return result;
}

const JOB = '\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: "true"\n';

describe('the events of a workflow', () => {
  test.each([
    ['one event', 'on: push', ['push']],
    ['a list', 'on: [push, pull_request]', ['push', 'pull_request']],
    ['a map with empty settings', 'on:\n  push:\n  pull_request: {}', ['push', 'pull_request']],
    ['a quoted key', '"on": push', ['push']],
    ['none, where a YAML 1.1 writer broke the key: GitHub refuses it', 'true: push', []],
    ['none', 'name: X', []],
  ])('%s', (_form, on, events) => {
    expect(read(on + JOB).triggers.map(({ event }) => event)).toEqual(events);
  });

  test('filters as a text or a list, and schedules with their places', () => {
    const [push, schedule] = read(
      `on:\n  push:\n    branches: main\n    paths-ignore: ['docs/**']\n    tags-ignore: ['v*']\n  schedule:\n    - cron: 0 9 * * *\n      timezone: Europe/Berlin${JOB}`,
    ).triggers;
    expect(push).toMatchObject({ branches: ['main'], pathFilter: true, tagsIgnore: ['v*'] });
    const [cron] = schedule?.crons ?? [];
    expect([cron?.value, cron?.line, cron?.column]).toEqual(['0 9 * * *', 7, 13]);
  });
});

describe('permissions', () => {
  const shown = (text: string) => {
    const { permissions } = read(`on: push\n${text}${JOB}`);
    const scopes = permissions?.scopes.map(({ key, value }) => `${key.value}: ${value.value}`);
    return [permissions?.all?.value, scopes];
  };
  test.each([
    ['permissions: read-all', ['read-all', []]],
    ['permissions: write-all', ['write-all', []]],
    ['permissions: {}', [undefined, []]],
    [
      'permissions: {contents: read, id-token: write}',
      [undefined, ['contents: read', 'id-token: write']],
    ],
    ['name: none', [undefined, undefined]],
  ])('%s', (text, expected) => {
    expect(shown(text)).toEqual(expected);
  });
});

describe('a job', () => {
  test.each([
    ['needs: a', ['a']],
    ['needs: [a, b]', ['a', 'b']],
    ['name: X', []],
  ])('%s', (line, needs) => {
    const [job] = read(
      `on: push\njobs:\n  c:\n    ${line}\n    runs-on: [self-hosted, linux]\n    steps: [{run: "true"}]\n`,
    ).jobs;
    expect(job?.needs.map(({ value }) => value)).toEqual(needs);
    expect(job?.runsOn.map(({ value }) => value)).toEqual(['self-hosted', 'linux']);
  });

  test('has places, comments with versions, and expressions where values are expected', () => {
    const [job] = read(
      [
        'on: push',
        'concurrency: group-${{ github.ref }}',
        'jobs:',
        '  test:',
        '    runs-on: ${{ matrix.os }}',
        '    timeout-minutes: ${{ fromJSON(vars.LIMIT) }}',
        '    strategy: {matrix: {os: [a, b], v: [3.10], include: [{os: c, extra: 1}]}}',
        '    steps:',
        '      - name: Check out',
        '        uses: actions/checkout@abc # v1.2.3',
        '        with: {fetch-depth: 0}',
      ].join('\n'),
    ).jobs;
    expect(job).toMatchObject({ line: 4, column: 3 });
    expect(job?.timeoutMinutes?.value).toBe('${{ fromJSON(vars.LIMIT) }}');
    const [step] = job?.steps ?? [];
    expect(step).toMatchObject({ line: 9, column: 9, usesComment: 'v1.2.3' });
    expect(entry(step?.with ?? [], 'fetch-depth')?.value).toBe('0');
    expect(job?.matrix).toEqual({
      axes: new Map<string, readonly unknown[]>([
        ['os', ['a', 'b']],
        ['v', [3.1]],
      ]),
      include: [
        new Map<string, unknown>([
          ['os', 'c'],
          ['extra', 1],
        ]),
      ],
      exclude: [],
    });
  });

  test('behind an anchor is read like any other', () => {
    const { jobs } = read(
      'on: push\njobs:\n  a: &job\n    runs-on: x\n    steps: [{run: "true"}]\n  b: *job\n',
    );
    expect(jobs.map((each) => [each.id, each.steps.length])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
  });

  test('that calls a reusable workflow', () => {
    const [job] = read(
      'on: push\njobs:\n  a:\n    uses: ./.github/workflows/x.yml\n    secrets: inherit\n',
    ).jobs;
    expect(job?.uses?.value).toBe('./.github/workflows/x.yml');
    expect(job).toMatchObject({ secretsInherit: { line: 5, column: 5 }, steps: [] });
  });

  test.each([
    ['values behind an anchor', '{ v: [&x 1, *x], w: [*x] }', [1, 1]],
    ['a value that is no list', '{ v: 3.10 }', [3.1]],
    ['an anchor that holds itself', '{ v: [&x [1, *x]] }', undefined],
  ])('with a matrix: %s', (_what, matrix, expected) => {
    const [job] = read(`on: push\njobs:\n  a:\n    strategy: { matrix: ${matrix} }\n`).jobs;
    const axes = typeof job?.matrix === 'object' ? job.matrix.axes.get('v') : undefined;
    expect(axes).toBeDefined();
    if (expected !== undefined) expect(axes).toEqual(expected);
  });
});

test.each([
  ['broken YAML', 'on: [push', 1],
  ['no map', '- a', 1],
  ['an empty file', '', 1],
])('%s is no workflow', (_what, text, line) => {
  expect(readWorkflow('w.yml', text)).toMatchObject({ line });
});

// What is left out here is a finding of GitHub's own parser, see core/pipeline/validate-workflow.
test.each([
  ['jobs as a list', 'on: push\njobs: [a]\n'],
  ['a job that is no map', 'on: push\njobs:\n  a: x\n'],
])('%s are left out', (_what, text) => {
  expect(read(text).jobs).toEqual([]);
});

describe('the steps of a job', () => {
  const steps = (lines: string) => {
    const [job] = read(`on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n${lines}`).jobs;
    return job?.steps.map(({ run, background, cancel, line }) => [
      line,
      run?.value,
      background?.value,
      cancel.map(({ value }) => value),
    ]);
  };
  test('those in parallel are steps like others, in their order', () => {
    expect(
      steps(
        '      - run: a\n      - parallel:\n          - run: b\n          - run: c\n      - run: d\n',
      ),
    ).toEqual([
      [6, 'a', undefined, []],
      [8, 'b', undefined, []],
      [9, 'c', undefined, []],
      [10, 'd', undefined, []],
    ]);
  });

  test('one in the background, and one that ends it', () => {
    expect(
      steps('      - { id: x, run: a, background: true }\n      - cancel: x\n      - wait-all:\n'),
    ).toEqual([
      [6, 'a', 'true', []],
      [7, undefined, undefined, ['x']],
      [8, undefined, undefined, []],
    ]);
  });

  test('a list that holds itself is read once', () => {
    expect(steps('      - parallel: &p\n          - parallel: *p\n')).toHaveLength(1);
  });
});

describe('the metadata of an action', () => {
  const action = (text: string, path = 'tools/action.yml') => readWorkflow(path, text);

  test('is read as one job with its steps', () => {
    const result = action(
      'runs:\n  using: composite\n  steps:\n    - run: make\n      shell: bash\n    - uses: a/b@v1 # v1.2\n',
    );
    expect(result).toMatchObject({
      kind: 'action',
      triggers: [],
      runs: { using: { value: 'composite' } },
      jobs: [
        {
          id: '',
          steps: [{ run: { value: 'make', line: 4 } }, { uses: { line: 6 }, usesComment: 'v1.2' }],
        },
      ],
    });
  });

  test('names the image of a Docker action', () => {
    expect(action('runs: {using: docker, image: "docker://alpine:3"}')).toMatchObject({
      runs: { image: { value: 'docker://alpine:3' } },
    });
  });

  test.each(['{}', 'runs: {}', 'on: push', '- a'])('%s is none', (text) => {
    expect(isUnreadable(action(text))).toBe(true);
  });

  test('is a workflow where the workflows are', () => {
    expect(action('on: push', '.github/workflows/action.yml')).toMatchObject({ kind: 'workflow' });
  });
});

test('what a workflow takes from its caller, and its cache mode', () => {
  const workflow = read(
    `on:\n  workflow_call:\n    inputs:\n      a: {required: true}\n      b: {required: true, default: x}\n      c:\n    secrets:\n      d: {required: true}\ncache-mode: read${JOB}    cache-mode: none\n`,
  );
  const [trigger] = workflow.triggers;
  const shown = (list = trigger?.inputs) =>
    list?.map(({ name, required }) => [name.value, required]);
  expect(shown()).toEqual([
    ['a', true],
    ['b', false],
    ['c', false],
  ]);
  expect(shown(trigger?.secrets)).toEqual([['d', true]]);
  expect([workflow.cacheMode?.value, workflow.jobs[0]?.cacheMode?.value]).toEqual(['read', 'none']);
});

test('a file of more than a mebi of characters is not read, and says so', () => {
  const text = (length: number): string => `on: push${JOB}#`.padEnd(length, ' ');
  expect(isUnreadable(readWorkflow('w.yml', text(2 ** 20)))).toBe(false);
  expect(readWorkflow('w.yml', text(2 ** 20 + 1))).toEqual({
    line: 1,
    column: 1,
    reason: 'it has 1048577 characters, and at most 1048576 are read',
    fix: 'split it',
  });
});
