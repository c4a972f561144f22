import { matchesFilter } from './branch-filter';
import { ciWorkflow } from './definitions/ci';
import { type ParsedJob, type ParsedTrigger, type ParsedWorkflow } from './parse/parsed-workflow';
import { requiredChecksOf } from './required-checks';
import { type PipelineSettings } from '../config/pipeline-settings';

/** Something that happens to a branch: a pull request against it, its merge queue, or a push to it. */
export interface BranchEvent {
  readonly event: 'pull_request' | 'merge_group' | 'push';
  /** The base branch of a pull request or queue, the branch pushed to. */
  readonly branch: string;
}

/** Why a context cannot be relied on. */
type WithheldReason =
  | 'event-missing'
  | 'branch-filter'
  | 'path-filter'
  | 'activity-types'
  | 'dynamic-name'
  | 'called-workflow-unknown';

interface Withheld {
  /** The context as far as it is known: for a dynamic name its fixed start. */
  readonly context: string;
  readonly jobId: string;
  readonly reason: WithheldReason;
  /** A sentence for the user. */
  readonly message: string;
}

export interface ProducedChecks {
  /** Contexts that are reported for each such event, whatever changed. A job skipped by its `if` reports too. */
  readonly contexts: readonly string[];
  readonly withheld: readonly Withheld[];
}

/** Looks up the reusable workflow that a job calls by its `uses`; `undefined` when its text is not at hand. */
export type CalledWorkflows = (uses: string) => ParsedWorkflow | undefined;

/**
 * Which check contexts a workflow reports. A context is the job's name; a matrix appends its values, a called workflow
 * its jobs' names; the workflow's own name is no part of it.
 * https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/collaborating-on-repositories-with-code-quality-features/troubleshooting-required-status-checks
 */
export function producedChecks(
  workflow: ParsedWorkflow,
  on: BranchEvent,
  called: CalledWorkflows = () => undefined,
): ProducedChecks {
  const names = workflow.jobs.flatMap((job) => jobContexts(job, called, 0));
  const unknown = names.filter((name): name is Withheld => 'reason' in name);
  const known = names.filter((name): name is KnownContext => !('reason' in name));
  const hindrance = triggerHindrance(workflow, on);
  if (hindrance === undefined) {
    return { contexts: known.map((each) => each.context), withheld: unknown };
  }
  const withheld = known.map((each) => ({ ...each, ...hindrance }));
  return { contexts: [], withheld: [...withheld, ...unknown] };
}

/** One sentence that says why no workflow reports a context on an event, or `undefined` when one does. */
export function whyNotProduced(
  context: string,
  workflows: readonly ParsedWorkflow[],
  on: BranchEvent,
  called?: CalledWorkflows,
): string | undefined {
  const produced = workflows.map((workflow) => producedChecks(workflow, on, called));
  if (produced.some((each) => each.contexts.includes(context))) return undefined;
  const withheld = produced.flatMap((each) => each.withheld);
  const near = withheld.find((each) => each.context === context);
  if (near !== undefined) return near.message;
  const dynamic = withheld.find(
    (each) => each.reason === 'dynamic-name' && context.startsWith(each.context),
  );
  if (dynamic !== undefined) return dynamic.message;
  const existing = produced.flatMap((each) => each.contexts);
  return `no job is called "${context}"; on ${on.event} for ${on.branch} there are: ${existing.join(', ') || 'none'}`;
}

/** Contexts that branch protection has to require for these settings, read off the typed workflow. */
export function requiredChecks(settings: PipelineSettings): readonly string[] {
  return requiredChecksOf(ciWorkflow(settings));
}

interface KnownContext {
  readonly context: string;
  readonly jobId: string;
}

/** GitHub follows reusable workflows at most this deep. */
const deepest = 10;

function jobContexts(
  job: ParsedJob,
  called: CalledWorkflows,
  depth: number,
): readonly (KnownContext | Withheld)[] {
  return ownContexts(job).flatMap((own) => {
    if (job.uses === undefined || 'reason' in own) return [own];
    const target = depth < deepest ? called(job.uses) : undefined;
    if (target === undefined) {
      const reason = 'called-workflow-unknown' as const;
      const message = `job "${job.id}" calls ${job.uses}, whose jobs are not known here`;
      return [{ ...own, reason, message }];
    }
    return target.jobs
      .flatMap((inner) => jobContexts(inner, called, depth + 1))
      .map((inner) => ({ ...inner, jobId: job.id, context: `${own.context} / ${inner.context}` }));
  });
}

function ownContexts(job: ParsedJob): readonly (KnownContext | Withheld)[] {
  const name = job.name ?? job.id;
  const dynamic = (fixed: string): readonly Withheld[] => [
    {
      context: fixed,
      jobId: job.id,
      reason: 'dynamic-name',
      message: `the name of job "${job.id}" is known at run time only, so it cannot be a required check`,
    },
  ];
  if (name.includes('${{')) return dynamic(name.slice(0, name.indexOf('${{')));
  if (job.matrix === undefined) return [{ context: name, jobId: job.id }];
  const combinations = matrixCombinations(job.matrix);
  if (combinations === undefined) return dynamic(`${name} (`);
  return combinations.map((values) => ({
    context: `${name} (${values.join(', ')})`,
    jobId: job.id,
  }));
}

/** The values of each combination in the order of the axes; `undefined` when they are known at run time only. */
function matrixCombinations(
  matrix: NonNullable<ParsedJob['matrix']>,
): readonly (readonly string[])[] | undefined {
  if (matrix.dynamic) return undefined;
  let rows: Readonly<Record<string, string>>[] = [{}];
  for (const [axis, values] of matrix.axes) {
    if (values === undefined) return undefined;
    rows = rows.flatMap((row) => values.map((value) => ({ ...row, [axis]: value })));
  }
  if (matrix.axes.size === 0) rows = [];
  const covers = (row: Readonly<Record<string, string>>, part: Readonly<Record<string, string>>) =>
    Object.entries(part).every(([key, value]) => row[key] === value);
  rows = rows.filter((row) => !matrix.exclude.some((excluded) => covers(row, excluded)));
  const original = rows;
  for (const included of matrix.include) {
    const onAxes = Object.fromEntries(
      Object.entries(included).filter(([key]) => matrix.axes.has(key)),
    );
    const extended = original.length > 0 && original.some((row) => covers(row, onAxes));
    if (extended) {
      rows = rows.map((row) =>
        original.some((each) => covers(row, each)) && covers(row, onAxes)
          ? { ...row, ...included }
          : row,
      );
    } else rows = [...rows, included];
  }
  return rows.map((row) => Object.values(row));
}

function triggerHindrance(
  workflow: ParsedWorkflow,
  on: BranchEvent,
): { readonly reason: WithheldReason; readonly message: string } | undefined {
  const trigger = workflow.triggers.get(on.event);
  const file = workflow.path;
  if (trigger === undefined) {
    const message = `${file} does not run on ${on.event}; a required check of it would stay pending for ever`;
    return { reason: 'event-missing', message };
  }
  if (!branchPasses(trigger, on.branch)) {
    const message = `${file} filters branches on ${on.event}, and ${on.branch} does not pass`;
    return { reason: 'branch-filter', message };
  }
  if (trigger.paths !== undefined || trigger.pathsIgnore !== undefined) {
    const message = `${file} filters paths on ${on.event}: a change outside them leaves a required check pending for ever`;
    return { reason: 'path-filter', message };
  }
  const needed = on.event === 'pull_request' ? ['opened', 'synchronize'] : [];
  const missing = needed.filter((type) => trigger.types?.includes(type) === false);
  if (missing.length > 0) {
    const message = `${file} leaves out the activity types ${missing.join(', ')} of ${on.event}, so new commits are not checked`;
    return { reason: 'activity-types', message };
  }
  return undefined;
}

function branchPasses(trigger: ParsedTrigger, branch: string): boolean {
  if (trigger.branches !== undefined) return matchesFilter(branch, trigger.branches);
  if (trigger.branchesIgnore !== undefined) return !matchesFilter(branch, trigger.branchesIgnore);
  // A push trigger with a tag filter alone does not run for branches.
  return !(trigger.event === 'push' && (trigger.tags ?? trigger.tagsIgnore) !== undefined);
}
