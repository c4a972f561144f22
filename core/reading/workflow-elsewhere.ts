import { parseActionRef } from './action-ref';
import { type Workflow } from './workflow';

/** Finds a workflow of another repository, `owner/name` in lower case, by its path there; undefined where it is not known. */
export type WorkflowElsewhere = (repository: string, path: string) => Workflow | undefined;

/**
 * The workflow of another repository that a job calls. Which commit of it is called does not count: a stack delivers one
 * text, and a repository that waits for it calls the one before.
 */
export function calledElsewhere(uses: string, elsewhere: WorkflowElsewhere): Workflow | undefined {
  const ref = parseActionRef(uses);
  if (ref.kind !== 'repository' || !/\.ya?ml$/.test(ref.path)) return undefined;
  const found = elsewhere(`${ref.owner}/${ref.name}`.toLowerCase(), ref.path.slice(1));
  return found?.kind === 'workflow' ? found : undefined;
}
