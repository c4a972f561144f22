import { managerEntries } from '../tools/managers';
import { checksBy, type Check, checksOf } from './check-command';
import { commandsIn, resolvedIn, withToxEnvironments } from './commands-in-job';
import { hatchScript, hatchVariables } from './hatch-environments';
import { hatchCommand, hatchRun, isTestName } from './hatch-run';
import { type Install, installOf, pipInstall } from './install-command';
import { namesOf } from './named-environments';
import { readNoxfile } from './nox';
import { type ProjectFiles } from './project-files';
import { resolvePath } from './project-tree';
import { type ShellCommand, shellCommands } from './shell-command';
import { justRecipe, makeTarget, pyprojectTask, type Task, taskTargets } from './task-files';
import { toxFile, requirementWords } from './tox';
import { directoryOfStep, jobWithin, type WorkflowJob, workflowJobs } from './workflows';

/** Where a command was found, and what starts it. */
interface Place {
  /** `workflow`: it runs on GitHub; `tool`: tox or nox would run it; `task`: developers have a name for it. */
  readonly strength: 'workflow' | 'tool' | 'task';
  readonly reason: string;
  readonly job?: WorkflowJob;
  readonly through?: { readonly tool: 'tox' | 'nox' | 'hatch'; readonly name: string };
  /** What an environment of tox or hatch sets for the command. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Whether nothing fails when the command does. */
  readonly isTolerated?: true;
}

export interface FoundCommand extends Place {
  readonly command: ShellCommand;
  readonly checks: readonly Check[];
  readonly install?: Install;
}

const deepest = 5;

/**
 * The commands by which a project is checked today: of its workflows, with what they start (tox, nox, make, scripts …),
 * then of tox and nox themselves, then of tasks by their usual names.
 *
 * @param directory of the project, as its workflows name it: they lie at the root of the repository.
 */
export function foundCommands(
  files: ProjectFiles,
  repository: ProjectFiles,
  directory: string,
): readonly FoundCommand[] {
  const context = { files };
  const found: FoundCommand[] = workflowJobs(repository)
    .filter(isForChanges)
    .flatMap((job) => commandsOfJob(files, job, directory));
  const tool: Place = { strength: 'tool', reason: '' };
  found.push(...ofTox(context, [], tool, 0), ...ofNox(context, [], tool, 0));
  const targets = taskTargets(files);
  for (const name of [
    'test',
    'tests',
    'check',
    'lint',
    'format',
    'fmt',
    'typecheck',
    'types',
    'mypy',
  ].filter((one) => targets.includes(one) || pyprojectTask(files, one) !== undefined)) {
    const place: Place = { strength: 'task', reason: '' };
    const task = makeTarget(files, name) ?? justRecipe(files, name) ?? pyprojectTask(files, name);
    found.push(...ofTask(context, task, place, 0));
  }
  return found;
}

/** The commands of a job that run in a directory, each with what it starts. */
export function commandsOfJob(
  files: ProjectFiles,
  job: WorkflowJob,
  directory: string,
): readonly FoundCommand[] {
  const reason = `job ${job.id} of ${job.file}`;
  const place: Place = { strength: 'workflow', reason, job };
  const environments = directory === '.' ? job.toxEnvironments : [];
  const ofSteps = job.steps.flatMap((step): readonly FoundCommand[] => {
    const byMatrix = jobWithin(job, step.directory ?? '.', directory);
    const within = byMatrix === undefined ? directoryOfStep(step) : directory;
    if (within === undefined) return [];
    const tolerated = step.isTolerated === true ? { isTolerated: true as const } : {};
    return [
      ...(step.uses === undefined ? [] : ofAction(step.uses, place)),
      ...commandsIn(step.run ?? '', within, directory, byMatrix ?? job).flatMap(
        ({ command, job: own }) =>
          expand(
            { files },
            resolvedIn(withToxEnvironments(command, { ...own.env, ...step.env }), own),
            { ...place, ...tolerated, job: own },
            0,
          ),
      ),
    ];
  });
  return [
    ...(environments.length === 0 ? [] : ofTox({ files }, environments, place, 0)),
    ...ofSteps,
  ];
}

/** Runs that judge a change; not those that release, or that look for news by night. */
export const isForChanges = (job: WorkflowJob): boolean =>
  job.events.length === 0 ||
  job.events.some((event) =>
    ['push', 'pull_request', 'pull_request_target', 'workflow_call', 'merge_group'].includes(event),
  );

const byAction = checksBy(({ actions }) => actions);

function ofAction(uses: string, place: Place): readonly FoundCommand[] {
  const name = uses.replace(/@.*$/, '').toLowerCase();
  const check = Object.hasOwn(byAction, name) ? byAction[name] : undefined;
  if (check === undefined) return [];
  const command = { program: check.tool, args: [], through: [], text: `uses: ${uses}` };
  return [{ ...place, command, checks: [check] }];
}

interface Context {
  readonly files: ProjectFiles;
}

/** A command, and in its place the commands of what it starts. */
function expand(
  context: Context,
  command: ShellCommand,
  place: Place,
  depth: number,
): readonly FoundCommand[] {
  if (depth > deepest) return [];
  const install = installOf(command);
  const within = command.isTolerated === true ? { ...place, isTolerated: true as const } : place;
  const found: FoundCommand = {
    ...within,
    command,
    checks: checksOf(command),
    ...(install === undefined ? {} : { install }),
  };
  if (found.checks.length > 0) return [hatched(context, found)];
  const inner = started(context, command, within, depth + 1);
  return install === undefined && inner.length > 0 ? inner : [found, ...inner];
}

/** What `hatch test` runs, it runs in an environment of that name. */
const hatched = ({ files }: Context, found: FoundCommand): FoundCommand =>
  found.command.program === 'hatch' && found.through === undefined
    ? {
        ...found,
        through: { tool: 'hatch', name: hatchTest },
        variables: hatchVariables(files, hatchTest),
      }
    : found;

const hatchTest = 'hatch-test';

function started(
  context: Context,
  { program, args, through }: ShellCommand,
  place: Place,
  depth: number,
): readonly FoundCommand[] {
  const { files } = context;
  const words = args.filter((word) => !word.startsWith('-') && !word.includes('='));
  const task = (found: Task | undefined) => ofTask(context, found, place, depth);
  switch (program) {
    case 'make':
    case 'gmake':
      return words.flatMap((target) => task(makeTarget(files, target)));
    case 'just':
      return task(justRecipe(files, words[0] ?? ''));
    case 'poe':
    case 'poethepoet':
    case 'task':
      return task(pyprojectTask(files, words[0] ?? ''));
    case 'tox':
      return ofTox(context, namesOf(args, /^(?:-e|--env)$/), place, depth);
    case 'nox':
      return ofNox(context, namesOf(args, /^(?:-s|-e|--sessions?)$/), place, depth);
    case 'hatch':
      return ofHatch(context, args, place, depth);
    case 'bash':
    case 'sh':
      return ofScript(context, words[0] ?? '', place, depth);
    default: {
      if (managersWithTasks.has(program)) return task(pyprojectTask(files, words[0] ?? ''));
      if (through.length > 0) {
        const own = task(pyprojectTask(files, program));
        if (own.length > 0) return own;
      }
      return ofScript(context, program, place, depth);
    }
  }
}

/** Managers that start a task by its name alone, as well as by `run`. */
const managersWithTasks: ReadonlySet<string> = new Set(
  managerEntries.flatMap(([name, { tasksKey }]) => (tasksKey === undefined ? [] : [name])),
);

const ofTask = (
  context: Context,
  task: Task | undefined,
  place: Place,
  depth: number,
): readonly FoundCommand[] =>
  task === undefined
    ? []
    : shellCommands(task.script).flatMap((command) =>
        expand(context, command, { ...place, reason: because(place.reason, task.reason) }, depth),
      );

const because = (outer: string, inner: string): string =>
  outer === '' ? inner : `${inner}, started by ${outer}`;

function ofScript(
  context: Context,
  path: string,
  place: Place,
  depth: number,
): readonly FoundCommand[] {
  const file = resolvePath('.', path);
  if (file === undefined || file.endsWith('.py') || !context.files.has(file)) return [];
  return ofTask(context, { reason: file, script: context.files.text(file) }, place, depth);
}

function ofTox(
  context: Context,
  named: readonly string[],
  place: Place,
  depth: number,
): readonly FoundCommand[] {
  const tox = toxFile(context.files);
  if (tox === undefined || depth > deepest) return [];
  return (named.length > 0 ? named : tox.names).flatMap((name) => {
    const environment = tox.environment(name);
    const inside: Place = {
      ...place,
      reason: because(place.reason, `environment ${name} of ${tox.file}`),
      through: { tool: 'tox', name },
      variables: environment.variables,
    };
    const install: Install = {
      ...pipInstall(environment.deps.flatMap(requirementWords)),
      groups: environment.groups,
      extras: environment.extras,
    };
    return [
      { ...inside, command: installing('tox'), checks: [], install },
      ...environment.commands.flatMap((line) =>
        shellCommands(line).flatMap((command) => expand(context, command, inside, depth + 1)),
      ),
    ];
  });
}

function ofNox(
  context: Context,
  named: readonly string[],
  place: Place,
  depth: number,
): readonly FoundCommand[] {
  const text = context.files.text('noxfile.py');
  if (text === '' || depth > deepest) return [];
  const nox = readNoxfile(text);
  const wanted = (named.length > 0 ? named : nox.names).map((name) => name.replace(/[-(].*$/, ''));
  return nox.sessions
    .filter(({ name }) => wanted.includes(name) || named.includes(name))
    .flatMap(({ name, installs, commands }) => {
      const inside: Place = {
        ...place,
        reason: because(place.reason, `session ${name} of noxfile.py`),
        through: { tool: 'nox', name },
      };
      return [
        { ...inside, command: installing('nox'), checks: [], install: pipInstall(installs) },
        ...commands.flatMap((line) =>
          shellCommands(line).flatMap((command) => expand(context, command, inside, depth + 1)),
        ),
      ];
    });
}

const installing = (tool: string): ShellCommand => ({
  program: tool,
  args: [],
  through: [],
  text: tool,
});

/**
 * `hatch run tests:unit`, `hatch -e tests run unit`, `hatch env run --env tests -- unit`, and `hatch run pytest` in the default
 * environment. Tests by a program that nothing here knows are left to hatch, which knows what they need.
 */
function ofHatch(
  context: Context,
  args: readonly string[],
  place: Place,
  depth: number,
): readonly FoundCommand[] {
  const run = args.indexOf('run');
  if (run === -1) return [];
  const asked = hatchRun(args.slice(0, run), args.slice(run + 1));
  const { environment, words } = asked;
  const [name = ''] = words;
  const inside: Place = {
    ...place,
    through: { tool: 'hatch', name: environment },
    variables: hatchVariables(context.files, environment),
  };
  const script = hatchScript(context.files, environment, name);
  const found =
    script === undefined
      ? shellCommands(words.join(' ')).flatMap((command) => expand(context, command, inside, depth))
      : ofTask(context, script, inside, depth);
  const known = found.flatMap(({ checks }) => checks);
  const isUnknown =
    known.length === 0
      ? script !== undefined && [name, environment].some(isTestName)
      : known.every(({ kind, tool }) => kind === 'tests' && tool === 'command');
  if (!isUnknown) return found;
  return [
    ...found.map((one) => ({ ...one, checks: [] })),
    {
      ...(script === undefined
        ? inside
        : { ...inside, reason: because(place.reason, script.reason) }),
      command: hatchCommand(asked),
      checks: [{ kind: 'tests', tool: 'command' }],
      install: { ...pipInstall([]), manager: 'hatch' },
    },
  ];
}
