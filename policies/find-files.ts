import { lstatSync, readdirSync, readFileSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { localPathOf } from '../core/reading/action-ref';
import { actionsLockPath } from '../core/kernel/delivered-names';
import { isCheckedPath, type CheckedText } from '../core/reading/checked-files';
import {
  isActionPath,
  isUnreadable,
  isWorkflowPath,
  readWorkflow,
} from '../core/reading/read-workflow';

const WORKFLOWS = '.github/workflows';

/** A file that rules look at, as it is on disk. */
export interface FoundFile extends CheckedText {
  /** Where it is; absent for standard input. */
  readonly onDisk?: string;
  /** How a report names it. */
  readonly shown: string;
  /** Whether it is only there for the sake of those that use it, and not reported on. */
  readonly isContext?: true;
}

/** Something with the name of a workflow file, or of an action's, that cannot be read as one. */
interface PassedOver {
  readonly path: string;
  readonly why: string;
}

/** The files below one target of a check: those of one commit. */
export interface FoundTree {
  readonly files: readonly FoundFile[];
  readonly passedOver: readonly PassedOver[];
}

/**
 * The workflow files and composite actions of a target: a working copy, a folder named `workflows`, or one file.
 *
 * @param name how a report names the target; empty: files are named as they are in it.
 * @throws where there is nothing to check.
 */
export function findFiles(target: string, name = ''): FoundTree {
  const found = statSync(target, { throwIfNoEntry: false });
  if (found === undefined) throw new Error(`${target}: not found; give a directory, a file or -`);
  if (!found.isDirectory()) return oneFile(target);
  const tree = basename(resolve(target)) === 'workflows' ? workflowsFolder(target) : below(target);
  const named = ({ shown, ...file }: FoundFile): FoundFile => ({
    ...file,
    shown: join(name, shown),
  });
  const isThere = tree.files.some(({ path }) => isWorkflowPath(path) || isActionPath(path));
  if (!isThere && tree.passedOver.length === 0)
    throw new Error(
      `${target}: no workflow files found; give a working copy with ${WORKFLOWS} or with actions, a folder named workflows, or a file`,
    );
  return {
    files: tree.files.map(named),
    passedOver: tree.passedOver.map(({ path, why }) => ({ path: join(name, path), why })),
  };
}

/** A workflow, or an action if its name says so, that is read from standard input. */
export function fileFromInput(text: string, name: string | undefined): FoundTree {
  return {
    files: [{ text, path: pathInCommit(name ?? 'stdin.yml'), shown: name ?? '<stdin>' }],
    passedOver: [],
  };
}

function oneFile(file: string): FoundTree {
  const path = pathInCommit(file);
  const own: FoundFile = { text: readFileSync(file, 'utf8'), path, onDisk: file, shown: file };
  const absolute = resolve(file).split(sep).join('/');
  if (!absolute.endsWith(`/${path}`)) return { files: [own], passedOver: [] };
  return { files: [own, ...usedBy(own, absolute.slice(0, -path.length))], passedOver: [] };
}

/** The path that a file has in its repository, as far as its name says. */
function pathInCommit(file: string): string {
  const absolute = resolve(file).split(sep).join('/');
  const inFolder = absolute.lastIndexOf(`/${WORKFLOWS}/`);
  if (inFolder >= 0) return absolute.slice(inFolder + 1);
  const name = basename(file);
  if (isActionPath(name)) return name;
  return `${WORKFLOWS}/${/\.ya?ml$/i.test(name) ? name : `${name}.yml`}`;
}

/** The local actions and workflows that a file uses, and those that they use. */
function usedBy(file: FoundFile, root: string): readonly FoundFile[] {
  const found = new Map<string, FoundFile>();
  const add = (path: string): void => {
    const onDisk = join(root, path);
    if (path === file.path || found.has(path) || !isRegularFile(onDisk)) return;
    const used: FoundFile = {
      text: readFileSync(onDisk, 'utf8'),
      path,
      onDisk,
      shown: path,
      isContext: true,
    };
    found.set(path, used);
    visit(used);
  };
  const visit = ({ path, text }: FoundFile): void => {
    const workflow = readWorkflow(path, text);
    if (isUnreadable(workflow)) return;
    const uses = workflow.jobs.flatMap((job) =>
      [job, ...job.steps].flatMap((item) => item.uses ?? []),
    );
    for (const { value } of uses) {
      const local = localPathOf(value);
      if (local === undefined) continue;
      if (isWorkflowPath(local)) add(local);
      else for (const name of ['action.yml', 'action.yaml']) add(join(local, name));
    }
  };
  visit(file);
  add(actionsLockPath);
  return [...found.values()];
}

const isRegularFile = (file: string): boolean =>
  statSync(file, { throwIfNoEntry: false })?.isFile() === true;

/** Folders of installed packages, of which a repository may hold thousands of files that are not its own. */
const NOT_OURS: ReadonlySet<string> = new Set([
  ...['.git', 'node_modules', 'site-packages', '__pycache__'],
  ...['.venv', 'venv', '.tox', '.nox'],
]);

function workflowsFolder(folder: string): FoundTree {
  return inFolder(folder, WORKFLOWS, entriesOf(folder));
}

function below(root: string): FoundTree {
  const files: FoundFile[] = [];
  const passedOver: PassedOver[] = [];
  const visit = (path: string): void => {
    const folder = join(root, path);
    const entries = entriesOf(folder);
    const found = inFolder(folder, path, entries);
    files.push(...found.files);
    passedOver.push(...found.passedOver);
    for (const entry of entries)
      if (entry.isDirectory() && !NOT_OURS.has(entry.name))
        visit(path === '' ? entry.name : `${path}/${entry.name}`);
  };
  visit('');
  return { files, passedOver };
}

/** @param prefix its path in the repository. */
function inFolder(folder: string, prefix: string, entries: readonly Dirent[]): FoundTree {
  const files: FoundFile[] = [];
  const passedOver: PassedOver[] = [];
  for (const { name } of entries) {
    const path = prefix === '' ? name : `${prefix}/${name}`;
    if (!isCheckedPath(path)) continue;
    const onDisk = join(folder, name);
    const why = whyUnreadable(onDisk);
    const text = why === undefined ? readFileSync(onDisk, 'utf8') : '';
    const other = why ?? whyNoAction(path, text);
    if (other === undefined)
      files.push({
        path,
        text,
        onDisk,
        shown: path,
        ...(path === actionsLockPath ? { isContext: true } : {}),
      });
    else passedOver.push({ path, why: other });
  }
  return { files, passedOver };
}

/** Other programs have files of that name too: one that says nothing of how GitHub runs it is none of GitHub's. */
function whyNoAction(path: string, text: string): string | undefined {
  if (!isActionPath(path)) return undefined;
  const read = readWorkflow(path, text);
  return isUnreadable(read) ? `not the metadata of an action: ${read.reason}` : undefined;
}

function whyUnreadable(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return 'a link to a file that does not exist';
  if (!found.isFile()) return found.isDirectory() ? 'a directory' : 'not a regular file';
  if (!lstatSync(file).isSymbolicLink()) return undefined;
  const isElsewhere = relative(realpathSync(dirname(file)), realpathSync(file)).startsWith('..');
  return isElsewhere ? 'a link to a file elsewhere' : undefined;
}

function entriesOf(folder: string): readonly Dirent[] {
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}
