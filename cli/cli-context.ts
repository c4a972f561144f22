/** What the command line reaches of the process around it. */
export interface CliContext {
  /** Of this project, as its package.json says. */
  readonly version: string;
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Aborted when the user wants the run to end; what has begun is then brought to its end. */
  readonly interrupted: AbortSignal;
}
