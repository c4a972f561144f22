import { type PackageManager } from '../../config/choices';
import { type PythonSettings } from '../../config/pipeline-settings';
import { shellQuote } from './shell-quote';
import { packageManagers, type LockingManager } from '../../tools/managers';
import { poetryMirror } from './tool-versions';

/** Shell condition: the repository says how to build it. */
export const isPackage = "[ -f setup.py ] || grep -qs '^\\[build-system\\]' pyproject.toml";

/** The environment that every manager but uv uses. */
const environment = 'uv venv --allow-existing';

/** How a package manager does what the jobs need. Whatever it is, the environment is `.venv`. */
interface Commands {
  /** Files in the root: of each list one must be there. */
  readonly marks: (python: PythonSettings) => readonly (readonly string[])[];
  /** Holds the lock file against pyproject.toml: exit code 1 when it is stale. */
  readonly lock?: { readonly check: string; readonly fix: string };
  /** Commands that install the dependencies, and the project itself where it is a package. */
  readonly install: (python: PythonSettings) => readonly string[];
  /** Start of a command line in the project's environment. */
  readonly run: string;
  /** Command that writes every installed dependency with its exact version to a requirements file. */
  readonly freeze: (python: PythonSettings, output: string) => string;
  /** https://docs.github.com/en/code-security/dependabot/ecosystems-supported-by-dependabot/supported-ecosystems-and-repositories */
  readonly dependabot: 'uv' | 'pip';
}

const each = (option: string, names: readonly string[]): string =>
  names.map((name) => ` ${option} ${shellQuote(name)}`).join('');

const freezeInstalled = (_python: PythonSettings, output: string): string =>
  `uv pip freeze --exclude-editable > ${output}`;

/** What of a uv project is installed, by options that `uv sync` and `uv export` share. */
const uvSelection = ({ groups, extras, allMembers }: PythonSettings): string =>
  `${allMembers ? ' --all-packages' : ''}${each('--group', groups)}${each('--extra', extras)}`;

const asTool = (name: LockingManager, command: string, options = ''): string =>
  `uv tool run ${options}${packageManagers[name].uvTool ?? name} ${command}`;

/** With a plugin only where the environment names a mirror of PyPI, which Poetry by itself would not use. */
const poetry = (command: string): string =>
  asTool('poetry', command, `\${${poetryMirror.variable}:+"--with=${poetryMirror.plugin}"} `);

/** PDM would ask its index for a newer version of itself, and write to pyproject.toml's neighbours. */
const pdm = (command: string): string => `PDM_CHECK_UPDATE=false ${asTool('pdm', command)}`;

const commands: Readonly<Record<PackageManager, Commands>> = {
  uv: {
    marks: () => [['pyproject.toml']],
    lock: { check: 'uv lock --check', fix: 'uv lock' },
    // `--frozen` everywhere but in the check of the lock file: what is installed is what was reviewed, and a stale lock
    // file fails the one gate that is about it instead of all of them.
    install: (python) => [`uv sync --frozen --dev${uvSelection(python)}`, ...further(python)],
    run: 'uv run --frozen',
    freeze: (python, output) =>
      // Without hashes, which a dependency from a repository has none of, and without the workspace's own packages.
      `uv export --frozen --quiet --no-hashes --no-emit-workspace${uvSelection(python)} --no-header --format requirements-txt --output-file ${output}`,
    dependabot: 'uv',
  },
  poetry: {
    marks: () => [['pyproject.toml']],
    lock: { check: poetry('check --lock'), fix: 'poetry lock' },
    install: (python) => [
      environment,
      `POETRY_VIRTUALENVS_IN_PROJECT=true ${poetry('sync --no-interaction')}${each('--with', python.groups)}${each('--extras', python.extras)}`,
      ...further(python),
    ],
    run: 'uv run --no-project',
    freeze: freezeInstalled,
    dependabot: 'pip',
  },
  pdm: {
    marks: () => [['pyproject.toml']],
    lock: { check: pdm('lock --check'), fix: 'pdm lock' },
    install: (python) => [
      environment,
      `${pdm('sync --venv in-project')}${each('--group', [...python.groups, ...python.extras])}`,
      ...further(python),
    ],
    run: 'uv run --no-project',
    freeze: freezeInstalled,
    dependabot: 'pip',
  },
  pip: {
    marks: ({ requirements }) =>
      requirements.length > 0
        ? requirements.map((file) => [file])
        : [['pyproject.toml', 'setup.py', 'setup.cfg']],
    install: (python) => [
      python.installer === 'pip' ? `${environment} --seed` : environment,
      pipInstall(python),
    ],
    run: 'uv run --no-project',
    freeze: freezeInstalled,
    dependabot: 'pip',
  },
};

export function manager(python: PythonSettings): Commands {
  return commands[python.manager];
}

/** The lock file, where the manager has one. */
export const lockFileOf = ({ manager: name }: PythonSettings): string | undefined =>
  name === 'pip' ? undefined : packageManagers[name].lockFile;

/** Files that say what is installed; the caches' keys. */
export function inputs(python: PythonSettings): readonly string[] {
  const lock = lockFileOf(python);
  return lock === undefined
    ? ['pyproject.toml', 'setup.py', 'setup.cfg', ...python.requirements, ...python.constraints]
    : ['pyproject.toml', lock];
}

/** The manager's own cache, beside that of uv. */
export function managerCache({
  manager: name,
  installer,
}: PythonSettings): { readonly name: string; readonly path: string } | undefined {
  if (name === 'pip') return installer === 'pip' ? { name, path: '~/.cache/pip' } : undefined;
  const { cachePath: path } = packageManagers[name];
  return path === undefined ? undefined : { name, path };
}

/** Requirements that no file names, into an environment that a lock file made. */
function further({ dependencies }: PythonSettings): readonly string[] {
  return dependencies.length === 0
    ? []
    : [`uv pip install ${dependencies.map(shellQuote).join(' ')}`];
}

/** One resolution of everything, so that a constraint of one file holds for the others. */
function pipInstall(python: PythonSettings): string {
  const { requirements, constraints, groups, extras, dependencies } = python;
  const install =
    python.installer === 'pip' ? 'uv run --no-project python -m pip install' : 'uv pip install';
  const options = `${each('--requirement', requirements)}${each('--constraint', constraints)}${each('--group', groups)}${dependencies.map((one) => ` ${shellQuote(one)}`).join('')}`;
  const project = extras.length === 0 ? '.' : `.[${extras.join(',')}]`;
  const editable = `${install}${options} --editable ${shellQuote(project)}`;
  const otherwise = options === '' ? '' : ` else ${install}${options};`;
  return `if ${isPackage}; then ${editable};${declared(python, install, options, editable)}${otherwise} fi`;
}

/**
 * A `[project]` without a build backend, which pip builds with setuptools, is installed where nothing else names its
 * dependencies. Of an application with several packages, which setuptools refuses to build, they are installed alone.
 * https://setuptools.pypa.io/en/latest/userguide/package_discovery.html#flat-layout
 */
function declared(
  { requirements, extras, installer }: PythonSettings,
  install: string,
  options: string,
  editable: string,
): string {
  if (requirements.length > 0 && extras.length === 0) return '';
  const alone = `${install} --requirement pyproject.toml${each('--extra', extras)}${options}`;
  const command = installer === 'pip' ? editable : `${editable} || ${alone}`;
  return ` elif grep -qs '^\\[project\\]' pyproject.toml; then ${command};`;
}
