import { isGenerated } from '../kernel/marker';
import { type ProjectFiles } from './project-files';
import { resolvePath } from './project-tree';
import { at, distinct, entriesOf, isTable, listOf, oneOrMore, type Table, textOf } from './tables';

export interface WorkflowStep {
  readonly run?: string;
  readonly uses?: string;
  readonly with: Table;
  readonly env: Table;
  readonly directory?: string;
  /** Whether the job goes on, or the run passes, when it fails. */
  readonly isTolerated?: true;
}

export interface WorkflowJob {
  readonly file: string;
  readonly id: string;
  /** Names of what starts the workflow. */
  readonly events: readonly string[];
  readonly runsOn: readonly string[];
  readonly matrix: unknown;
  readonly services: Table;
  /** Of the workflow and of the job; the job's wins. */
  readonly env: Table;
  readonly steps: readonly WorkflowStep[];
  /** Environments of tox that a shared workflow of another repository runs. */
  readonly toxEnvironments: readonly string[];
}

/**
 * Jobs of the GitHub Actions workflows that the repository has; of local composite actions the steps. Those that were
 * delivered do what earlier settings said, and say nothing of the project.
 */
export function workflowJobs(files: ProjectFiles): readonly WorkflowJob[] {
  return files.paths
    .filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path))
    .filter((path) => !isGenerated(files.text(path)))
    .flatMap((file) => {
      const workflow = files.yaml(file);
      return entriesOf(at(workflow, 'jobs')).flatMap(([id, job]) =>
        isTable(job) ? [readJob(files, { file, id, workflow, job })] : [],
      );
    });
}

function readJob(
  files: ProjectFiles,
  { file, id, workflow, job }: { file: string; id: string; workflow: unknown; job: Table },
): WorkflowJob {
  const directory =
    textOf(at(job, 'defaults', 'run', 'working-directory')) ??
    textOf(at(workflow, 'defaults', 'run', 'working-directory'));
  const runsOn = at(job, 'runs-on');
  const matrix = at(job, 'strategy', 'matrix');
  return {
    file,
    id,
    events: eventsOf(at(workflow, 'on')),
    matrix,
    runsOn: distinct(
      oneOrMore(at(runsOn, 'labels') ?? runsOn).flatMap((label) => resolveMatrix(label, matrix)),
    ),
    services: tableOf(at(job, 'services')),
    env: { ...tableOf(at(workflow, 'env')), ...tableOf(at(job, 'env')) },
    steps: stepsOf(files, at(job, 'steps'), directory, 0).map((step) =>
      at(job, 'continue-on-error') === 'true' ? { ...step, isTolerated: true } : step,
    ),
    toxEnvironments: sharedTox(job),
  };
}

/**
 * What a job hands to a shared workflow named tox.yml: a list in JSON, or one in YAML by system, as those of asottile and of
 * OpenAstronomy take it.
 */
function sharedTox(job: Table): readonly string[] {
  if (!/\/tox\.ya?ml@/.test(textOf(at(job, 'uses')) ?? '')) return [];
  return entriesOf(at(job, 'with')).flatMap(([, value]) => {
    const text = textOf(value) ?? '';
    const bySystem = [...text.matchAll(/\b(?:linux|macos|windows):\s*([\w.-]+)/g)];
    return bySystem.length > 0 ? bySystem.map(([, name = '']) => name) : jsonList(text).map(String);
  });
}

const eventsOf = (on: unknown): readonly string[] =>
  isTable(on) ? Object.keys(on) : oneOrMore(on);

const tableOf = (value: unknown): Table => (isTable(value) ? value : {});

const deepestAction = 3;

function stepsOf(
  files: ProjectFiles,
  steps: unknown,
  directory: string | undefined,
  depth: number,
): readonly WorkflowStep[] {
  return listOf(steps).flatMap((step) => {
    const uses = textOf(at(step, 'uses'));
    const action = uses?.startsWith('./') === true ? localAction(files, uses) : undefined;
    if (action !== undefined && depth < deepestAction)
      return stepsOf(files, at(files.yaml(action), 'runs', 'steps'), directory, depth + 1);
    const run = textOf(at(step, 'run'));
    const own = textOf(at(step, 'working-directory')) ?? directory;
    return [
      {
        with: tableOf(at(step, 'with')),
        env: tableOf(at(step, 'env')),
        ...(run === undefined ? {} : { run }),
        ...(uses === undefined ? {} : { uses }),
        ...(own === undefined ? {} : { directory: own }),
        ...(at(step, 'continue-on-error') === 'true' ? { isTolerated: true as const } : {}),
      },
    ];
  });
}

function localAction(files: ProjectFiles, uses: string): string | undefined {
  const directory = resolvePath('.', uses);
  return ['action.yml', 'action.yaml']
    .map((name) => `${directory ?? ''}/${name}`)
    .find((path) => files.has(path));
}

/**
 * The values that a key of a matrix takes, those of `include` too.
 *
 * @param part index or name, where a value is a list or a table.
 */
export function matrixValues(matrix: unknown, key: string, part?: string): readonly string[] {
  const direct = at(matrix, key);
  const json =
    typeof direct === 'string' ? /fromJSON\(\s*'(\[.*?\])'/i.exec(direct)?.[1] : undefined;
  const included = listOf(at(matrix, 'include')).map((entry) => at(entry, key));
  return distinct(
    [...(json === undefined ? listOf(direct) : jsonList(json)), ...included]
      .map((value) => (part === undefined ? value : partOf(value, part)))
      .filter((value): value is string => typeof value === 'string' && !value.includes('${{')),
  );
}

/** What a list has at an index, or a table under a name. */
const partOf = (value: unknown, part: string): unknown =>
  Array.isArray(value) ? listOf(value)[Number(part)] : at(value, part);

function jsonList(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return listOf(value).map(String);
  } catch {
    return [];
  }
}

const matrixReference = /\$\{\{\s*matrix\.([\w-]+)(?:\[['"]?([\w-]+)['"]?\]|\.([\w-]+))?\s*\}\}/;

/**
 * The values of a text in which matrix values are named; the text itself when it names none, nothing when a named value is
 * not known.
 */
export function resolveMatrix(text: string, matrix: unknown): readonly string[] {
  const [, key, index, name] = matrixReference.exec(text) ?? [];
  if (key === undefined) return text.includes('${{') ? [] : [text];
  return matrixValues(matrix, key, index ?? name).flatMap((value) =>
    resolveMatrix(
      text.replace(matrixReference, () => value),
      matrix,
    ),
  );
}

/** The directory that a step works in. */
export const directoryOfStep = (step: WorkflowStep): string | undefined =>
  resolvePath('.', step.directory ?? '.');

/**
 * A job with only the rows of its matrix for which a text that names one of its values, such as a step's `working-directory`,
 * is a directory; undefined when there are none.
 */
export function jobWithin(
  job: WorkflowJob,
  text: string,
  directory: string,
): WorkflowJob | undefined {
  const [, key, index, name] = matrixReference.exec(text) ?? [];
  if (key === undefined) return undefined;
  const part = index ?? name;
  const fits = (value: unknown): boolean => {
    const own = part === undefined ? value : partOf(value, part);
    return (
      typeof own === 'string' &&
      resolvePath(
        '.',
        text.replace(matrixReference, () => own),
      ) === directory
    );
  };
  const direct = listOf(at(job.matrix, key)).filter(fits);
  const included = listOf(at(job.matrix, 'include')).filter((row) => fits(at(row, key)));
  if (direct.length + included.length === 0) return undefined;
  return { ...job, matrix: { ...tableOf(job.matrix), [key]: direct, include: included } };
}
