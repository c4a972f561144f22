import { longestPause, pauseText } from '../reading/longest-pause';
import { checksCalled, reportedChecks, type ReportedCheck } from '../reading/reported-checks';
import { skippedWhen, type Job, type Permissions, type Workflow } from '../reading/workflow';
import { type KnownFact } from './compare-facts';
import { fileName } from './step-facts';

/** Minutes a job may take when it says nothing. */
const DEFAULT_TIMEOUT = 360;

/** What the jobs and triggers of a workflow allow: time, rights, how often it runs, which changes it looks at. */
export function jobFacts(workflow: Workflow): readonly KnownFact[] {
  return [
    ...workflow.jobs.flatMap((job) => [
      // A call has no time of its own: the jobs of what it calls have.
      ...(job.uses === undefined ? [timeoutFact(workflow, job)] : []),
      ...permissionFacts(workflow, job),
    ]),
    ...triggerFacts(workflow),
  ];
}

function timeoutFact(workflow: Workflow, job: Job): KnownFact {
  const { line, column } = job.timeoutMinutes ?? job;
  const given = Number(job.timeoutMinutes?.value ?? DEFAULT_TIMEOUT);
  const minutes = Number.isFinite(given) ? given : DEFAULT_TIMEOUT;
  return {
    gate: 'job-timeout',
    subject: `job ${job.id} of ${fileName(workflow)}`,
    strength: -minutes,
    shown: `${minutes} min`,
    file: workflow.path,
    line,
    column,
  };
}

function permissionFacts(workflow: Workflow, job: Job): readonly KnownFact[] {
  const permissions = job.permissions ?? workflow.permissions;
  const where = `job ${job.id} of ${fileName(workflow)}`;
  const given = (scope: string, right: string, { line, column }: Permissions | Job): KnownFact => ({
    gate: 'permission',
    subject: `${scope} for ${where}`,
    strength: right === 'write' ? -2 : -1,
    shown: right,
    file: workflow.path,
    line,
    column,
  });
  // Without the key a job gets what the repository's settings give, which may be everything.
  if (permissions === undefined) return [given('the default rights', 'write', job)];
  const all = permissions.all?.value;
  if (all === 'write-all') return [given('all rights', 'write', permissions)];
  if (all === 'read-all') return [given('all rights', 'read', permissions)];
  return permissions.scopes
    .filter(
      ({ key, value }) =>
        value.value === 'write' || (value.value === 'read' && key.value !== 'contents'),
    )
    .map(({ key, value }) => ({
      ...given(key.value, value.value, permissions),
      line: key.line,
      column: key.column,
    }));
}

function triggerFacts(workflow: Workflow): readonly KnownFact[] {
  const subject = fileName(workflow);
  return workflow.triggers.flatMap((trigger): readonly KnownFact[] => {
    const { line, column } = trigger;
    const filtered = /^pull_request/.test(trigger.event) && trigger.pathFilter;
    return [
      ...(filtered
        ? [
            {
              gate: 'pull-request-filter' as const,
              subject,
              strength: -1,
              shown: 'only some paths',
              file: workflow.path,
              line,
              column,
            },
          ]
        : []),
      ...trigger.crons.flatMap((cron): readonly KnownFact[] => {
        const pause = longestPause(cron.value);
        return pause === undefined
          ? []
          : [
              {
                gate: 'schedule',
                subject,
                strength: 1 / pause,
                shown: `${pauseText(pause)} (${cron.value})`,
                file: workflow.path,
                line: cron.line,
                column: cron.column,
              },
            ];
      }),
    ];
  });
}

/**
 * What the required checks of a repository stand for: the jobs they wait for, and that no failure among them makes them
 * skip. A job that may report one counts where no job surely does.
 */
export function aggregateFacts(
  workflows: readonly Workflow[],
  contexts: ReadonlySet<string>,
): readonly KnownFact[] {
  const at = (path: string): Workflow | undefined => workflows.find((item) => item.path === path);
  const checks = workflows.flatMap((workflow) => reportedChecks(workflow, at));
  const required = [...contexts].flatMap((context) => {
    const called = checksCalled(context, checks);
    const certain = called.filter(({ name }) => name.certain);
    return certain.length > 0 ? certain : called;
  });
  // Each job once, although a matrix reports several checks.
  const jobs = new Map(required.flatMap(({ path }) => path.map((item) => [item.job, item])));
  return [...jobs.values()].filter(({ job }) => job.needs.length > 0).flatMap(waitingFacts);
}

function waitingFacts({ workflow, job }: ReportedCheck['path'][number]): readonly KnownFact[] {
  const { line, column } = job.condition ?? job;
  const skipped = skippedWhen(job);
  const check = job.name?.value ?? job.id;
  return [
    {
      gate: 'aggregator-always',
      subject: check,
      strength: skipped === undefined ? 1 : 0,
      shown:
        skipped === undefined
          ? 'always runs'
          : `is skipped, and so passes, when ${skipped === 'a need fails' ? 'a job fails' : skipped}`,
      file: workflow.path,
      line,
      column,
    },
    ...job.needs.map((need): KnownFact => ({
      gate: 'aggregated-job',
      subject: `${need.value} (${check})`,
      strength: 1,
      shown: 'waited for',
      file: workflow.path,
      line: need.line,
      column: need.column,
    })),
  ];
}
