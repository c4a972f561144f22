import type { GateDetection } from '../adapters/guard-report';
import type { GitHubClient, GitHubClientOptions } from '../adapters/github-client';
import type { WorkflowCommands } from './workflow-commands';
import type { Variables } from './environment';

/** What a command needs of the world around it. */
export interface Context {
  readonly commands: WorkflowCommands;
  readonly variables: Variables;
  /** Whether the command was named on the command line: there is no workflow run around it then. */
  readonly isLocal: boolean;
  readonly now: () => Date;
  /** How long a second of waiting is, where it is not one. */
  readonly waits?: { readonly secondMs?: number };
  readonly gateDetection: () => Promise<GateDetection>;
  readonly gitHub: (options: GitHubClientOptions) => Promise<GitHubClient>;
}

/** How a command ended; `failed` sets the step's exit code. */
export type Ending = 'done' | 'failed';
