import { actionsLockPath } from '../kernel/delivered-names';
import { readActionsLock } from './actions-lock';
import { linkFiles } from './link-files';
import { isActionPath, isUnreadable, isWorkflowPath, readWorkflow } from './read-workflow';
import { type FileRule } from './rule';
import { type Workflow } from './workflow';
import { type WorkflowElsewhere } from './workflow-elsewhere';

/** The text of a file that rules look at: a workflow, or the metadata of an action. */
export interface CheckedText {
  readonly path: string;
  readonly text: string;
}

export interface CheckedFile extends CheckedText {
  /** With what it uses of the other files; undefined where it is none, or cannot be read, which is a rule's own finding. */
  readonly workflow: Workflow | undefined;
}

/** Files beside workflows and actions that decide over them. */
const OTHERS = /^(?:(?:\.github\/|docs\/)?CODEOWNERS|\.github\/dependabot\.ya?ml)$/;

/** Whether rules look at files of a path, or need them. */
export function isCheckedPath(path: string): boolean {
  return (
    isWorkflowPath(path) || isActionPath(path) || path === actionsLockPath || OTHERS.test(path)
  );
}

/** Whether a rule about texts looks at a file. */
export function looksAt({ path: own }: FileRule, path: string): boolean {
  return own === undefined ? isWorkflowPath(path) || isActionPath(path) : own.test(path);
}

/**
 * Reads files of one commit. The lockfile of actions may be among them, and is not one of the result.
 *
 * @param elsewhere workflows of other repositories that these call. Default: none is known.
 */
export function readFilesOfCommit(
  texts: readonly CheckedText[],
  elsewhere?: WorkflowElsewhere,
): readonly CheckedFile[] {
  const lock = texts.find(({ path }) => path === actionsLockPath);
  const files = texts.filter((file) => file !== lock);
  const workflows = files.flatMap(({ path, text }) => {
    if (OTHERS.test(path)) return [];
    const result = readWorkflow(path, text);
    return isUnreadable(result) ? [] : [result];
  });
  const lockOf = lock === undefined ? undefined : readActionsLock(lock.text);
  const linked = linkFiles(workflows, lockOf, elsewhere);
  const byPath = new Map(linked.map((workflow) => [workflow.path, workflow]));
  return files.map(({ path, text }) => ({ path, text, workflow: byPath.get(path) }));
}
