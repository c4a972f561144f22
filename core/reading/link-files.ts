import { localPathOf } from './action-ref';
import { isActionPath } from './read-workflow';
import { calledElsewhere, type WorkflowElsewhere } from './workflow-elsewhere';
import { perObject } from './memo';
import { type ActionsLock, type Job, type Step, type Workflow } from './workflow';

/** How deep GitHub follows calls and composite actions, the first one included. */
const DEEPEST = 10;

/**
 * Files of one commit, each of which knows the composite actions and the workflows of that commit that it uses, and what
 * the lockfile says. A file that uses none is the same object, so that equal files of many repositories stay one.
 *
 * @param elsewhere workflows of other repositories that jobs may call. Default: none is known.
 */
export function linkFiles(
  files: readonly Workflow[],
  lock?: ActionsLock,
  elsewhere: WorkflowElsewhere = () => undefined,
): readonly Workflow[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return files.map((file) => linked(file, { byPath, lock, elsewhere, within: [] }));
}

interface Links {
  readonly byPath: ReadonlyMap<string, Workflow>;
  readonly lock: ActionsLock | undefined;
  readonly elsewhere: WorkflowElsewhere;
  /** The files that lead here: one that uses itself is followed once. */
  readonly within: readonly Workflow[];
}

function linked(file: Workflow, links: Links): Workflow {
  const inner = { ...links, within: [...links.within, file] };
  const jobs = file.jobs.map((job) => linkedJob(job, inner));
  const isSame = jobs.every((job, index) => job === file.jobs[index]);
  const { lock } = links;
  if (isSame && lock === undefined) return file;
  const only = lock === undefined ? onlyCallIn(file, jobs) : undefined;
  if (only !== undefined) return withCall(file)(only)(jobs);
  return { ...file, ...(isSame ? {} : { jobs }), ...(lock === undefined ? {} : { lock }) };
}

/** What a file calls in another repository, where nothing else of it is linked. */
function onlyCallIn(file: Workflow, jobs: readonly Job[]): Workflow | undefined {
  const [first, ...others] = jobs.filter((job, index) => job !== file.jobs[index]);
  const isLocal = localPathOf(first?.uses?.value ?? '') !== undefined;
  return others.length > 0 || isLocal ? undefined : first?.called;
}

/** Equal files of a fleet that call the same workflow stay one object too. */
const withCall = perObject((file: Workflow) =>
  perObject((_called: Workflow) => {
    let linkedFile: Workflow | undefined;
    return (jobs: readonly Job[]): Workflow => (linkedFile ??= { ...file, jobs });
  }),
);

function linkedJob(job: Job, links: Links): Job {
  const called =
    targetOf(job, links, ({ kind }) => kind === 'workflow') ??
    (job.uses && calledElsewhere(job.uses.value, links.elsewhere));
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
