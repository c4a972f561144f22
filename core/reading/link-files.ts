import { localPathOf } from './action-ref';
import { isActionPath } from './read-workflow';
import { type ActionsLock, type Job, type Step, type Workflow } from './workflow';

/** How deep GitHub follows calls and composite actions, the first one included. */
const DEEPEST = 10;

/**
 * Files of one commit, each of which knows the composite actions and the workflows of that commit that it uses, and what
 * the lockfile says. A file that uses none is the same object, so that equal files of many repositories stay one.
 */
export function linkFiles(files: readonly Workflow[], lock?: ActionsLock): readonly Workflow[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return files.map((file) => linked(file, { byPath, lock, within: [] }));
}

interface Links {
  readonly byPath: ReadonlyMap<string, Workflow>;
  readonly lock: ActionsLock | undefined;
  /** The files that lead here: one that uses itself is followed once. */
  readonly within: readonly Workflow[];
}

function linked(file: Workflow, links: Links): Workflow {
  const inner = { ...links, within: [...links.within, file] };
  const jobs = file.jobs.map((job) => linkedJob(job, inner));
  const isSame = jobs.every((job, index) => job === file.jobs[index]);
  const { lock } = links;
  if (isSame && lock === undefined) return file;
  return { ...file, ...(isSame ? {} : { jobs }), ...(lock === undefined ? {} : { lock }) };
}

function linkedJob(job: Job, links: Links): Job {
  const called = targetOf(job, links, ({ kind }) => kind === 'workflow');
  const steps = job.steps.map((step): Step => {
    const action = targetOf(step, links, ({ runs }) => runs?.using.value === 'composite');
    return action === undefined ? step : { ...step, action };
  });
  const isSame = steps.every((step, index) => step === job.steps[index]);
  if (isSame && called === undefined) return job;
  return { ...job, ...(isSame ? {} : { steps }), ...(called === undefined ? {} : { called }) };
}

function targetOf(
  { uses }: Pick<Step, 'uses'>,
  links: Links,
  fits: (file: Workflow) => boolean,
): Workflow | undefined {
  const path = uses === undefined ? undefined : localPathOf(uses.value);
  if (path === undefined || links.within.length > DEEPEST) return undefined;
  const found = pathsOf(path).flatMap((name) => links.byPath.get(name) ?? [])[0];
  if (found === undefined || !fits(found) || links.within.includes(found)) return undefined;
  return linked(found, links);
}

/** A workflow is named by its file, an action by its folder. */
function pathsOf(path: string): readonly string[] {
  if (/\.ya?ml$/.test(path) && !isActionPath(path)) return [path];
  const folder = path === '' ? '' : `${path}/`;
  return [`${folder}action.yml`, `${folder}action.yaml`];
}
