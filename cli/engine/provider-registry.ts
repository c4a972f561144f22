import path from 'node:path';
import { type DiffRequest, type DiffResult, type Provider } from '../../provider/protocol/provider';
import { PluginProvider, type PluginOptions } from '../processes/plugin-provider';
import {
  containsUnknown,
  equalValues,
  type PropertyMap,
} from '../../provider/protocol/property-value';
import { atPresentAddress } from '../../provider/protocol/loopback';
import { mergesJudgedVariable } from '../../provider/protocol/judged-merges';
import { type Reach, reachVariable } from '../../provider/protocol/reach';

/** Inputs that tell the engine which plugin to load, not the plugin what to do. */
const engineInputs: ReadonlySet<string> = new Set(['version', 'pluginDownloadURL', '__internal']);

export interface RegistryOptions {
  /** Plugins run from source, by package name. */
  readonly pluginDirectories: ReadonlyMap<string, string>;
  readonly workingDirectory: string;
  readonly engineAddress: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly reach: Reach;
  /** Whether the host judges itself which pull requests can be merged. */
  readonly judgesMerges: boolean;
  readonly onLine: PluginOptions['onLine'];
}

/** A provider resource that is ready to manage resources. */
interface Configured {
  readonly provider: Provider;
  readonly inputs: PropertyMap;
}

/** A plugin process, and the packages that it has been configured for. */
interface Running {
  readonly started: Promise<PluginProvider>;
  readonly packages: Set<string>;
}

/**
 * The plugin of the packages that Pulumi.yaml names no plugin of: it serves any. The bundle of the host lies as deep below
 * the root as this file.
 */
const sandboxProviders = path.resolve(__dirname, '..', '..', 'sandbox', 'providers');

/**
 * The providers of one run, by the URN of their provider resource. Each is a plugin process, as under the engine: the one
 * that Pulumi.yaml names for the package, or the sandbox's.
 */
export class ProviderRegistry {
  private readonly configured = new Map<string, Configured>();
  private readonly processes: Promise<PluginProvider>[] = [];
  /** The latest process of each folder. */
  private readonly latest = new Map<string, Running>();

  constructor(private readonly options: RegistryOptions) {}

  /** Starts one process of every plugin ahead of need (docs/decisions/0010-what-makes-a-run-start-faster.md). */
  warmUp(): void {
    for (const directory of new Set([
      ...this.options.pluginDirectories.values(),
      sandboxProviders,
    ])) {
      this.start(directory);
    }
  }

  /** What the package says about its provider's configuration. */
  async check(
    packageName: string,
    urn: string,
    olds: PropertyMap | undefined,
    news: PropertyMap,
  ): ReturnType<Provider['check']> {
    const plugin = await this.latestOf(this.directoryOf(packageName)).started;
    const { inputs, failures } = await plugin.checkConfig(
      urn,
      olds === undefined ? undefined : ownInputs(olds),
      ownInputs(news),
    );
    return { inputs: { ...inputs, ...keptInputs(news) }, failures };
  }

  /** Whether a provider with new inputs can go on managing what the old one made. */
  async diff(packageName: string, request: DiffRequest): Promise<DiffResult> {
    const plugin = await this.latestOf(this.directoryOf(packageName)).started;
    const diff = await plugin.diffConfig({
      ...request,
      oldInputs: ownInputs(request.oldInputs),
      olds: ownInputs(request.olds),
      news: ownInputs(request.news),
    });
    if (diff.changes !== 'unknown') return diff;
    return { ...diff, changes: equalValues(request.oldInputs, request.news) ? 'none' : 'some' };
  }

  /** Makes a provider resource ready. Configured twice with the same inputs, it stays as it is. */
  async configure(packageName: string, urn: string, given: PropertyMap): Promise<void> {
    const inputs = atPresentAddress(given, this.options.environment);
    const before = this.configured.get(urn);
    if (before !== undefined && equalValues(before.inputs, inputs)) return;
    this.configured.set(urn, {
      provider: await this.make(packageName, urn, inputs),
      inputs,
    });
  }

  /** @throws Error when the program uses a provider that it never registered. */
  get(urn: string): Provider {
    const found = this.configured.get(urn);
    if (found === undefined) throw new Error(`the provider ${urn} has not been registered`);
    return found.provider;
  }

  has(urn: string): boolean {
    return this.configured.has(urn);
  }

  /** Ends every process. */
  async stop(): Promise<void> {
    for (const result of await Promise.allSettled(this.processes)) {
      if (result.status === 'fulfilled') result.value.stop();
    }
  }

  private async make(packageName: string, urn: string, inputs: PropertyMap): Promise<Provider> {
    const plugin = await this.unconfiguredFor(packageName);
    // As the engine: a provider whose configuration is not known yet is not asked anything.
    if (containsUnknown(inputs)) return unconfigured(plugin);
    const { token: _token, appAuth: _app, ...open } = ownInputs(inputs);
    await plugin.configure(urn, this.options.reach === 'nothing' ? open : ownInputs(inputs));
    return plugin;
  }

  /** A process that has not been configured for the package: each provider resource has one for itself. */
  private unconfiguredFor(packageName: string): Promise<PluginProvider> {
    const directory = this.directoryOf(packageName);
    const latest = this.latestOf(directory);
    const { started, packages } = latest.packages.has(packageName) ? this.start(directory) : latest;
    packages.add(packageName);
    return started;
  }

  private directoryOf(packageName: string): string {
    return this.options.pluginDirectories.get(packageName) ?? sandboxProviders;
  }

  private latestOf(directory: string): Running {
    return this.latest.get(directory) ?? this.start(directory);
  }

  private start(directory: string): Running {
    const { workingDirectory, engineAddress, environment, reach, judgesMerges, onLine } =
      this.options;
    const started = PluginProvider.start({
      directory,
      workingDirectory,
      engineAddress,
      environment: {
        ...environment,
        [reachVariable]: reach,
        ...(judgesMerges ? { [mergesJudgedVariable]: '1' } : {}),
      },
      onLine,
    });
    this.processes.push(started);
    // Whoever needs it gets the error; one that nothing needs may fail in silence.
    started.catch(() => undefined);
    const running = { started, packages: new Set<string>() };
    this.latest.set(directory, running);
    return running;
  }
}

/** In a preview: inputs pass unchecked and a changed resource is an update. */
function unconfigured(plugin: PluginProvider): Provider {
  return {
    check: (request) => Promise.resolve({ inputs: request.news, failures: [] }),
    diff: (request) =>
      Promise.resolve({
        changes: equalValues(request.oldInputs, request.news) ? 'none' : 'some',
        replaceKeys: [],
        deleteBeforeReplace: false,
        changedKeys: [],
      }),
    create: (request) => Promise.resolve({ id: '', state: request.inputs }),
    update: (request) => Promise.resolve({ state: request.news }),
    read: (request) => plugin.read(request),
    delete: (request) => plugin.delete(request),
    invoke: (token, args) => plugin.invoke(token, args),
  };
}

function ownInputs(inputs: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => !engineInputs.has(key)));
}

function keptInputs(inputs: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => engineInputs.has(key)));
}
