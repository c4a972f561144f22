import { type ResolvedConfig } from '../project/resolved-config';
import { startNode } from './child-process';
import { pulumiCommand } from './pulumi-command';

/** Exit code by which the SDK says that it has already told the user what went wrong. */
const alreadyReported = 32;

export interface ProgramOptions {
  readonly project: string;
  readonly stack: string;
  readonly organization: string;
  /** Folder of Pulumi.yaml. */
  readonly rootDirectory: string;
  /** Working directory and location of the program: Pulumi.yaml's `main`, or the root. */
  readonly programDirectory: string;
  /** What the SDK is asked to run, relative to the program's directory. */
  readonly entryPoint: string;
  readonly typescript: boolean;
  readonly nodeArguments: readonly string[];
  readonly config: ResolvedConfig;
  readonly dryRun: boolean;
  readonly parallel: number;
  readonly monitorAddress: string;
  readonly engineAddress: string;
  readonly onLine: (line: string) => void;
}

export interface RunningProgram {
  /** Resolves when the program has ended well or has already told what is wrong (`reported`). */
  readonly finished: Promise<{
    readonly succeeded: boolean;
    readonly reported: boolean;
    readonly message: string;
  }>;
  stop(): void;
}

/** Starts the program exactly as the engine's language host for Node.js does. */
export function startProgram(options: ProgramOptions): RunningProgram {
  const args = [
    ...options.nodeArguments,
    pulumiCommand('run', options.programDirectory),
    ...['--monitor', options.monitorAddress],
    ...['--engine', options.engineAddress],
    ...['--organization', options.organization],
    ...['--project', options.project],
    ...['--root-directory', options.rootDirectory],
    ...['--stack', options.stack],
    ...['--pwd', options.programDirectory],
    ...(options.dryRun ? ['--dry-run'] : []),
    ...['--parallel', String(options.parallel)],
    options.entryPoint,
  ];
  const running = startNode({
    title: 'the program',
    args,
    directory: options.programDirectory,
    environment: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(options.config.values),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(options.config.secretKeys),
      ...(options.typescript ? { PULUMI_NODEJS_TYPESCRIPT: 'true' } : {}),
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
