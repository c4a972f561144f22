import { isUnreadable, readWorkflow } from '../reading/read-workflow';
import { type Workflow } from '../reading/workflow';
import { type Change, changesTo } from './change';
import { type Report, reportOf, type Reporters } from './reported-context';

const actionsApp = 15368;

function read(path: string, text: string): Workflow {
  const found = readWorkflow(path, text);
  if (isUnreadable(found)) throw new Error(found.reason);
  return found;
}

const workflow = (on: string, path = 'w.yml'): Workflow =>
  read(path, `on: ${on}\njobs:\n  test:\n    runs-on: ubuntu-24.04\n`);

const own = {
  branch: 'gatehouse/pipeline',
  files: ['.github/workflows/ci.yml'],
  largestBytes: 0,
  commit: { message: '', authorEmail: undefined, committerEmail: undefined, isSigned: true },
  startsWorkflows: true,
};

function changeOf(kind: Change['kind'], over: Partial<Change> = {}): Change {
  const found = changesTo('main', own).find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`there is no change of the kind ${kind}`);
  return { ...found, ...over };
}

/** What is said of the check `test` on a change. */
function reported(
  over: Partial<Reporters>,
  { context = 'test', appId, change = changeOf('own') }: Partial<Asked> = {},
): string {
  const reporters = { branch: 'main', workflows: [], observed: [], isWhole: true, ...over };
  return shown(reportOf({ context, appId }, change, reporters));
}

interface Asked {
  readonly context: string;
  readonly appId: number | undefined;
  readonly change: Change;
}

const shown = (report: Report): string =>
  report.kind === 'reported' ? `by ${report.by}` : `${report.kind}: ${report.reason}`;

describe('a workflow is not started', () => {
  const queue = changeOf('queue');
  test.each<[string, string, Change, string]>([
    ['by another event', 'schedule', changeOf('own'), 'does not run on pull_request'],
    ['by an entry of a queue', 'pull_request', queue, 'does not run on merge_group'],
    [
      'for another target',
      '{ pull_request: { branches: [release] } }',
      changeOf('own'),
      'does not run on pull_request for main',
    ],
    [
      'for a target that it ignores',
      "{ pull_request: { branches-ignore: ['ma*'] } }",
      changeOf('own'),
      'ignores pull_request for main',
    ],
    ['by tags alone', "{ push: { tags: ['v*'] } }", changeOf('own'), 'runs on tags alone'],
    [
      'by some tags alone',
      "{ push: { tags-ignore: ['v*'] } }",
      changeOf('own'),
      'runs on tags alone',
    ],
    [
      'by the second push',
      '{ pull_request: { types: [opened] } }',
      changeOf('own'),
      'does not run when a pull request is updated',
    ],
    [
      'by the first push',
      '{ pull_request: { types: [synchronize, labeled] } }',
      changeOf('own'),
      'does not run when a pull request is opened',
    ],
    [
      'by these files',
      '{ pull_request: { paths: [src/**] } }',
      changeOf('own'),
      'has a path filter that leaves out .github/workflows/ci.yml',
    ],
    [
      'by these files, of two filters',
      "{ pull_request: { paths-ignore: ['**/*.yml'] } }",
      changeOf('own', { files: ['a.yml', 'b/c.yml'] }),
      'has a path filter that leaves out a.yml, b/c.yml',
    ],
    [
      'by anything that the token of a workflow run does',
      'pull_request',
      changeOf('own', { startsWorkflows: false }),
      'is not started by what the token of a workflow run does',
    ],
  ])('%s', (_, on, change, reason) => {
    expect(reported({ workflows: [workflow(on)] }, { change })).toBe(`missing: w.yml ${reason}`);
  });
});

describe('a workflow is started', () => {
  test.each<[string, string, Change]>([
    [
      'by a push to its branch, tags or not',
      "{ push: { branches: ['gatehouse/**'], tags: ['v*'] } }",
      changeOf('own'),
    ],
    [
      'by a push to no ignored branch',
      "{ push: { branches-ignore: [main], tags: ['v*'] } }",
      changeOf('own'),
    ],
    ['by both pushes', '{ pull_request: { types: [opened, synchronize] } }', changeOf('own')],
    [
      'by one file of several',
      '{ pull_request: { paths: [src/**] } }',
      changeOf('own', { files: ['a', 'src/b'] }),
    ],
    [
      'by one file that is not ignored',
      '{ pull_request: { paths-ignore: [docs/**] } }',
      changeOf('own', { files: ['docs/a', 'b'] }),
    ],
    [
      'by an entry of a queue, for which GitHub has no path filter',
      '{ merge_group: { types: [checks_requested] } }',
      changeOf('queue'),
    ],
    ['with the rights of the base', 'pull_request_target', changeOf('fork')],
  ])('%s', (_, on, change) => {
    expect(reported({ workflows: [workflow(on)] }, { change })).toBe('by w.yml');
  });
});

describe('a check that only a run shows', () => {
  const matrix = (condition: string): Workflow =>
    read(
      'w.yml',
      `on: pull_request
jobs:
  test:
    name: test
    runs-on: ubuntu-24.04
    strategy: { matrix: { python: ['3.12'] } }${condition}
`,
    );
  test.each([
    ['of a matrix', '', 'test', 'by w.yml'],
    [
      'of a matrix with a condition, which has no such name when it is skipped',
      "\n    if: github.actor != 'a'",
      'test',
      'unknown: only a run shows whether w.yml reports it',
    ],
  ])('%s', (_, condition, context, expected) => {
    const named = matrix(condition);
    expect([
      reported({ workflows: [named] }, { context }),
      reported({ workflows: [named] }, { context: `${context} (3.12)` }),
    ]).toContain(expected);
  });

  test('of a job with a condition, which counts as passed when it is skipped', () => {
    const text = "on: pull_request\njobs:\n  test:\n    if: github.actor != 'a'\n    runs-on: x\n";
    expect(reported({ workflows: [read('w.yml', text)] })).toBe('by w.yml');
  });

  test('of a called workflow of the same commit, whose jobs are known', () => {
    const calls = read(
      '.github/workflows/w.yml',
      'on: pull_request\njobs:\n  all:\n    uses: ./.github/workflows/called.yml\n',
    );
    const called = workflow('workflow_call', '.github/workflows/called.yml');
    const context = 'all / test';
    expect(reported({ workflows: [calls, called] }, { context })).toBe(
      'by .github/workflows/w.yml',
    );
    expect(reported({ workflows: [called, calls] }, { context })).toBe(
      'by .github/workflows/w.yml',
    );
  });
});

describe('of several who may report a check', () => {
  const never = workflow('schedule', 'never.yml');
  const also = workflow('pull_request', 'also.yml');
  const perhaps = read(
    'perhaps.yml',
    'on: pull_request\njobs:\n  test:\n    name: ${{ vars.NAME }}\n    runs-on: ubuntu-24.04\n',
  );
  test('one that does is enough, whatever its place', () => {
    expect(reported({ workflows: [never, also] })).toBe('by also.yml');
    expect(reported({ workflows: [perhaps, never, also] })).toBe('by also.yml');
  });

  test('one that may counts before one that does not', () => {
    expect(reported({ workflows: [never, perhaps] })).toBe(
      'unknown: only a run shows whether perhaps.yml reports it',
    );
  });

  test('the first that does not gives the reason', () => {
    expect(
      reported({ workflows: [never, workflow('push', 'x.yml')] }, { change: changeOf('fork') }),
    ).toBe('missing: never.yml does not run on pull_request');
  });
});

describe('a check that was seen', () => {
  const observed = [
    { context: 'test', appId: actionsApp },
    { context: 'other', appId: 1 },
    { context: 'test', appId: 254 },
  ];
  test.each<[string, Partial<Asked>, string]>([
    ['from an App', {}, 'by the App 254'],
    ['from the App that has to report it', { appId: 254 }, 'by the App 254'],
    ['from another App', { appId: 255 }, 'missing: no recent commit has it from the App 255'],
    [
      'from Actions alone, of which no workflow is left',
      { appId: actionsApp },
      'missing: no workflow reports it, and no recent commit has it',
    ],
    [
      'by another name',
      { context: 'tests' },
      'missing: no workflow reports it, and no recent commit has it',
    ],
    [
      'on pull requests',
      { change: changeOf('queue') },
      'unknown: whether the App 254 reports to a merge queue is not known',
    ],
  ])('%s', (_, asked, expected) => {
    expect(reported({ observed }, asked)).toBe(expected);
  });

  test('as a commit status', () => {
    expect(reported({ observed: [{ context: 'test', appId: undefined }] })).toBe(
      'by a commit status',
    );
  });

  test('may still be reported where not everything could be read', () => {
    expect(reported({ isWhole: false })).toBe(
      'unknown: not everything that may report it could be read; no workflow reports it, and no recent commit has it',
    );
    expect(reported({ isWhole: false, workflows: [workflow('pull_request')] })).toBe('by w.yml');
  });
});

describe("the guard's check", () => {
  const guardPath = '.github/workflows/guard.yml';
  const ci = workflow('{ pull_request: {}, merge_group: {} }', '.github/workflows/ci.yml');
  const guard = (...conditions: readonly string[]): Workflow =>
    read(
      guardPath,
      `on: { workflow_run: { workflows: [CI] } }\njobs:\n${conditions
        .map(
          (text, index) =>
            `  job${String(index)}:\n    runs-on: ubuntu-24.04\n${text === '' ? '' : `    if: ${text}\n`}`,
        )
        .join('')}`,
    );
  const looking = guard('', "github.event.workflow_run.event == 'merge_group'");
  const asked = { context: 'Gatehouse Guard', appId: 4711 };
  test.each<[string, readonly Workflow[], Change, string]>([
    ['follows CI', [looking, ci], changeOf('own'), `by ${guardPath}`],
    ['looks at the queue', [ci, looking], changeOf('queue'), `by ${guardPath}`],
    [
      'does not look at the queue',
      [ci, guard('', "github.event_name == 'workflow_run'")],
      changeOf('queue'),
      `missing: ${guardPath} does not look at entries of a merge queue`,
    ],
    [
      'has no CI',
      [workflow('pull_request'), looking],
      changeOf('own'),
      `missing: ${guardPath} follows .github/workflows/ci.yml, which is not there`,
    ],
    [
      'follows a CI that does not start',
      [looking, workflow('push', '.github/workflows/ci.yml')],
      changeOf('fork'),
      `missing: ${guardPath} does not run on pull_request`,
    ],
    [
      'follows a CI that nothing starts',
      [looking, ci],
      changeOf('own', { startsWorkflows: false }),
      `missing: ${guardPath} follows .github/workflows/ci.yml, which is not started by what the token of a workflow run does`,
    ],
  ])('%s', (_, workflows, change, expected) => {
    expect(reported({ workflows }, { ...asked, change })).toBe(expected);
  });

  test('without its workflow is a check like any other', () => {
    const observed = [{ context: asked.context, appId: 4711 }];
    expect(reported({ workflows: [ci], observed }, asked)).toBe('by the App 4711');
  });

  test('is given under its own name alone', () => {
    expect(reported({ workflows: [ci, looking] }, { appId: 4711 })).toBe(
      'missing: no recent commit has it from the App 4711',
    );
  });
});
