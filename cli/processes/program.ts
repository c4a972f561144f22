import { type Project } from '../project/project-file';
import { type ResolvedConfig } from '../project/resolved-config';
import { startNode } from './child-process';
import { pulumiCommand } from './pulumi-command';

/** Exit code by which the SDK says that it has already reported the error to the user. */
const alreadyReported = 32;

export interface ProgramOptions {
  readonly project: Project;
  readonly stack: string;
  readonly organization: string;
  readonly config: ResolvedConfig;
  readonly dryRun: boolean;
  readonly parallel: number;
  /** Where the monitor and the engine answer, which are one server here. */
  readonly address: string;
  readonly onLine: (line: string) => void;
}

export interface RunningProgram {
  /** Resolves when the program has ended well or has already reported what is wrong (`reported`). */
  readonly finished: Promise<{
    readonly succeeded: boolean;
    readonly reported: boolean;
    readonly message: string;
  }>;
  stop(): void;
}

/** Starts the program exactly as the engine's language host for Node.js does. */
export function startProgram(options: ProgramOptions): RunningProgram {
  const { project } = options;
  const args = [
    ...project.nodeArguments,
    pulumiCommand('run', project.programDirectory),
    ...['--monitor', options.address],
    ...['--engine', options.address],
    ...['--organization', options.organization],
    ...['--project', project.name],
    ...['--root-directory', project.rootDirectory],
    ...['--stack', options.stack],
    ...['--pwd', project.programDirectory],
    ...(options.dryRun ? ['--dry-run'] : []),
    ...['--parallel', String(options.parallel)],
    // What to run, as seen from the program's directory.
    '.',
  ];
  const running = startNode({
    title: 'the program',
    args,
    directory: project.programDirectory,
    environment: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(options.config.values),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(options.config.secretKeys),
      ...(project.typescript ? { PULUMI_NODEJS_TYPESCRIPT: 'true' } : {}),
    },
    onLine: options.onLine,
  });
  const finished = running.exited.then((code) => ({
    succeeded: code === 0,
    reported: code === alreadyReported,
    message:
      code === 0 ? '' : `the program ended with exit code ${code ?? 'none (a signal ended it)'}`,
  }));
  return {
    finished,
    stop: () => {
      running.stop();
    },
  };
}
