import { gatehouseAction } from '../actions/gatehouse';
import { expression, literal, type Expression, type Value } from '../model/expression';
import { job, type AnyJob, type Container, type StepsJob } from '../model/job';
import { run, stepOutcome, stepOutput, uses, type Step } from '../model/step';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { type JobSteps } from '../steps/job-steps';
import { fromRoot, inDirectory } from '../steps/directory';
import { installStep } from '../steps/install';
import { exceptionsDirectory } from '../steps/judged';
import { scriptText } from '../steps/script';
import { shellQuote } from '../steps/shell-quote';
import { isTestMatrix, reportSuffix } from '../steps/test';
import { cacheLevels, checkout, environmentSteps, type CacheLevel } from './setup';
import { uploadResult } from './upload-result';
import { makeReportsDirectory, report, reportsDirectory } from '../steps/reports';

export const readContents = {
  contents: { access: 'read', why: 'check out the code' },
} as const;

interface ProjectJobOptions {
  readonly needs?: readonly AnyJob[];
  readonly timeoutMinutes: number;
  /** Cache levels this job saves on the default branch; one job saves each, because a key is written once. */
  readonly saves?: readonly CacheLevel['name'][];
  /** Steps between the installation and the project's. */
  readonly before?: readonly Step[];
  /** Commits that are checked out, where the settings do not ask for all; 1 by default. */
  readonly depth?: number;
  /** Steps after the project's and before the reports are uploaded. */
  readonly further?: readonly Step[];
  /** Runs on each configured Python version and runner, instead of on the first ones only. */
  readonly isTests?: boolean;
  /** First word of the artifact with its reports; those named `reports` are what the score reads. Default: `reports`. */
  readonly artifact?: string;
  readonly env?: Readonly<Record<string, Value>>;
  /** Runs the containers of the settings beside the job. */
  readonly services?: boolean;
  /** Its steps judge by the default branch's waivers and baseline. */
  readonly exceptions?: boolean;
}

/** The job of a project's steps: check out, set up, install, the steps, and the reports even where one failed. */
export function projectJob<const Id extends string>(
  id: Id,
  settings: PipelineSettings,
  work: JobSteps,
  options: ProjectJobOptions,
): StepsJob<Id, never> {
  const { surroundings } = settings;
  const [primary] = settings.python.versions;
  const { runners } = settings.checks;
  const isMatrix = options.isTests === true && isTestMatrix(settings);
  const manyRunners = isMatrix && runners.length > 0;
  const python: Value = isMatrix ? expression('matrix.python') : primary;
  const caches = cacheLevels(settings, python);
  const install = run({
    id: 'install',
    outputs: [],
    ...installStep(settings),
    ...credentialsOf(settings),
  });
  // A job reports everything it knows: a violation found first must not hide the next one.
  const afterInstall = expression(`!cancelled() && ${stepOutcome(install)} == 'success'`);
  const [first, ...rest] = work.steps;
  const artifact = `${options.artifact ?? 'reports'}-${id}`;
  const saved = caches.filter((level) => options.saves?.includes(level.name));
  return job({
    id,
    name: work.title,
    ...(options.needs === undefined ? {} : { needs: options.needs }),
    permissions: readContents,
    runsOn: manyRunners ? expression('matrix.runner') : settings.runner,
    timeoutMinutes: options.timeoutMinutes,
    ...(isMatrix
      ? {
          strategy: {
            failFast: false,
            matrix: {
              python: settings.python.versions,
              ...(manyRunners ? { runner: [settings.runner, ...runners] } : {}),
            },
          },
        }
      : {}),
    ...(options.services === true && Object.keys(surroundings.services).length > 0
      ? { services: containersOf(surroundings.services) }
      : {}),
    env: {
      UV_PYTHON: python,
      ...surroundings.env,
      ...(isMatrix
        ? { [reportSuffix]: suffixOf(primary, manyRunners ? settings.runner : undefined) }
        : {}),
      ...options.env,
    },
    steps: [
      checkout({
        ...settings.checkout,
        ...(options.depth === undefined ? {} : { depth: options.depth }),
      }),
      ...systemPackages(settings, manyRunners),
      ...environmentSteps(python, caches),
      install,
      ...(options.exceptions === true ? [exceptionsStep(settings)] : []),
      ...(options.before ?? []),
      first,
      ...rest.map((step) => ({ ...step, if: afterInstall })),
      ...(options.further ?? []),
      ...(options.isTests === true
        ? cacheReport(caches).map((step) => inDirectory(settings, step))
        : []),
      ...saved.flatMap((level) => level.save),
      uploadResult(settings, {
        name: 'Upload reports',
        artifact: !isMatrix
          ? artifact
          : manyRunners
            ? `${artifact}-${expression('matrix.python')}-${expression('matrix.runner')}`
            : `${artifact}-${expression('matrix.python')}`,
        path: fromRoot(settings, `${reportsDirectory}/`),
      }),
    ],
  });
}

/** Fetches what the default branch excuses: a change's own version of it does not count. */
function exceptionsStep(settings: PipelineSettings): Step {
  return uses(gatehouseAction, {
    name: 'Read waivers and baseline of the default branch',
    with: {
      command: 'exceptions',
      'github-token': expression('github.token'),
      branch: settings.defaultBranch,
      output: fromRoot(settings, exceptionsDirectory),
    },
  });
}

/** What an installation needs of secrets, for the indexes of the project. */
export function credentialsOf({ python }: PipelineSettings): {
  readonly env?: Readonly<Record<string, Value>>;
} {
  const names = Object.entries(python.credentials);
  const variables = names.map(([variable, secret]) => [variable, expression(`secrets.${secret}`)]);
  return names.length === 0
    ? {}
    : { env: Object.fromEntries(variables) as Readonly<Record<string, Value>> };
}

/** https://docs.github.com/en/actions/tutorials/use-containerized-services/create-postgresql-service-containers */
function containersOf(
  services: PipelineSettings['surroundings']['services'],
): Readonly<Record<string, Container>> {
  return Object.fromEntries(
    Object.entries(services).map(([name, { image, ports, env, healthCommand }]) => [
      name,
      {
        image,
        ...(Object.keys(env).length === 0 ? {} : { env }),
        ports: ports.map((port) =>
          typeof port === 'number' ? `${String(port)}:${String(port)}` : port,
        ),
        ...(healthCommand === undefined
          ? {}
          : {
              options: `--health-cmd ${shellQuote(healthCommand)} --health-interval 5s --health-timeout 5s --health-retries 20`,
            }),
      },
    ]),
  );
}

/** Packages of the runner's system; on a developer's machine they are the developer's affair. */
function systemPackages({ surroundings }: PipelineSettings, manyRunners: boolean): readonly Step[] {
  if (surroundings.systemPackages.length === 0) return [];
  const names = surroundings.systemPackages.map(shellQuote).join(' ');
  return [
    run({
      name: 'Install system packages',
      ...(manyRunners ? { if: expression("runner.os == 'Linux'") } : {}),
      run: scriptText(
        'sudo apt-get update --quiet',
        `sudo apt-get install --quiet --yes --no-install-recommends ${names}`,
      ),
    }),
  ];
}

/** What the job's caches were good for, for the hit rate of the dashboard. One job reports, for all look alike. */
function cacheReport(caches: readonly CacheLevel[]): readonly Step[] {
  if (caches.length === 0) return [];
  const variable = ({ name }: CacheLevel): string => `HIT_${name.toUpperCase()}`;
  const entries = caches.map((level) => `{"cache":"${level.name}","hit":%s}`).join(',');
  // An output that was never set is empty, which is no hit.
  const hits = caches.map((level) => `"\${${variable(level)}:-false}"`).join(' ');
  return [
    run({
      name: 'Report cache hits',
      if: expression('!cancelled()'),
      env: Object.fromEntries(
        caches.map((level) => [variable(level), stepOutput(level.restore, 'cache-hit')]),
      ),
      run: scriptText(
        ...makeReportsDirectory,
        `printf '[${entries}]\\n' ${hits} > "${report(`caches\${${reportSuffix}:-}.json`)}"`,
      ),
    }),
  ];
}

/** The primary version's reports keep the plain names that the readiness gate reads. */
function suffixOf(primary: string, runner: string | undefined): Expression {
  const isOther = `matrix.python != ${literal(primary)}`;
  return runner === undefined
    ? expression(`${isOther} && format('-{0}', matrix.python) || ''`)
    : expression(
        `(${isOther} || matrix.runner != ${literal(runner)}) && format('-{0}-{1}', matrix.python, matrix.runner) || ''`,
      );
}
