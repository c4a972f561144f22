import {
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import * as path from 'node:path';
import { scratchDirectory } from '../../support/scratch';
import { reportNames } from '../../../core/readiness/readings';
import { testRecordSchema } from '../../../core/readiness/test-record';
import { documentSchema } from '../../../core/readiness/report/document';
import { builtAction, runLocally, runStep } from './action-process';
import {
  actionWorld,
  fullName,
  goodReports,
  repository,
  scoringInputs,
  workflowToken,
  type ActionWorld,
} from './action-world';

const directory = scratchDirectory('gate');
let at: ActionWorld;
let head = '';
let pull = 0;
const needs = (result: string) =>
  JSON.stringify({
    lint: { result: 'success' },
    test: { result },
    security: { result: 'success' },
  });

beforeAll(async () => {
  at = await actionWorld(directory);
  const reports = path.join(at.workspace, 'reports');
  mkdirSync(reports);
  for (const [name, text] of Object.entries(goodReports))
    writeFileSync(path.join(reports, name), text);
  for (let run = 0; run < 10; run += 1) await at.addRun('success');
  head = await at.world.push(repository, 'feature', { 'src/orders/new.py': '"""New."""\n' });
  const made = await api('POST', `/repos/${fullName}/pulls`, {
    title: 'New',
    head: 'feature',
    base: 'main',
  });
  pull = (made as { number: number }).number;
});
afterAll(async () => {
  const { violations } = at.world.github;
  await at.close();
  expect(violations).toEqual([]);
});

async function api(
  method: string,
  route: string,
  body: unknown,
  token = at.world.token,
): Promise<unknown> {
  const answer = await fetch(`${at.world.githubUrl}${route}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

const gate = (
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
  event?: unknown,
) =>
  runStep(builtAction, {
    cwd: at.workspace,
    inputs: { command: 'gate', ...scoringInputs, needs: needs('success'), ...inputs },
    env: { ...at.env, ...env },
    event: event ?? { repository: { default_branch: 'main' } },
  });
const document = () =>
  documentSchema.parse(JSON.parse(readFileSync(path.join(at.workspace, 'readiness.json'), 'utf8')));

test('a green change passes, with score, summary and readiness.json', async () => {
  const step = await gate({});
  expect(step).toMatchObject({
    code: 0,
    outputs: { passed: 'true', band: 'excellent', overridden: 'false', score: '99.4' },
  });
  expect(step.summary).toContain('How each number came about');
  expect(document()).toMatchObject({ value: 99.4, repository: fullName, passed: true });
});

test('a red change below the threshold fails and says what to fix first', async () => {
  const step = await gate({ needs: needs('failure'), reports: 'nowhere' });
  expect(step).toMatchObject({ code: 1, outputs: { passed: 'false', band: 'poor' } });
  expect(step.log).toContain('below the threshold');
  expect(step.log).toContain('coverage.json is missing');
});

test('an unreadable history counts nothing and is named, instead of passing for a new repository', async () => {
  const step = await gate({ 'github-token': 'ghs_wrong' });
  expect(step.code).toBe(1);
  expect(document().lines[0]).toMatchObject({ id: 'pass-rate', state: 'missing', points: 0 });
});

test.each([
  ['weights', '{"ci":50,"coverage":30,"security":20,"quality":10}', 'must add up to 100'],
  ['threshold', 'high', 'threshold must be a number from 0 to 100'],
  ['needs', '{', 'is not JSON'],
  ['sources', '["../other"]', 'inside the workspace'],
])('a wrong input %s is one clear error', async (name, value, message) => {
  const step = await gate({ [name]: value });
  expect(step.code).toBe(1);
  expect(step.log).toContain(message);
});

describe('what a pull request does', () => {
  const event = () => ({
    repository: { default_branch: 'main' },
    pull_request: { number: pull, head: { sha: head, repo: { full_name: fullName } } },
  });
  const measured = (executed: readonly number[], missing: readonly number[]) => ({
    summary: { missing_lines: missing.length },
    executed_lines: executed,
    missing_lines: missing,
  });
  const reports = {
    ...goodReports,
    'coverage.json': JSON.stringify({
      totals: { covered_lines: 98, num_statements: 100 },
      files: { 'src/orders/new.py': measured([], [1]), 'src/orders/app.py': measured([1], [2]) },
    }),
    'ruff.json': JSON.stringify(
      ['src/orders/new.py', 'src/orders/app.py'].map((filename) => ({
        ...{ code: 'D100', message: 'm', filename, location: { row: 1 } },
      })),
    ),
  };

  test('is named in the summary and in readiness.json: its lines, its findings, its tests', async () => {
    const directory = path.join(at.workspace, 'changed');
    mkdirSync(directory);
    for (const [name, text] of Object.entries(reports))
      writeFileSync(path.join(directory, name), text);
    await at.world.push(repository, 'gatehouse-data', {
      'readiness.json': JSON.stringify({
        value: 95.5,
        lines: [{ id: 'line-coverage', measures: { covered: 198, total: 200 } }],
        tests: { total: 101 },
        failing: ['tests.test_a::test_a'],
      }),
    });
    const step = await gate({ reports: 'changed' }, { GITHUB_EVENT_NAME: 'pull_request' }, event());
    expect(
      step.summary
        .split('\n')
        .filter((line) => line.startsWith('- '))
        .slice(0, 6),
    ).toEqual([
      '- Coverage of the changed lines: 0 % (0 of 1); not covered: `src/orders/new.py` 1',
      '- ⚠️ 1 finding on the changed lines: `src/orders/new.py:1` `D100`',
      '- ⚠️ Tests: 100 fewer than on the base branch (1 after 101)',
      '- 1 fixed test',
      '- ⚠️ Measured lines of code: 100 fewer than on the base branch (100 after 200)',
      '- `tests.test_a::test_a`',
    ]);
    expect(step.summary).toContain('against the base branch (95.5 %)');
    expect(step.summary.indexOf('This change')).toBeLessThan(step.summary.indexOf('| measured |'));
    expect(document().change).toMatchObject({
      findings: { count: 1 },
      tests: { own: 1, base: 101 },
    });
  });
});

test('on a developer machine the gate asks nothing of GitHub, and names what it does not know', async () => {
  const asked = at.world.requests.length;
  const { code, log } = await runLocally(
    builtAction,
    ['gate', '--reports', 'reports', '--sources', '["src"]', '--threshold', '90'],
    at.workspace,
  );
  expect(log).toContain('CI history is not known outside GitHub Actions');
  expect(code).toBe(0);
  const without = await runLocally(builtAction, ['gate', '--reports', 'nowhere'], at.workspace);
  expect(without.code).toBe(1);
  for (const name of ['coverage.json', 'ruff.json', 'bandit.json', 'pip-audit.json'])
    expect(without.log).toContain(`${name} is missing`);
  expect(at.world.requests.length).toBe(asked);
});

test('reports of 100 MB are refused by their size: none of them gets into memory', async () => {
  const huge = path.join(at.workspace, 'huge');
  mkdirSync(huge);
  for (const name of reportNames) {
    writeFileSync(path.join(huge, name), '');
    truncateSync(path.join(huge, name), 100 * 1024 * 1024);
  }
  const hook = path.join(at.workspace, 'peak.cjs');
  writeFileSync(
    hook,
    "process.on('exit', () => process.stdout.write(`peak ${process.resourceUsage().maxRSS}\\n`));",
  );
  const peakWith = async (reports: string) => {
    const env = { NODE_OPTIONS: `--require ${hook}` };
    const { log } = await runLocally(
      builtAction,
      ['gate', '--reports', reports],
      at.workspace,
      env,
    );
    return { log, kibibytes: Number(/^peak (\d+)$/m.exec(log)?.[1]) };
  };
  const [refusing, idle] = [await peakWith('huge'), await peakWith('nowhere')];
  expect(refusing.log).toMatch(
    /coverage\.xml: the report is too large to be read; found 104857600 bytes/,
  );
  // One report alone would be a hundred thousand more.
  expect(refusing.kibibytes - idle.kibibytes).toBeLessThan(32 * 1024);
});

test('explain prints inputs, formula and lost points of each line', async () => {
  await gate({});
  const { code, log } = await runLocally(builtAction, ['explain'], at.workspace);
  expect(code).toBe(0);
  expect(log).toContain('98 of 100 lines covered (98 %)');
  expect(log).toContain('30 × covered ÷ total lines');
});

describe('the comment', () => {
  const artifact = 'pr-comment';
  const publish = (run: number, inputs: Readonly<Record<string, string>> = {}) =>
    runStep(builtAction, {
      cwd: at.workspace,
      inputs: {
        command: 'publish-comment',
        'github-token': workflowToken,
        artifact,
        'run-id': String(run),
        'head-sha': head,
        ...inputs,
      },
      env: { ...at.env, GITHUB_EVENT_NAME: 'workflow_run' },
    });
  const pullRun = (more: object = {}) =>
    at.world.addRun({
      repository,
      workflow: 'ci.yml',
      branch: 'feature',
      headSha: head,
      event: 'pull_request',
      conclusion: 'success',
      ...more,
    });
  const comments = async () => {
    const answer = await fetch(`${at.world.githubUrl}/repos/${fullName}/issues/${pull}/comments`, {
      headers: { authorization: `Bearer ${at.world.token}` },
    });
    return ((await answer.json()) as { body: string }[]).filter((one) =>
      one.body.includes('gatehouse:readiness'),
    );
  };
  const prepare = async (reports: string) => {
    await gate({ reports });
    return runStep(builtAction, {
      cwd: at.workspace,
      inputs: { command: 'comment', output: artifact },
      env: at.env,
    });
  };
  const write = (name: string, text: string) => {
    writeFileSync(path.join(at.workspace, artifact, name), text);
  };

  test('is made once and updated in place', async () => {
    expect((await prepare('reports')).code).toBe(0);
    const run = await pullRun();
    expect((await publish(run)).outputs['comment-url']).toContain('#issuecomment-');
    expect(await comments()).toMatchObject([
      { body: expect.stringContaining('Release readiness: 99.4 %') as string },
    ]);
    await prepare('nowhere');
    await publish(run);
    const [only, ...others] = await comments();
    expect(others).toEqual([]);
    expect(only?.body).toContain('The cheapest way to the threshold (90 %)');
    expect(only?.body).not.toContain('99.4 %');
  });

  test('gives what the trusted rules make of the numbers, whatever the run says of itself', async () => {
    await prepare('nowhere');
    const numbers = JSON.parse(
      readFileSync(path.join(at.workspace, artifact, 'comment.json'), 'utf8'),
    ) as object;
    const boast = { value: 100, band: 'excellent', passed: true, threshold: 1, base: 0 };
    write('comment.json', JSON.stringify({ ...numbers, ...boast }));
    await publish(await pullRun(), { threshold: '41' });
    expect((await comments())[0]?.body).toContain(
      'Release readiness: 42 %\n\nPoor - Not ready for release; reaches the threshold of 41 %;',
    );
    await publish(await pullRun(), {
      weights: '{"ci":90,"coverage":0,"security":0,"quality":10}',
    });
    const [{ body = '' } = {}] = await comments();
    expect(body).toContain('Release readiness: 92 %');
    expect(body).toContain('reaches the threshold of 90 %');
  });

  test('names places of the change in files of the pull request, and no others', async () => {
    await gate(
      { reports: 'changed' },
      { GITHUB_EVENT_NAME: 'pull_request' },
      {
        repository: { default_branch: 'main' },
        pull_request: { number: pull, head: { sha: head, repo: { full_name: fullName } } },
      },
    );
    await runStep(builtAction, {
      cwd: at.workspace,
      inputs: { command: 'comment', output: artifact },
      env: at.env,
    });
    const file = path.join(at.workspace, artifact, 'comment.json');
    const { change, ...numbers } = JSON.parse(readFileSync(file, 'utf8')) as {
      change: { coverage: { uncovered: unknown[] } };
    };
    change.coverage.uncovered.push({ file: 'read [this](http://evil)', lines: [7] });
    write('comment.json', JSON.stringify({ ...numbers, change }));
    await publish(await pullRun());
    const [{ body = '' } = {}] = await comments();
    expect(body).toContain(
      '- Coverage of the changed lines: 0 % (0 of 1); not covered: `src/orders/new.py` 1\n',
    );
    expect(body).not.toContain('evil');
    expect(body.indexOf('This change')).toBeLessThan(body.indexOf('| measured |'));
  });

  test('of a project in a directory places begin there, and the comment says which project is scored', async () => {
    const file = path.join(at.workspace, artifact, 'comment.json');
    const { change, ...numbers } = JSON.parse(readFileSync(file, 'utf8')) as {
      change: { coverage: object };
    };
    const uncovered = ['orders/new.py', 'src/orders/new.py'].map((name) => ({
      ...{ file: name, lines: [1] },
    }));
    const coverage = { ...change.coverage, uncovered };
    write('comment.json', JSON.stringify({ ...numbers, change: { ...change, coverage } }));
    await publish(await pullRun(), {
      'project-directory': 'src',
      'other-projects': '["docs/site"]',
    });
    const [{ body = '' } = {}] = await comments();
    expect(body).toContain('not covered: `orders/new.py` 1\n');
    expect(body).toContain(
      'those of the project in `src`. Of the project in `docs/site` the outcome of the jobs counts',
    );
  });

  test.each<[string, () => void]>([
    [
      'text where numbers belong',
      () => {
        write('comment.json', '{"value": "<img src=x>"}');
      },
    ],
    [
      'a huge file',
      () => {
        write('comment.json', `{"a": "${'x'.repeat(100_000)}"}`);
      },
    ],
    [
      'a second file',
      () => {
        write('evil.sh', 'echo');
      },
    ],
  ])('is not touched for an artifact with %s', async (_name, spoil) => {
    await prepare('reports');
    spoil();
    const before = await comments();
    const step = await publish(await pullRun());
    expect(step).toMatchObject({ code: 0, outputs: { 'comment-url': '' } });
    expect(step.log).toContain('::warning::no comment');
    expect(await comments()).toEqual(before);
    const { rmSync } = await import('node:fs');
    rmSync(path.join(at.workspace, artifact), { recursive: true });
  });

  test('is not made from a symbolic link, which could name a file of the runner', async () => {
    mkdirSync(path.join(at.workspace, 'linked'));
    symlinkSync('/etc/passwd', path.join(at.workspace, 'linked', 'comment.json'));
    const step = await publish(await pullRun(), { artifact: 'linked' });
    expect(step.outputs['comment-url']).toBe('');
    expect(step.log).not.toContain('root:');
  });

  test('goes to the pull request that GitHub names: another commit, a push run or a fork of that branch name get none', async () => {
    await prepare('reports');
    expect((await publish(await pullRun(), { 'head-sha': 'c'.repeat(40) })).log).toContain(
      'another commit',
    );
    expect((await publish(await pullRun({ event: 'push' }))).log).toContain('of event push');
    expect(
      (await publish(await pullRun({ headRepository: 'stranger/orders-service' }))).log,
    ).toContain('no open pull request');
  });
});

describe('the record of tests', () => {
  const junit = (...failed: readonly string[]) =>
    `<testsuites><testsuite name="pytest" tests="2">${['a', 'b']
      .map((id) =>
        failed.includes(id)
          ? `<testcase name="${id}"><failure message="TimeoutError"/></testcase>`
          : `<testcase name="${id}"/>`,
      )
      .join('')}</testsuite></testsuites>`;
  let folder = 0;
  /** A directory with reports, and the record that the gate leaves in it. */
  function reports(files: Readonly<Record<string, string>>) {
    folder += 1;
    const reportsDirectory = path.join(at.workspace, `record-${String(folder)}`);
    mkdirSync(reportsDirectory);
    const write = (written: Readonly<Record<string, string>>) => {
      for (const [name, text] of Object.entries(written)) {
        writeFileSync(path.join(reportsDirectory, name), text);
      }
    };
    write(files);
    const file = path.join(reportsDirectory, 'tests-of-attempts.json');
    const run = (attempt?: string) =>
      gate(
        { reports: reportsDirectory },
        attempt === undefined ? {} : { GITHUB_RUN_ATTEMPT: attempt },
      );
    const read = () => testRecordSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).observations;
    return { write, run, read, file };
  }

  test('has every environment of each attempt, whatever became of the gate', async () => {
    const { write, run, read } = reports({
      'junit.xml': junit('a'),
      'junit-3.10.xml': junit(),
      'junit-3.14-windows-latest.xml': 'no XML',
    });
    expect((await run()).code).toBe(1);
    const first = [
      [1, undefined, ['a']],
      [1, '3.10', []],
    ];
    const brief = () =>
      read().map(({ attempt, environment, failed }) => [attempt, environment, failed]);
    expect(brief()).toEqual(first);
    expect(read()[0]).toMatchObject({
      commit: at.env['GITHUB_SHA'],
      tests: 2,
      details: { a: { seconds: 0, cause: 'time' } },
    });
    // The first environment ran again, the other one did not.
    write({ 'junit.xml': junit() });
    await run('2');
    expect(brief()).toEqual([...first, [2, undefined, []]]);
  });

  test.each([
    ['damaged', '{"version":1,"observations":[{}]}'],
    ['of another version', '{"version":9}'],
    ['too large', ' '.repeat(2 ** 20 + 1)],
  ])('begins anew where the one before is %s', async (_what, text) => {
    const { run, read } = reports({ 'junit.xml': junit(), 'tests-of-attempts.json': text });
    await run('3');
    expect(read().map(({ attempt }) => attempt)).toEqual([3]);
  });

  test('is not made where there is no report of tests, nor outside GitHub', async () => {
    const without = reports({ 'ruff.json': '[]' });
    await without.run();
    expect(existsSync(without.file)).toBe(false);
    const local = reports({ 'junit.xml': junit() });
    await runLocally(builtAction, ['gate', '--reports', path.dirname(local.file)], at.workspace);
    expect(existsSync(local.file)).toBe(false);
  });
});
