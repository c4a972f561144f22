import { LOCK_PATH, readActionsLock } from './actions-lock';
import { linkFiles } from './link-files';
import { isUnreadable, readWorkflow } from './read-workflow';
import { type Workflow } from './workflow';

/** The text of a file that rules look at: a workflow, or the metadata of an action. */
export interface CheckedText {
  readonly path: string;
  readonly text: string;
}

export interface CheckedFile extends CheckedText {
  /** With what it uses of the other files; undefined where it cannot be read, which is a rule's own finding. */
  readonly workflow: Workflow | undefined;
}

/** Reads files of one commit. The lockfile of actions may be among them, and is not one of the result. */
export function readFilesOfCommit(texts: readonly CheckedText[]): readonly CheckedFile[] {
  const lock = texts.find(({ path }) => path === LOCK_PATH);
  const files = texts.filter((file) => file !== lock);
  const read = files.map(({ path, text }) => readWorkflow(path, text));
  const workflows = read.flatMap((result) => (isUnreadable(result) ? [] : [result]));
  const linked = linkFiles(workflows, lock === undefined ? undefined : readActionsLock(lock.text));
  const byPath = new Map(linked.map((workflow) => [workflow.path, workflow]));
  return files.map(({ path, text }) => ({ path, text, workflow: byPath.get(path) }));
}
