import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { unzipSync } from 'fflate';
import { historySchema } from '../../../core/readiness/history';
import { readReports } from '../../../core/readiness/readings';
import { readReportFiles } from '../../../runtime/adapters/report-files';
import { runWorkflow, type ActRun } from '../../../sandbox/actions/act';
import { executeWorkflow, type ExecutedRun } from '../../../sandbox/actions/execute-workflow';
import { demonstrateReadiness, type Demonstration } from '../../../sandbox/demo-readiness';
import { sampleRepository } from '../../../sandbox/world';
import { ciPath, renderPipeline } from '../../../core/pipeline';
import { stagingSmokeTestPath } from '../../../core/pipeline/definitions/staging-smoke-test';
import { type PipelineSettings } from '../../../core/config/pipeline-settings';
import { isolateJobs } from '../../support/isolate-jobs';
import { faults, uncoveredModule, type Fault } from '../../support/planted-faults';
import {
  applyChange,
  commitAll,
  fillUvCache,
  git,
  type Change,
} from '../../support/sample-checkout';
import { scratchDirectory } from '../../support/scratch';
import {
  openSampleWorld,
  sampleFullName,
  sampleSettings,
  type SampleWorld,
} from '../../support/sample-world';
import { renderedFiles } from '../../support/target-repository';

/*
 * The workflows as they are delivered to the sample project, run by act on this machine: ci.yml, ci-comment.yml and
 * update-readiness.yml one after the other, which is what \`make demo-readiness\` shows; then ci.yml with one fault at a
 * time, and the end-to-end tests. A full run takes half a minute; where a fault concerns one gate, the other jobs' steps are left out and the
 * graph of jobs stays (isolate-jobs.ts).
 */

const scratch = scratchDirectory('executed');
const checkout = path.join(scratch, 'checkout');
// Little time is spent on attempts that all fail here.
const settings = sampleSettings({ attempts: 2, delaySeconds: 0 });
const allJobs = [
  'build',
  'ci-success',
  'lint',
  'mcp-dry-run',
  'pr-comment',
  'readiness',
  'security',
  'test',
];
let sample: SampleWorld;
let runs = 0;

beforeAll(async () => {
  const permissions = {
    actions: 'read',
    contents: 'read',
    issues: 'read',
    pull_requests: 'read',
  } as const;
  sample = await openSampleWorld(scratch, settings, permissions);
  fillUvCache(checkout);
});

afterAll(async () => {
  expect(sample.world.github.violations).toEqual([]);
  await sample.world.close();
});

interface RunOptions {
  readonly change?: Change;
  readonly settings?: PipelineSettings;
  /** The jobs whose steps run. */
  readonly jobs: readonly string[];
}

/** Runs ci.yml for a pull request whose head has this change: some jobs, and the one that stands for all. */
function runCi({ jobs, ...more }: RunOptions): Promise<ActRun> {
  return runWorkflowFor('pull_request', ciPath, { jobs: [...jobs, 'ci-success'], ...more });
}

async function runWorkflowFor(
  event: string,
  file: string,
  { change = {}, settings: own = settings, jobs }: RunOptions,
): Promise<ActRun> {
  runs += 1;
  const number = runs;
  git(checkout, 'checkout', '--quiet', '-B', `topic-${String(number)}`, sample.delivered);
  applyChange(checkout, { 'docs/change.md': `Change ${String(number)}.\n`, ...change });
  const head = commitAll(checkout, `Change ${String(number)}`);
  git(checkout, 'push', '--quiet', 'local', 'HEAD');
  const text = renderedFiles(own).get(file) ?? '';
  const workflow = path.join(scratch, `workflow-${String(number)}.yml`);
  writeFileSync(workflow, isolateJobs(text, jobs));
  return runWorkflow({
    checkout,
    origin: sample.origin,
    workflow,
    event,
    payload: {
      action: 'synchronize',
      number,
      pull_request: {
        number,
        head: { sha: head, ref: `topic-${String(number)}`, repo: { full_name: sampleFullName } },
        base: { ref: 'main' },
      },
      repository: { default_branch: 'main', full_name: sampleFullName },
    },
    directory: path.join(scratch, `run-${String(number)}`),
    githubUrl: sample.world.githubUrl,
    token: sample.token,
  });
}

const read = (file: string): string => readFileSync(path.join(checkout, file), 'utf8');

function fault(of: Fault): Change {
  git(checkout, 'checkout', '--quiet', sample.delivered);
  return of(read);
}

/** The jobs that ended so, sorted; those that never started count as skipped. */
function jobsWith(run: Pick<ActRun, 'results'>, result: string): readonly string[] {
  return allJobs.filter((job) => (run.results.get(job) ?? 'skipped') === result);
}

function report(run: Pick<ActRun, 'artifacts'>, artifact: string, file: string): string {
  return readFileSync(path.join(run.artifacts, artifact, file), 'utf8');
}

/** Jobs of a recorded run that ended so, by name, sorted. */
function named(run: ExecutedRun, conclusion: string): readonly string[] {
  return [...run.conclusions].flatMap(([name, how]) => (how === conclusion ? [name] : [])).sort();
}

/** An answer of the loopback GitHub about the sample project. */
async function served(route: string): Promise<Response> {
  return fetch(`${sample.world.githubUrl}/repos/${sampleFullName}${route}`, {
    headers: { authorization: `Bearer ${sample.world.token}` },
  });
}

let shown: Demonstration;
let green: ExecutedRun;

describe('the delivered workflows, run one after the other as GitHub would', () => {
  beforeAll(async () => {
    shown = await demonstrateReadiness(sample.world, {
      repository: sampleRepository,
      directory: path.join(scratch, 'runs'),
      tell: () => undefined,
    });
    green = shown.green;
  });

  test('the sample project as it is: every job succeeds, and CI Success with them', () => {
    expect(green.failedSteps).toEqual([]);
    expect(jobsWith(green, 'success')).toEqual(allJobs.filter((job) => job !== 'pr-comment'));
    expect(green.conclusion).toBe('success');
  });

  test('the green run made every report, the verdict and the packages', () => {
    expect(JSON.parse(report(green, 'reports-lint', 'ruff.json'))).toEqual([]);
    expect(report(green, 'reports-lint', 'black.txt')).toContain('would be left unchanged');
    expect(report(green, 'reports-lint', 'mypy.txt')).toContain('Success');
    expect(report(green, 'reports-test', 'junit.xml')).toContain('failures="0"');
    expect(report(green, 'reports-test', 'coverage.xml')).toContain('line-rate=');
    expect(JSON.parse(report(green, 'reports-security', 'bandit.json'))).toMatchObject({
      results: [],
      errors: [],
    });
    expect(report(green, 'reports-security', 'pip-check.txt')).toContain('compatible');
    expect(JSON.parse(report(green, 'reports-mcp-dry-run', 'mcp.json'))).toMatchObject({
      ok: true,
    });
    expect(JSON.parse(report(green, 'readiness', 'readiness.json'))).toMatchObject({
      passed: true,
      tests: { failed: 0, rerun: 0 },
    });
    expect(JSON.parse(report(green, 'packages', 'sbom.cdx.json'))).toMatchObject({
      bomFormat: 'CycloneDX',
      components: expect.arrayContaining([expect.objectContaining({ name: 'mcp' })]) as unknown,
    });
  });

  test('a failing test: Pytest fails after its re-runs, and everything that waits for it', () => {
    const { proposed } = shown;
    expect(proposed.failedSteps).toEqual([
      'test: Pytest',
      'readiness: Score and enforce the threshold',
      'ci-success: Require every job',
    ]);
    expect(jobsWith(proposed, 'skipped')).toEqual(['build', 'mcp-dry-run']);
    expect(jobsWith(proposed, 'success')).toEqual(['lint', 'pr-comment', 'security']);
    expect(report(proposed, 'reports-test', 'pytest.txt')).toContain('2 rerun');
  });

  test('the pull request gets one comment: the score of that run, and what to fix first', () => {
    expect(shown.commented.failedSteps).toEqual([]);
    const { value } = JSON.parse(report(shown.proposed, 'readiness', 'readiness.json')) as {
      readonly value: number;
    };
    const { comments } = sample.world.github.world.required('acme', sampleRepository);
    expect(comments).toHaveLength(1);
    expect(comments[0]).toMatchObject({
      issue: shown.pullRequest,
      author: 'github-actions[bot]',
      body: expect.stringContaining(`Release readiness: ${String(value)} %`) as string,
    });
    expect(comments[0]?.body).toContain('The cheapest way to the threshold (90 %)');
    expect(comments[0]?.body).toContain(shown.proposed.headSha.slice(0, 7));
  });

  test('a lint error: Ruff fails, the score falls, nothing is built, and CI Success fails', () => {
    const { broken } = shown;
    expect(broken.failedSteps).toEqual([
      'lint: Ruff',
      'readiness: Score and enforce the threshold',
      'ci-success: Require every job',
    ]);
    expect(jobsWith(broken, 'failure')).toEqual(['ci-success', 'lint', 'readiness']);
    expect(jobsWith(broken, 'skipped')).toEqual(['build', 'mcp-dry-run', 'pr-comment']);
    expect(report(broken, 'reports-lint', 'ruff.json')).toContain('F401');
  });

  test('each look at the repository is one commit on the data branch, with the score of real runs', () => {
    expect(shown.dashboards.map((run) => run.failedSteps)).toEqual([[], []]);
    expect(git(sample.origin, 'rev-list', '--count', 'gatehouse-data')).toBe('2');
    const history = historySchema.parse(
      JSON.parse(git(sample.origin, 'show', 'gatehouse-data:history.json')),
    );
    expect(history.runs.map((run) => [run.id, run.conclusion])).toEqual([
      [shown.broken.id, 'failure'],
      [green.id, 'success'],
    ]);
    const [first, second] = history.points.map((point) => point.score);
    // One of two runs is green now, and Ruff has a finding: 20 and 5 points, besides what coverage moved.
    expect((first ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(25);
    expect(history.document).toMatchObject({ value: second, commit: shown.broken.headSha });
    const written = git(sample.origin, 'ls-tree', '-r', '--name-only', 'gatehouse-data').split(
      '\n',
    );
    expect(written).toEqual(
      expect.arrayContaining(['README.md', 'badge.json', 'index.html', 'readiness.json']),
    );
  });

  test('Slack is notified once, of the fall', async () => {
    const texts = (await sample.world.messages()).map((message) => message.text);
    expect(texts).toEqual([`Readiness below 90 %: ${sampleFullName}`]);
  });

  test('another look makes no commit, sends no message and counts one request, since nothing changed', async () => {
    const before = git(sample.origin, 'rev-parse', 'gatehouse-data');
    const asked = sample.world.requests.length;
    const { failedSteps } = await executeWorkflow(sample.world, {
      repository: sampleRepository,
      workflow: 'update-readiness.yml',
      event: 'workflow_dispatch',
      secrets: { SLACK_WEBHOOK_URL: await sample.world.slackWebhookUrl() },
      directory: path.join(scratch, 'runs'),
    });
    expect(failedSteps).toEqual([]);
    expect(git(sample.origin, 'rev-parse', 'gatehouse-data')).toBe(before);
    expect(await sample.world.messages()).toHaveLength(1);
    const requests = sample.world.requests.slice(asked);
    expect(requests.map(({ path: route, status }) => [route.replace(/\?.*/, ''), status])).toEqual([
      [`/${sampleFullName}.git/info/refs`, 200],
      [`/${sampleFullName}.git/git-upload-pack`, 200],
      [`/${sampleFullName}.git/git-upload-pack`, 200],
      // Each run has a token of its own, and an ETag is for the token that it was given to.
      [`/repos/${sampleFullName}/actions/workflows/ci.yml/runs`, 200],
    ]);
  });

  test('GitHub serves what was seen: runs, jobs with their steps, logs and artifacts', async () => {
    const listed = (await (await served('/actions/workflows/ci.yml/runs')).json()) as {
      readonly workflow_runs: readonly { readonly id: number; readonly conclusion: string }[];
    };
    expect(new Map(listed.workflow_runs.map((run) => [run.id, run.conclusion]))).toEqual(
      new Map([shown.broken, shown.proposed, green].map(({ id, conclusion }) => [id, conclusion])),
    );
    const { jobs } = (await (await served(`/actions/runs/${String(green.id)}/jobs`)).json()) as {
      readonly jobs: readonly { id: number; name: string; steps: readonly { name: string }[] }[];
    };
    expect(jobs.map((job) => job.name).sort()).toEqual([...green.conclusions.keys()].sort());
    const test = jobs.find((job) => job.name === 'Test Suite');
    expect(test?.steps.map((step) => step.name)).toContain('Pytest');
    const log = await (await served(`/actions/jobs/${String(test?.id)}/logs`)).text();
    expect(log).toMatch(/\d+ passed/);
    const logs = await served(`/actions/runs/${String(green.id)}/logs`);
    expect(Object.keys(unzipSync(new Uint8Array(await logs.arrayBuffer())))).toHaveLength(
      jobs.length,
    );
    expect(named(green, 'skipped')).toEqual(['PR Comment']);
    expect(sample.world.github.world.required('acme', sampleRepository).checkRuns).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'CI Success', headSha: shown.proposed.headSha }),
      ]),
    );
  });
});

test('the score can read every report that the real tools wrote, and knows why one is missing', async () => {
  const merged = path.join(scratch, 'merged');
  for (const name of readdirSync(green.artifacts).filter((each) => each.startsWith('reports-'))) {
    cpSync(path.join(green.artifacts, name), merged, { recursive: true });
  }
  const readings = Object.entries(readReports(await readReportFiles(merged)));
  expect(readings.filter(([, { state }]) => state !== 'known').map(([name]) => name)).toEqual([
    'vulnerabilities',
  ]);
  expect(Object.fromEntries(readings)).toMatchObject({
    mcp: { value: { tools: 3, failed: 0 } },
    caches: { value: { lookups: 1, hits: 0 } },
  });
});

test('a vulnerability database that cannot be reached is a warning and an unknown, not a clean bill', () => {
  const output = green.output.get('security') ?? '';
  expect(output).toContain('the vulnerability database gave no answer, so there is no result');
  expect(green.output.get('readiness')).toMatch(/0\/8 +Known vulnerabilities +no input/);
});

describe('one gate at a time', () => {
  test('coverage of 79.9 % fails the tests, although it rounds to 80', async () => {
    const { totals } = JSON.parse(report(green, 'reports-test', 'coverage.json')) as {
      readonly totals: Readonly<Record<string, number>>;
    };
    const count = (name: string): number => totals[name] ?? Number.NaN;
    const change = uncoveredModule(
      count('covered_lines') + count('covered_branches'),
      count('num_statements') + count('num_branches'),
      settings.gates.coverage,
    );
    const run = await runCi({ change, jobs: ['test'] });
    expect(run.failedSteps).toEqual(['test: Pytest', 'ci-success: Require every job']);
    expect(report(run, 'reports-test', 'pytest.txt')).toMatch(
      /Required test coverage of 80(\.0)?% not reached\. Total coverage: 79\.[5-9]/,
    );
    expect(jobsWith(run, 'skipped')).toEqual(['build', 'mcp-dry-run']);
  });

  test.each([
    ['unformatted file', 'lint', 'Black'],
    ['stale lock file', 'lint', 'Lock file'],
  ] as const)('%s: %s fails in %s and nowhere else', async (name, job, step) => {
    const run = await runCi({ change: fault(faults[name]), jobs: [job] });
    expect(run.failedSteps).toEqual([`${job}: ${step}`, 'ci-success: Require every job']);
    expect(jobsWith(run, 'failure')).toEqual(['ci-success', job]);
  });

  test('a lock file that cannot be read fails the installation, and no gate runs on what is not there', async () => {
    const run = await runCi({ change: fault(faults['unreadable lock file']), jobs: ['lint'] });
    expect(run.failedSteps).toEqual([
      'lint: Install dependencies',
      'ci-success: Require every job',
    ]);
    expect(run.steps.get('lint')).not.toContain('Ruff');
  });

  test('findings of tools that do not block are reported as warnings, and CI Success passes', async () => {
    const change = { ...fault(faults['type error']), ...fault(faults['high finding']) };
    const run = await runCi({ change, jobs: ['lint', 'security'] });
    expect(run.failedSteps).toEqual([]);
    expect(run.results.get('ci-success')).toBe('success');
    expect(run.output.get('lint')).toContain('Mypy reports errors (not blocking)');
    expect(report(run, 'reports-lint', 'mypy.txt')).toContain('Found 1 error');
    expect(run.output.get('security')).toContain('Bandit reports findings (not blocking)');
    expect(report(run, 'reports-security', 'bandit.json')).toContain('"issue_severity": "HIGH"');
  });

  test.each([
    ['a high finding', faults['high finding'], ['security: Bandit']],
    ['no finding', (): Change => ({}), []],
  ] as const)(
    'where security blocks, %s: Bandit by its finding, pip-audit because no answer is no result',
    async (_name, of, bandit) => {
      const gates = { ...settings.gates, security: 'enforce' } as const;
      const blocking = { ...settings, gates };
      const run = await runCi({ change: fault(of), settings: blocking, jobs: ['security'] });
      expect(run.failedSteps).toEqual([
        ...bandit,
        'security: pip-audit',
        'ci-success: Require every job',
      ]);
      expect(jobsWith(run, 'failure')).toEqual(['ci-success', 'security']);
    },
  );

  test('an MCP tool whose answer does not fit its schema fails the dry run, and nothing is built', async () => {
    const change = fault(faults['answer against its schema']);
    const run = await runCi({ change, jobs: ['mcp-dry-run'] });
    expect(run.failedSteps).toEqual([
      'mcp-dry-run: Agent tests and validation',
      'ci-success: Require every job',
    ]);
    expect(report(run, 'reports-mcp-dry-run', 'mcp.json')).toContain('list_orders');
    expect(jobsWith(run, 'skipped')).toEqual(['build']);
  });
});

test('end-to-end tests that pass in their second attempt let the job pass, and the first one is reported', async () => {
  if (settings.smoke === undefined) throw new Error('the sample project has no smoke checks');
  const script = [
    'import os, pathlib, sys',
    'seen = pathlib.Path("ci-reports/e2e.txt")',
    'is_first = not seen.exists()',
    'seen.parent.mkdir(exist_ok=True)',
    'seen.write_text(os.environ["SMOKE_BASE_URL"])',
    'sys.exit("no answer" if is_first else 0)',
  ].join('; ');
  const e2e = { command: ['python', '-c', script], attempts: 3, timeoutMinutes: 5 } as const;
  const run = await runWorkflowFor('workflow_dispatch', stagingSmokeTestPath, {
    settings: { ...settings, smoke: { ...settings.smoke, e2e } },
    jobs: ['e2e'],
  });
  expect(run.failedSteps).toEqual([]);
  expect(run.results.get('e2e')).toBe('success');
  expect(run.output.get('e2e')).toContain('attempt 1 of 3 failed');
  expect(run.output.get('e2e')).not.toContain('attempt 2 of 3 failed');
  expect(report(run, 'e2e', 'e2e.txt')).toBe(settings.smoke.baseUrl);
});

test('the required check is the job whose result stands for all of these', () => {
  const [required, ...others] = renderPipeline(settings).requiredChecks;
  expect(others).toEqual([]);
  expect(read(ciPath)).toContain(`  ci-success:\n    name: ${String(required)}\n`);
});
