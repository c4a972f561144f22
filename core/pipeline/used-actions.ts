import { parse } from 'yaml';
import { type PipelineFile } from './pipeline-files';

interface Uses {
  readonly uses?: unknown;
}
interface WorkflowJobs {
  readonly jobs?: Readonly<Record<string, Uses & { readonly steps?: readonly Uses[] }>>;
}

/**
 * Actions and reusable workflows of other repositories that the workflows of a pipeline use, as patterns of GitHub's policy
 * on actions, such as `actions/checkout@*`; sorted. Which commit is used is the workflows' own matter.
 *
 * @see https://docs.github.com/en/rest/actions/permissions#set-allowed-actions-and-reusable-workflows-for-a-repository
 */
export function usedActions(files: readonly PipelineFile[]): readonly string[] {
  const uses = files
    .filter(({ path }) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path))
    .flatMap(({ content }) => Object.values((parse(content) as WorkflowJobs).jobs ?? {}))
    .flatMap((job) => [job.uses, ...(job.steps ?? []).map((step) => step.uses)]);
  const names = uses.flatMap((one) => {
    const [name = ''] = typeof one === 'string' ? one.split('@') : [];
    return /^[^./][^/]*\/[^:]+$/.test(name) ? [`${name}@*`] : [];
  });
  return [...new Set(names)].sort();
}
