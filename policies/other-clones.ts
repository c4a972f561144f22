import { basename, resolve } from 'node:path';
import { isUnreadable, readWorkflow } from '../core/reading/read-workflow';
import { type WorkflowElsewhere } from '../core/reading/workflow-elsewhere';
import { type FoundTree } from './find-files';

/**
 * The workflows of several clones, for calls between their repositories: a clone is known by the name of its directory, which
 * `git clone` takes from the repository. Whose it is does not count.
 */
export function workflowsOf(
  targets: readonly string[],
  trees: readonly FoundTree[],
): WorkflowElsewhere {
  const clones = new Map(
    trees.map(({ files }, index) => [basename(resolve(targets[index] ?? '')).toLowerCase(), files]),
  );
  return (repository, path) => {
    const found = clones
      .get(repository.replace(/^.*\//, ''))
      ?.find((file) => file.path === path && file.isContext !== true);
    const workflow = found && readWorkflow(path, found.text);
    return workflow === undefined || isUnreadable(workflow) ? undefined : workflow;
  };
}
