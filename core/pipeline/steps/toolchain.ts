import { type PipelineSettings } from '../../config/pipeline-settings';
import { manager } from './managers';
import { shellQuote } from './shell-quote';
import { layeredPackages, type Tool } from './tool-versions';

/** How commands are run in one repository: a function of its package manager and of where its tools come from. */
export interface Toolchain {
  /** Start of a command line that runs a tool inside the project's environment. */
  readonly tool: (tool: Tool) => string;
  /** Start of a command line in the project's environment, with further packages layered over it. */
  readonly run: (...packages: readonly string[]) => string;
}

/**
 * What is missing is layered over the project's environment for one command; uv prefers the versions that are installed, so
 * nothing that the project has is replaced.
 */
export function toolchain(settings: Pick<PipelineSettings, 'python' | 'checks'>): Toolchain {
  const { run: base } = manager(settings.python);
  const run = (...packages: readonly string[]): string =>
    [base, ...packages.map((name) => `--with ${shellQuote(name)}`)].join(' ');
  // Where the project is not installed the tests find its modules from the root, which only `python -m` puts on the path.
  const command = (name: Tool): string => (name === 'pytest' ? 'python -m pytest' : name);
  return {
    run,
    tool: (name) => `${run(...layeredPackages(name, settings))} ${command(name)}`,
  };
}
