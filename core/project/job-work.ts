import { lockingManagers, managerEntries } from '../tools/managers';
import { type CheckKind } from './check-command';
import { commandsOfJob, type FoundCommand, isForChanges } from './found-commands';
import { type ProjectFiles, readProjectFiles } from './project-files';
import { type ProjectTree } from './project-tree';
import { distinct } from './tables';
import { directoryOfStep, type WorkflowJob, workflowJobs } from './workflows';

/** A part of a job's work that a pipeline for Python projects may do as well. */
export interface Work {
  readonly kind: CheckKind | 'security' | 'build';
  readonly tool: string;
}

/** What a job of the repository's own workflows does. */
export interface JobWork {
  /** Path of the workflow. */
  readonly file: string;
  readonly id: string;
  /** Whether pushes or pull requests start it; otherwise it releases, or runs by the clock. */
  readonly isForChanges: boolean;
  readonly runsOn: readonly string[];
  readonly work: readonly Work[];
  /** Commands and actions of any other purpose, as they stand there. */
  readonly others: readonly string[];
}

/** What each job does of the workflows that were not delivered. */
export async function jobsWork(tree: ProjectTree): Promise<readonly JobWork[]> {
  const files = await readProjectFiles(tree);
  return workflowJobs(files).map((job) => jobWork(files, job));
}

function jobWork(files: ProjectFiles, job: WorkflowJob): JobWork {
  const directories = distinct(job.steps.flatMap((step) => directoryOfStep(step) ?? []));
  const commands = directories.flatMap((directory) => commandsOfJob(files, job, directory));
  const others = commands.filter(
    (found) => worksOf(found).length === 0 && !isPreparation(found) && !isKnownAction(found),
  );
  const actions = job.steps.flatMap(({ uses }) =>
    uses === undefined || isSupport(uses) || uses.startsWith('./') ? [] : [uses],
  );
  const checked = commands.filter(isKnownAction).map(({ command }) => command.text);
  return {
    file: job.file,
    id: job.id,
    isForChanges: isForChanges(job),
    runsOn: job.runsOn,
    work: commands.flatMap(worksOf),
    others: distinct([
      ...others.map(({ command }) => command.text),
      ...actions.map((uses) => `uses: ${uses}`).filter((text) => !checked.includes(text)),
    ]),
  };
}

const security = /^(?:bandit|pip-audit|safety)$/;
const managers = new RegExp(`^(?:${lockingManagers.join('|')}|hatch)$`);

function worksOf({ command, checks }: FoundCommand): readonly Work[] {
  if (checks.length > 0) return checks;
  const { program, args } = command;
  const [first = '', second = ''] = args;
  if (security.test(program)) return [{ kind: 'security', tool: program }];
  const builds =
    program === 'build' ||
    (managers.test(program) && first === 'build') ||
    (program === 'python' && first === 'setup.py' && /^(?:sdist|bdist_wheel)$/.test(second));
  if (builds) return [{ kind: 'build', tool: program }];
  // It collects and prints what the tests measured.
  return program === 'coverage' ? [{ kind: 'tests', tool: 'coverage' }] : [];
}

/** Commands that prepare or print, and say nothing about a change. */
const preparing =
  /^(?:echo|printf|cd|export|set|mkdir|ls|cat|pwd|which|true|source|\.|rm|cp|mv|sudo|apt|apt-get|brew|sleep|env|git|chmod|touch|exit|pip3?|pip-sync|virtualenv|venv|tox|nox|pipx|test|\[)$/;

function isPreparation({ command, install }: FoundCommand): boolean {
  const { program, args } = command;
  if (preparing.test(program) || program.includes('=')) return true;
  if (args.includes('--version') || args[0] === 'version') return true;
  return (managers.test(program) || program === 'pipenv') && install !== undefined;
}

const isKnownAction = ({ command, checks }: FoundCommand): boolean =>
  checks.length > 0 && command.text.startsWith('uses: ');

/** Actions that prepare a job or keep its files. */
const support = new RegExp(
  `^(?:actions\\/(?:checkout|setup-python|cache(?:\\/\\w+)?|upload-artifact|download-artifact)|${managerEntries.flatMap(([, { setupActions }]) => setupActions).join('|')}|step-security\\/harden-runner)@`,
  'i',
);

const isSupport = (uses: string): boolean => support.test(uses);
