import { type PythonSettings } from '../../config/pipeline-settings';
import { shellQuote } from './shell-quote';
import { toolPackages, type Tool } from './tool-versions';

/** Shell condition: the repository says how to build it. */
export const isPackage = "[ -f setup.py ] || grep -qs '^\\[build-system\\]' pyproject.toml";

/** How commands are run in one repository: a function of its layout and of where its tools come from. */
export interface Toolchain {
  /** Commands that install the project's dependencies, and the project itself where uv does both. */
  readonly install: readonly string[];
  /** Start of a command line that runs a tool inside the project's environment. */
  readonly tool: (tool: Tool) => string;
  /** Start of a command line in the project's environment, with further packages layered over it. */
  readonly run: (...packages: readonly string[]) => string;
  /** Commands that write every installed dependency with its exact version to a requirements file. */
  readonly freeze: (output: string) => string;
}

/**
 * `--frozen` everywhere but in `uv lock --check`: what is installed is what was reviewed, and a stale lock file fails
 * the one gate that is about it instead of all of them.
 */
export function toolchain(python: PythonSettings): Toolchain {
  const base = python.layout === 'uv' ? 'uv run --frozen' : 'uv run --no-project';
  const run = (...packages: readonly string[]): string =>
    [base, ...packages.map((name) => `--with ${shellQuote(name)}`)].join(' ');
  // Without an installed project the tests find its modules from the root, which only `python -m` puts on the path.
  const command = (name: Tool): string =>
    name === 'pytest' && python.layout === 'requirements' ? 'python -m pytest' : name;
  const tool = (name: Tool): string =>
    `${python.tools === 'project' ? run() : run(...toolPackages[name])} ${command(name)}`;
  if (python.layout === 'uv') {
    return {
      install: ['uv sync --frozen --dev'],
      tool,
      run,
      freeze: (output) =>
        `uv export --frozen --quiet --no-emit-project --no-header --format requirements-txt --output-file ${output}`,
    };
  }
  return {
    install: [
      'uv venv --allow-existing',
      `uv pip install --requirement ${shellQuote(python.requirements)}`,
    ],
    tool,
    run,
    freeze: (output) => `uv pip freeze --exclude-editable > ${output}`,
  };
}
