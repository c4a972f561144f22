import { anyName, isCalled, joined, namesOf, type CheckName } from './check-name';
import { hasTrigger, type Job, type Workflow } from './workflow';

/** A check that a workflow reports, or may report. */
export interface ReportedCheck {
  readonly name: CheckName;
  /** The job that reports it, behind the jobs that call its workflow, each in its workflow. */
  readonly path: readonly JobOf[];
}

interface JobOf {
  readonly workflow: Workflow;
  readonly job: Job;
}

/** Finds a workflow of the same commit by its path. */
export type WorkflowAt = (path: string) => Workflow | undefined;

/** How deep workflows may be called, the first one's calls included. */
const DEEPEST = 9;

/**
 * The checks of a workflow's jobs, whatever starts it. The name of a check is the job's; a called workflow's jobs follow the
 * name of the job that calls it. What cannot be read here, such as a workflow of an unknown repository, gives a name that only
 * the run knows. GitHub starts no workflow that calls itself, deeper than allowed, or what is not made to be called: such a
 * job has no check.
 * https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows
 */
export function reportedChecks(
  workflow: Workflow,
  at: WorkflowAt = () => undefined,
): readonly ReportedCheck[] {
  return checksBehind([], workflow, at);
}

function checksBehind(
  path: readonly JobOf[],
  workflow: Workflow,
  at: WorkflowAt,
): readonly ReportedCheck[] {
  return workflow.jobs.flatMap((job): readonly ReportedCheck[] => {
    const here = [...path, { workflow, job }];
    const names = namesOf(job);
    if (job.uses === undefined) return names.map((name) => ({ name, path: here }));
    const called = /^\.\/(?<file>[^@]+)$/.exec(job.uses.value)?.groups?.['file'];
    const target = called === undefined ? job.called : at(called);
    if (target === undefined)
      return names.map((name) => ({ name: joined(name, anyName), path: here }));
    const isLoop = here.some((caller) => caller.workflow === target);
    if (isLoop || here.length > DEEPEST || !hasTrigger(target, 'workflow_call')) return [];
    return checksBehind(here, target, at).flatMap((inner) =>
      names.map((name) => ({ ...inner, name: joined(name, inner.name) })),
    );
  });
}

/** The checks that may be called so: those that surely are come first. */
export function checksCalled(
  context: string,
  checks: readonly ReportedCheck[],
): readonly ReportedCheck[] {
  const found = checks.filter(({ name }) => isCalled(name, context));
  return [
    ...found.filter(({ name }) => name.certain),
    ...found.filter(({ name }) => !name.certain),
  ];
}

/**
 * Whether a job that is skipped leaves its checks pending: GitHub looks at its condition before it expands a matrix or starts
 * what the job calls, so that the check that it reports has another name. Any other skipped job reports success.
 */
export function isExpanded({ matrix, uses }: Job): boolean {
  return matrix !== undefined || uses !== undefined;
}
