import { type PolicyConfig } from '../project/pack-info';
import { mergePolicyConfig } from '../project/policy-config';
import { type Project } from '../project/project-file';
import { type ResolvedConfig } from '../project/resolved-config';
import { Analyzer } from '../processes/analyzer';
import { startProgram } from '../processes/program';
import { type PropertyValue } from '../../provider/protocol/property-value';
import { type Snapshot } from '../state/resource-state';
import { Deployment } from './deployment';
import { type MonitorServer, startMonitor } from './monitor';
import { type Reach } from '../../provider/protocol/reach';
import { ProviderRegistry } from './provider-registry';
import { type Diagnostic, type RunReport } from './run-report';
import { SecretMask } from './secret-mask';
import { type StateRecorder } from './state-recorder';

/** A policy pack to run, with the entries of its configuration file. */
export interface PackRequest {
  readonly directory: string;
  /** Configuration file as the user named it, for messages; undefined: the pack's own settings hold. */
  readonly configFile: string | undefined;
  readonly entries: Readonly<Record<string, PropertyValue>>;
}

export interface SessionOptions {
  readonly project: Project;
  readonly stack: string;
  readonly config: ResolvedConfig;
  readonly snapshot: Snapshot;
  readonly packs: readonly PackRequest[];
  readonly dryRun: boolean;
  readonly parallel: number;
  readonly recorder: StateRecorder;
  readonly environment: NodeJS.ProcessEnv;
  readonly reach: Reach;
  /** Whether the host judges itself which pull requests can be merged, once this preview is done. Default: false. */
  readonly judgesMerges?: boolean;
  readonly now: () => Date;
  /** Aborted when the run shall end early. */
  readonly interrupted: AbortSignal;
  /** Called with each line that the program prints. */
  readonly onOutput: (line: string) => void;
}

/** Name the engine gives to the owner of stacks that live in no service. */
export const organization = 'organization';

/**
 * One run of the program against a stack's state: starts program, policy packs and plugins together, serves them, and
 * reports what came of it. A preview when `dryRun`.
 */
export async function runSession(options: SessionOptions): Promise<RunReport> {
  return withDeployment(options, async (run) => {
    const { deployment, analyzers, monitor, logged, onOutput } = run;
    const { log } = deployment;
    const { project, config, stack, dryRun, parallel } = options;
    const program = startProgram({
      project,
      stack,
      organization,
      config,
      dryRun,
      parallel,
      address: monitor.address,
      onLine: onOutput,
    });
    const analyzersFailed = analyzers.catch((error: unknown) => {
      program.stop();
      throw error;
    });
    const stopSoon = (): void => {
      // In an update what has begun comes to its end first; only then may the program go.
      void deployment.settle().then(() => {
        program.stop();
      });
    };
    options.interrupted.addEventListener('abort', stopSoon, { once: true });
    if (options.interrupted.aborted) stopSoon();
    const [ended] = await Promise.all([program.finished, analyzersFailed]);
    options.interrupted.removeEventListener('abort', stopSoon);
    const hasError = logged.some((diagnostic) => diagnostic.severity === 'error');
    if (!ended.succeeded && !hasError && !log.hasFailed) {
      log.fail(ended.reported ? 'the program reported an error and ended' : ended.message);
    } else if (hasError) log.markFailed();
    await deployment.settle();
    await deployment.finish();
  });
}

/** Deletes everything the stack has, without running the program. */
export async function runDestroy(options: SessionOptions): Promise<RunReport> {
  return withDeployment({ ...options, packs: [] }, ({ deployment }) => deployment.destroy());
}

/** Looks at everything the stack has, and corrects the state where the world differs. */
export async function runRefresh(options: SessionOptions): Promise<RunReport> {
  return withDeployment({ ...options, packs: [] }, ({ deployment }) => deployment.refresh());
}

/** Does something with the providers of a run, such as looking at what the stack has. */
export async function runWith(
  options: SessionOptions,
  work: (run: Pick<Run, 'providers'>) => Promise<void>,
): Promise<RunReport> {
  return withDeployment({ ...options, packs: [] }, work);
}

/** What the work of a run finds ready. */
interface Run {
  readonly deployment: Deployment;
  readonly providers: ProviderRegistry;
  /** Resolves when every policy pack is up, and rejects when one cannot start. */
  readonly analyzers: Promise<readonly Analyzer[]>;
  readonly monitor: MonitorServer;
  /** What the program and the plugins have logged so far. */
  readonly logged: readonly Diagnostic[];
  readonly onOutput: (line: string) => void;
}

function knownSecrets({ config, snapshot }: SessionOptions): SecretMask {
  const mask = new SecretMask();
  for (const key of config.secretKeys) mask.learnText(config.values[key] ?? '');
  for (const { inputs, outputs } of snapshot.resources) {
    mask.learn(inputs);
    mask.learn(outputs);
  }
  return mask;
}

async function withDeployment(
  given: SessionOptions,
  work: (run: Run) => Promise<void>,
): Promise<RunReport> {
  const mask = knownSecrets(given);
  const onOutput = (line: string): void => {
    given.onOutput(mask.mask(line));
  };
  const options = { ...given, onOutput };
  const { project, stack, config } = options;
  const logged: Diagnostic[] = [];
  const monitor = await startMonitor({ project: project.name, stack, organization }, (entry) =>
    logged.push(entry),
  );
  const providers = new ProviderRegistry({
    pluginDirectories: project.providerDirectories,
    workingDirectory: project.programDirectory,
    engineAddress: monitor.address,
    environment: options.environment,
    reach: options.reach,
    judgesMerges: options.judgesMerges === true,
    onLine: options.onOutput,
  });
  const analyzers = Promise.all(options.packs.map((pack) => startPack(pack, monitor, options)));
  // Whoever awaits them gets the error; until then it is not reported.
  analyzers.catch(() => undefined);
  const deployment = new Deployment({
    project: project.name,
    stack,
    dryRun: options.dryRun,
    programDirectory: project.programDirectory,
    config,
    snapshot: options.snapshot,
    providers,
    analyzers,
    recorder: options.recorder,
    parallel: options.parallel,
    now: options.now,
    mask,
  });
  monitor.serve(deployment);
  providers.warmUp();
  const interrupt = (): void => {
    deployment.log.fail(
      'interrupted: operations in progress were completed, no others were started',
    );
  };
  options.interrupted.addEventListener('abort', interrupt, { once: true });
  try {
    await work({ deployment, providers, analyzers, monitor, logged, onOutput });
    const packs = await analyzers;
    return {
      project: project.name,
      stack,
      dryRun: options.dryRun,
      steps: deployment.log.steps,
      verdicts: deployment.policies.verdicts.map((verdict) => ({
        ...verdict,
        message: mask.mask(verdict.message),
      })),
      remediations: deployment.policies.remediations.map((remediation) => ({
        ...remediation,
        diagnostic: mask.mask(remediation.diagnostic),
      })),
      diagnostics: distinct(
        [...logged, ...deployment.log.diagnostics].map((entry) => ({
          ...entry,
          message: mask.mask(entry.message),
        })),
      ),
      outputs: deployment.outputs,
      packs: packs.map(({ info }) => ({
        name: info.name,
        version: info.version,
        policies: info.policies.length,
      })),
    };
  } finally {
    options.interrupted.removeEventListener('abort', interrupt);
    await providers.stop();
    for (const result of await Promise.allSettled([analyzers])) {
      if (result.status === 'fulfilled') result.value.forEach((analyzer) => analyzer.stop());
    }
    monitor.stop();
  }
}

async function startPack(
  pack: PackRequest,
  monitor: MonitorServer,
  options: SessionOptions,
): Promise<Analyzer> {
  const analyzer = await Analyzer.start({
    directory: pack.directory,
    engineAddress: monitor.address,
    project: options.project.name,
    stack: options.stack,
    organization,
    dryRun: options.dryRun,
    config: options.config,
    onLine: options.onOutput,
  });
  try {
    const config: PolicyConfig = mergePolicyConfig(
      analyzer.info,
      pack.configFile ?? pack.directory,
      pack.entries,
    );
    await analyzer.configure(config);
    return analyzer;
  } catch (error) {
    analyzer.stop();
    throw error;
  }
}

/** One failure is often reported by several sides: the provider, the SDK, the program. It is shown once. */
function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ severity, message }) => {
    const key = `${severity} ${message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
