import { type Analyzer } from '../processes/analyzer';
import { type ResolvedConfig } from '../project/resolved-config';
import { type Snapshot } from '../state/resource-state';
import { type Effects } from './effects';
import { type NewResources } from './new-resources';
import { type OldResources } from './old-resources';
import { type ProviderRegistry } from './provider-registry';
import { type RunLog } from './run-log';
import { type SecretMask } from './secret-mask';
import { type StateRecorder } from './state-recorder';

/** What a run needs of the providers of its resources. */
export type Providers = Pick<ProviderRegistry, 'check' | 'configure' | 'diff' | 'get' | 'has'>;

export interface DeploymentOptions {
  readonly project: string;
  readonly stack: string;
  readonly dryRun: boolean;
  readonly programDirectory: string;
  readonly config: ResolvedConfig;
  readonly snapshot: Snapshot;
  readonly providers: Providers;
  readonly analyzers: Promise<readonly Analyzer[]>;
  readonly recorder: StateRecorder;
  /** Effects at once. */
  readonly parallel: number;
  readonly now: () => Date;
  /** Learns every secret that passes. */
  readonly mask: SecretMask;
}

/** What the steps of one run share. */
export interface RunContext extends DeploymentOptions {
  readonly log: RunLog;
  readonly olds: OldResources;
  readonly news: NewResources;
  readonly effects: Effects;
}
