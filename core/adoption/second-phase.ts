import { dependabotPath } from '../kernel/delivered-names';
import { withoutJobs, withOurs } from '../merged-files';
import { checksCalled, reportedChecks } from '../reading/reported-checks';
import { isUnreadable, readWorkflow } from '../reading/read-workflow';
import { type JobComparison } from './compare-jobs';
import { type RepositoryFacts, type WorkflowText } from './facts';

/** What the second phase of an adoption does with a workflow of the repository. */
export interface WorkflowFate {
  readonly file: string;
  /** Undefined: the pipeline replaces it. Otherwise why it stays. */
  readonly staysBecause: string | undefined;
  /** Ids of jobs that the pipeline replaces while the file stays. */
  readonly jobs: readonly string[];
}

type Facts = Pick<RepositoryFacts, 'workflows' | 'required'>;

/**
 * The workflows that the pipeline replaces: all of whose jobs it does, that no protection requires a check of and no other
 * workflow calls. Of those that stay because it does some of their jobs, the jobs that can go: that no protection requires,
 * and that no job that stays needs.
 */
export function workflowFates(
  jobs: readonly JobComparison[],
  facts: Facts,
): readonly WorkflowFate[] {
  const files = [...new Set(jobs.map(({ file }) => file))];
  return files.map((file) => {
    const own = jobs.filter((job) => job.file === file);
    const staysBecause = reasonToStay(file, own, facts);
    return {
      file,
      staysBecause,
      jobs: staysBecause === undefined ? [] : goingJobs(file, own, facts),
    };
  });
}

function reasonToStay(
  file: string,
  jobs: readonly JobComparison[],
  { workflows, required }: Facts,
): string | undefined {
  const left = jobs.filter(({ verdict }) => verdict !== 'replaced').map(({ id }) => id);
  if (left.length > 0) return `the pipeline does not do all of ${left.join(', ')}`;
  const caller = callerOf(file, workflows);
  if (caller !== undefined) return `${caller.path} calls it`;
  const own = workflows.find(({ path }) => path === file);
  const needed = own === undefined ? [] : requiredOf(own, required);
  if (needed.length === 0) return undefined;
  return needed
    .map(({ context, by }) => `${by} requires its check ${JSON.stringify(context)}`)
    .join(', ');
}

const callerOf = (file: string, workflows: Facts['workflows']): WorkflowText | undefined =>
  workflows.find(({ path, text }) => path !== file && text.includes(`./${file}`));

/** Ids of the jobs of a workflow that can go while it stays, in its own order. */
function goingJobs(
  file: string,
  jobs: readonly JobComparison[],
  { workflows, required }: Facts,
): readonly string[] {
  const own = workflows.find(({ path }) => path === file);
  const workflow = own && readWorkflow(file, own.text);
  if (own === undefined || workflow === undefined || isUnreadable(workflow)) return [];
  if (callerOf(file, workflows) !== undefined) return [];
  const checks = reportedChecks(workflow);
  const isRequired = (id: string): boolean =>
    required.some(({ context }) =>
      checksCalled(context, checks).some(({ path }) => path.some(({ job }) => job.id === id)),
    );
  let going = jobs
    .filter(({ id, verdict }) => verdict === 'replaced' && !isRequired(id))
    .map(({ id }) => id);
  for (;;) {
    const stay = workflow.jobs.filter(({ id }) => !going.includes(id));
    const needed = new Set(stay.flatMap(({ needs }) => needs.map(({ value }) => value)));
    const rest = going.filter((id) => !needed.has(id));
    if (rest.length === going.length) break;
    going = rest;
  }
  return 'text' in withoutJobs(own.text, going) ? going : [];
}

/**
 * Why the repository's own configuration of Dependabot cannot get entries of the pipeline; undefined where it can, or where
 * there is none.
 */
export function dependabotObstacle({
  dependabot,
}: Pick<RepositoryFacts, 'dependabot'>): string | undefined {
  if (dependabot === undefined) return undefined;
  const { path, text } = dependabot;
  if (path !== dependabotPath)
    return `rename it to ${dependabotPath}, since GitHub would no longer read it beside that file`;
  const result = withOurs(path, text, sampleEntry);
  return 'problem' in result ? `it ${result.problem}` : undefined;
}

/** An entry that no repository has. */
const sampleEntry = 'version: 2\nupdates:\n  - package-ecosystem: none\n    directory: /\n';

/** The required checks that a workflow reports. */
function requiredOf(
  { path, text }: WorkflowText,
  required: RepositoryFacts['required'],
): RepositoryFacts['required'] {
  const workflow = readWorkflow(path, text);
  if (isUnreadable(workflow)) return required;
  const checks = reportedChecks(workflow);
  return required.filter(({ context }) => checksCalled(context, checks).length > 0);
}
