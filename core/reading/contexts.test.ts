import { contextsOf, producesContext, runsInMergeQueue, whyNotReported } from './contexts';
import { isUnreadable, readWorkflow } from './read-workflow';
import { type Job, type Workflow } from './workflow';

function workflowOf(text: string): Workflow {
  const result = readWorkflow('.github/workflows/ci.yml', text);
  if (isUnreadable(result)) throw new Error(result.reason);
  return result;
}

function jobOf(...lines: readonly string[]): Job {
  const [job] = workflowOf(`on: push\njobs:\n  a:\n    ${lines.join('\n    ')}\n`).jobs;
  if (job === undefined) throw new Error('no job');
  return job;
}

const matrix = 'strategy: { matrix: { python: ["3.12", "3.13"], os: [linux] } }';

describe('the contexts of a job', () => {
  test.each<[string, readonly string[], readonly string[] | undefined]>([
    ['its id', ['steps: []'], ['a']],
    ['its name', ['name: Test Suite'], ['Test Suite']],
    ['its id with the values of its matrix', [matrix], ['a (3.12, linux)', 'a (3.13, linux)']],
    ['its name with them', [matrix, 'name: T'], ['T (3.12, linux)', 'T (3.13, linux)']],
    [
      'a name that names an axis itself',
      [matrix, 'name: "T ${{ matrix.python }} on ${{matrix.os}}"'],
      ['T 3.12 on linux', 'T 3.13 on linux'],
    ],
    [
      'a name that names one axis: each once',
      [matrix, 'name: "T on ${{ matrix.os }}"'],
      ['T on linux'],
    ],
    ['a name that only the run knows', ['name: "T ${{ inputs.x }}"'], undefined],
    [
      'a name with a value that only the run knows',
      ['strategy: { matrix: { os: [linux, "${{ inputs.os }}"] } }', 'name: "T ${{ matrix.os }}"'],
      undefined,
    ],
    ['a name with an axis that is not there', [matrix, 'name: "T ${{ matrix.x }}"'], undefined],
    [
      'a matrix without axes of its own',
      ['strategy: { matrix: { include: [{ os: linux }] } }'],
      ['a'],
    ],
    ['the jobs it calls', ['uses: ./.github/workflows/b.yml'], ['a / *']],
    ['the jobs it calls, by its name', ['name: B', 'uses: ./b.yml'], ['B / *']],
  ])('%s', (_name, lines, expected) => {
    expect(contextsOf(jobOf(...lines))).toEqual(expected);
  });

  test.each<[string, readonly string[], string, boolean]>([
    ['its own', ['name: T'], 'T', true],
    ['its id where it has a name', ['name: T'], 'a', false],
    ['one that begins like it', ['name: T'], 'T / x', false],
    ['a called job', ['uses: ./b.yml'], 'a / test', true],
    ['the call itself', ['uses: ./b.yml'], 'a', false],
    ['a called job of another', ['uses: ./b.yml'], 'ab / test', false],
    ['a called job of a called job', ['uses: ./b.yml'], 'b / a / test', false],
    ['what only begins like a called job', ['uses: ./b.yml'], 'a /test', false],
    ['any where only the run knows', ['name: "${{ inputs.x }}"'], 'T', false],
  ])('reported or not: %s', (_name, lines, context, expected) => {
    expect(producesContext(jobOf(...lines), context)).toBe(expected);
  });
});

describe('why checks are not reported on pull requests to main', () => {
  const filtered =
    'has a path filter on pull_request, and a filtered run leaves the check pending for ever';
  test.each<[string, string, string | undefined]>([
    ['pull_request', 'pull_request', undefined],
    ['[push, pull_request]', '[push, pull_request]', undefined],
    ['pull_request_target', 'pull_request_target', undefined],
    ['push', 'push', 'does not run on pull_request'],
    ['merge_group', 'merge_group', 'does not run on pull_request'],
    ['no filter', '{ pull_request: }', undefined],
    ['paths', '{ pull_request: { paths: [src/**] } }', filtered],
    ['ignored paths', '{ pull_request: { paths-ignore: [docs/**] } }', filtered],
    ['paths of pushes', '{ push: { paths: [src/**] }, pull_request: }', undefined],
    ['the branch', '{ pull_request: { branches: [main] } }', undefined],
    ['a pattern of it', '{ pull_request: { branches: ["ma*"] } }', undefined],
    [
      'another branch',
      '{ pull_request: { branches: [develop] } }',
      'does not run on pull requests to main',
    ],
    [
      'the branch taken out again',
      '{ pull_request: { branches: ["**", "!main"] } }',
      'does not run on pull requests to main',
    ],
    [
      'the branch ignored',
      '{ pull_request: { branches-ignore: [main] } }',
      'ignores pull requests to main',
    ],
    ['another branch ignored', '{ pull_request: { branches-ignore: ["docs/**"] } }', undefined],
    [
      'the default types',
      '{ pull_request: { types: [opened, synchronize, reopened] } }',
      undefined,
    ],
    [
      'more types',
      '{ pull_request: { types: [opened, synchronize, reopened, labeled] } }',
      undefined,
    ],
    [
      'opened alone',
      '{ pull_request: { types: [opened] } }',
      'does not run when a pull request is synchronize',
    ],
    [
      'without opened',
      '{ pull_request: { types: [synchronize, reopened] } }',
      'does not run when a pull request is opened',
    ],
    [
      'without synchronize',
      '{ pull_request: { types: [opened, reopened] } }',
      'does not run when a pull request is synchronize',
    ],
    [
      'without reopened',
      '{ pull_request: { types: [opened, synchronize] } }',
      'does not run when a pull request is reopened',
    ],
    [
      'one of two triggers reports',
      '{ pull_request: { paths: [src] }, pull_request_target: }',
      undefined,
    ],
    [
      'neither of two triggers reports: the first reason',
      '{ pull_request: { branches: [x] }, pull_request_target: { paths: [src] } }',
      'does not run on pull requests to main',
    ],
  ])('%s', (_name, on, expected) => {
    expect(whyNotReported(workflowOf(`on: ${on}\njobs: {}\n`), 'main')).toBe(expected);
  });
});

test('a merge queue gets the checks of merge_group', () => {
  const of = (on: string) => runsInMergeQueue(workflowOf(`on: ${on}\njobs: {}\n`));
  expect([of('merge_group'), of('[pull_request, merge_group]'), of('pull_request')]).toEqual([
    true,
    true,
    false,
  ]);
});
