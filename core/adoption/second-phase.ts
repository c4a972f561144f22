import { checksCalled, reportedChecks } from '../reading/reported-checks';
import { isUnreadable, readWorkflow } from '../reading/read-workflow';
import { type JobComparison } from './compare-jobs';
import { type RepositoryFacts, type WorkflowText } from './facts';

/** What the second phase of an adoption does with a workflow of the repository. */
export interface WorkflowFate {
  readonly file: string;
  /** Undefined: the pipeline replaces it. Otherwise why it stays. */
  readonly staysBecause: string | undefined;
}

/**
 * The workflows that the pipeline replaces: all of whose jobs it does, that no protection requires a check of and no other
 * workflow calls.
 */
export function workflowFates(
  jobs: readonly JobComparison[],
  facts: Pick<RepositoryFacts, 'workflows' | 'required'>,
): readonly WorkflowFate[] {
  const files = [...new Set(jobs.map(({ file }) => file))];
  return files.map((file) => ({
    file,
    staysBecause: reasonToStay(
      file,
      jobs.filter((job) => job.file === file),
      facts,
    ),
  }));
}

function reasonToStay(
  file: string,
  jobs: readonly JobComparison[],
  { workflows, required }: Pick<RepositoryFacts, 'workflows' | 'required'>,
): string | undefined {
  const left = jobs.filter(({ verdict }) => verdict !== 'replaced').map(({ id }) => id);
  if (left.length > 0) return `the pipeline does not do all of ${left.join(', ')}`;
  const caller = workflows.find(({ path, text }) => path !== file && text.includes(`./${file}`));
  if (caller !== undefined) return `${caller.path} calls it`;
  const own = workflows.find(({ path }) => path === file);
  const needed = own === undefined ? [] : requiredOf(own, required);
  if (needed.length === 0) return undefined;
  return needed
    .map(({ context, by }) => `${by} requires its check ${JSON.stringify(context)}`)
    .join(', ');
}

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
