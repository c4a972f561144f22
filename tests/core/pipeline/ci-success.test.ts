import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { exampleSettings } from '../../../core/pipeline/example-settings';
import { type PipelineSettings } from '../../../core/config/pipeline-settings';
import { ciWorkflow } from '../../../core/pipeline/definitions/ci';
import { ciSuccessId } from '../../../core/pipeline/definitions/ci-success';

const results = ['success', 'failure', 'cancelled', 'skipped'] as const;
type Result = (typeof results)[number];

interface GitHubEvent {
  readonly event_name: string;
  readonly ref: string;
}

const events: Readonly<Record<string, GitHubEvent>> = {
  'push to the default branch': { event_name: 'push', ref: 'refs/heads/main' },
  'push to another branch': { event_name: 'push', ref: 'refs/heads/develop' },
  'push of a tag named like the default branch': { event_name: 'push', ref: 'refs/tags/main' },
  'pull request': { event_name: 'pull_request', ref: 'refs/pull/7/merge' },
  'merge queue': { event_name: 'merge_group', ref: 'refs/heads/gh-readonly-queue/main/pr-7' },
  'run by hand on the default branch': { event_name: 'workflow_dispatch', ref: 'refs/heads/main' },
};

const withEverything: PipelineSettings = {
  ...exampleSettings,
  build: { ...exampleSettings.build, attest: true, dockerfile: 'Dockerfile' },
};
const settings: Readonly<Record<string, PipelineSettings>> = {
  'house defaults': exampleSettings,
  'every optional job': withEverything,
};

/** The little of GitHub's expression language that the conditions are made of; anything else is an error. */
function holds(body: string, github: GitHubEvent): boolean {
  return body.split(' && ').every((comparison) => {
    const parts = /^github\.(?<key>event_name|ref) == '(?<text>[^']*)'$/.exec(comparison)?.groups;
    if (parts === undefined) throw new Error(`cannot evaluate ${comparison}`);
    return github[parts['key'] as keyof GitHubEvent] === parts['text'];
  });
}

interface Aggregate {
  readonly script: string;
  readonly env: readonly (readonly [name: string, body: string])[];
  readonly jobs: readonly string[];
}

function aggregateOf(of: PipelineSettings): Aggregate {
  const job = ciWorkflow(of).jobs.find((each) => each.id === ciSuccessId);
  if (job === undefined) throw new Error('there is no aggregate');
  const [step] = job.steps;
  if (step.kind !== 'run') throw new Error('the aggregate runs no script');
  return {
    script: step.run,
    env: Object.entries(step.env ?? {}).map(([name, value]) => [
      name,
      String(value).replace(/^\$\{\{ (.*) \}\}$/, '$1'),
    ]),
    jobs: (job.needs ?? []).map((each) => each.id),
  };
}

/** Runs the script as GitHub does, once per row of results, in subshells of one bash; whether each row passed. */
function verdicts(
  { script, env }: Aggregate,
  github: GitHubEvent,
  rows: readonly Readonly<Record<string, Result>>[],
): readonly boolean[] {
  const calls = rows.map((row) => {
    const values = env.map(([name, body]) => {
      const job = /^needs\.(?<job>[\w-]+)\.result$/.exec(body)?.groups?.['job'];
      return `${name}=${job === undefined ? String(holds(body, github)) : (row[job] ?? '')}`;
    });
    return `if (set -eo pipefail; export ${values.join(' ')}; eval "$SCRIPT") >/dev/null; then echo pass; else echo fail; fi`;
  });
  const output = execFileSync('bash', ['--noprofile', '--norc'], {
    input: `set +e\n${calls.join('\n')}\n`,
    env: { PATH: process.env['PATH'], SCRIPT: script },
    encoding: 'utf8',
  });
  return output
    .trim()
    .split('\n')
    .map((line) => line === 'pass');
}

/** What the check promises: everything succeeded, and only a job that is not for this event may have been skipped. */
function shouldPass(row: Readonly<Record<string, Result>>, github: GitHubEvent): boolean {
  const notDue = new Set([
    ...(github.event_name === 'pull_request' ? [] : ['pr-comment']),
    ...(github.event_name === 'push' && github.ref === 'refs/heads/main' ? [] : ['attest']),
  ]);
  return Object.entries(row).every(
    ([job, result]) => result === 'success' || (result === 'skipped' && notDue.has(job)),
  );
}

describe.each(Object.entries(settings))('CI Success with %s', (_settings, of) => {
  const aggregate = aggregateOf(of);
  const green: Readonly<Record<string, Result>> = Object.fromEntries(
    aggregate.jobs.map((job) => [job, 'success']),
  );

  test('waits for every other job of the workflow', () => {
    const others = ciWorkflow(of).jobs.map((each) => each.id);
    expect([...aggregate.jobs, ciSuccessId].sort()).toEqual([...others].sort());
  });

  test('runs whatever happened before', () => {
    const job = ciWorkflow(of).jobs.find((each) => each.id === ciSuccessId);
    expect(job?.if).toBe('${{ always() }}');
  });

  test.each(Object.entries(events))(
    '%s: passes for no result of any two jobs but the promised ones',
    (_event, github) => {
      const rows = aggregate.jobs.flatMap((first, index) =>
        aggregate.jobs
          .slice(index)
          .flatMap((second) =>
            results.flatMap((one) =>
              results.map((other) => ({ ...green, [first]: one, [second]: other })),
            ),
          ),
      );
      expect(verdicts(aggregate, github, rows)).toEqual(rows.map((row) => shouldPass(row, github)));
    },
  );

  test('judges any results of all jobs on any event as promised', () => {
    const row = fc.record(
      Object.fromEntries(aggregate.jobs.map((job) => [job, fc.constantFrom(...results)])),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(events)),
        fc.array(row, { minLength: 20, maxLength: 40 }),
        (github, rows) => {
          expect(verdicts(aggregate, github, rows)).toEqual(
            rows.map((each) => shouldPass(each, github)),
          );
        },
      ),
      { numRuns: 20 },
    );
  });
});

test('a job may be skipped exactly when its own condition says that it is not due', () => {
  const { env } = aggregateOf(withEverything);
  const jobs = ciWorkflow(withEverything).jobs;
  const due = env.filter(([name]) => name.startsWith('DUE_'));
  expect(due.map(([name]) => name)).toEqual(['DUE_ATTEST', 'DUE_PR_COMMENT']);
  for (const [name, body] of due) {
    const id = name.slice('DUE_'.length).toLowerCase().replaceAll('_', '-');
    const condition = jobs.find((each) => each.id === id)?.if;
    expect([`\${{ ${body} }}`, `\${{ !cancelled() && ${body} }}`]).toContain(condition);
  }
  // Any other job with a condition of its own would be counted as failed whenever that skips it.
  const conditional = jobs.filter((each) => each.if !== undefined).map((each) => each.id);
  expect(conditional.sort()).toEqual(['attest', 'ci-success', 'pr-comment', 'readiness']);
});

test('a default branch with a quote in its name cannot end the literal it is in', () => {
  const { env } = aggregateOf({ ...withEverything, defaultBranch: "it's" });
  expect(env.find(([name]) => name === 'DUE_ATTEST')?.[1]).toContain("'refs/heads/it''s'");
});
