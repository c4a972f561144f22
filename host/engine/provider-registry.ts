import { type Problem, ProblemsError } from '../../kernel/problem';
import { type DiffRequest, type DiffResult, type Provider } from '../processes/provider';
import { PluginProvider, type PluginOptions } from '../processes/plugin-provider';
import { containsUnknown, equalValues, type PropertyMap } from '../protocol/property-value';
import { atPresentAddress } from '../stand-ins/loopback';
import { standIn, type StandInContext } from '../stand-ins/stand-in';

/** Inputs that tell the engine which plugin to load, not the plugin what to do. */
const engineInputs: ReadonlySet<string> = new Set(['version', 'pluginDownloadURL', '__internal']);

export interface RegistryOptions {
  /** Plugins run from source, by package name. */
  readonly pluginDirectories: ReadonlyMap<string, string>;
  readonly workingDirectory: string;
  readonly engineAddress: string;
  readonly standIns: StandInContext;
  readonly onLine: PluginOptions['onLine'];
}

/** A provider resource that is ready to manage resources. */
interface Configured {
  readonly provider: Provider;
  readonly inputs: PropertyMap;
}

/**
 * The providers of one run, by the URN of their provider resource. A plugin named in Pulumi.yaml runs as a process of
 * its own per provider resource, as under the engine; any other package gets a stand-in.
 */
export class ProviderRegistry {
  private readonly configured = new Map<string, Configured>();
  private readonly running: PluginProvider[] = [];
  /** Plugins started ahead of need, by package: starting one takes as long as the program's own start. */
  private readonly warm = new Map<string, Promise<PluginProvider>>();

  constructor(private readonly options: RegistryOptions) {}

  /** Starts one process of every plugin now. */
  warmUp(): void {
    for (const name of this.options.pluginDirectories.keys()) {
      const started = this.start(name);
      // Whoever needs it gets the error; unneeded plugins may fail in silence.
      started.catch(() => undefined);
      this.warm.set(name, started);
    }
  }

  /** What the package says about its provider's configuration. */
  async check(
    packageName: string,
    urn: string,
    olds: PropertyMap | undefined,
    news: PropertyMap,
  ): ReturnType<Provider['check']> {
    if (!this.options.pluginDirectories.has(packageName)) return { inputs: news, failures: [] };
    const plugin = await this.plugin(packageName);
    const { inputs, failures } = await plugin.checkConfig(
      urn,
      olds === undefined ? undefined : ownInputs(olds),
      ownInputs(news),
    );
    return { inputs: { ...inputs, ...keptInputs(news) }, failures };
  }

  /** Whether a provider with new inputs can go on managing what the old one made. */
  async diff(packageName: string, request: DiffRequest): Promise<DiffResult> {
    const same = equalValues(request.oldInputs, request.news);
    if (!this.options.pluginDirectories.has(packageName)) {
      return {
        changes: same ? 'none' : 'some',
        replaceKeys: [],
        deleteBeforeReplace: false,
        changedKeys: [],
      };
    }
    const plugin = await this.plugin(packageName);
    const diff = await plugin.diffConfig({
      ...request,
      oldInputs: ownInputs(request.oldInputs),
      olds: ownInputs(request.olds),
      news: ownInputs(request.news),
    });
    return diff.changes === 'unknown' ? { ...diff, changes: same ? 'none' : 'some' } : diff;
  }

  /** Makes a provider resource ready. Configured twice with the same inputs, it stays as it is. */
  async configure(packageName: string, urn: string, given: PropertyMap): Promise<void> {
    const inputs = atPresentAddress(given, this.options.standIns.environment);
    const before = this.configured.get(urn);
    if (before !== undefined && equalValues(before.inputs, inputs)) return;
    this.configured.set(urn, {
      provider: await this.make(packageName, inputs),
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
    await Promise.allSettled(this.warm.values());
    for (const plugin of this.running) plugin.stop();
  }

  private async make(packageName: string, inputs: PropertyMap): Promise<Provider> {
    if (!this.options.pluginDirectories.has(packageName)) {
      return standIn(packageName, ownInputs(inputs), this.options.standIns);
    }
    const plugin = await this.plugin(packageName);
    this.warm.delete(packageName);
    // As the engine: a provider whose configuration is not known yet is not asked anything.
    if (containsUnknown(inputs)) return unconfigured(plugin);
    const { token: _token, appAuth: _app, ...open } = ownInputs(inputs);
    await plugin.configure(this.options.standIns.offline ? open : ownInputs(inputs));
    return plugin;
  }

  /** The process for the next provider resource of a package. */
  private plugin(packageName: string): Promise<PluginProvider> {
    const warm = this.warm.get(packageName);
    if (warm !== undefined) return warm;
    const started = this.start(packageName);
    this.warm.set(packageName, started);
    return started;
  }

  private async start(name: string): Promise<PluginProvider> {
    const directory = this.options.pluginDirectories.get(name);
    if (directory === undefined) throw new ProblemsError([unknownPlugin(name)]);
    const plugin = await PluginProvider.start({
      name,
      directory,
      workingDirectory: this.options.workingDirectory,
      engineAddress: this.options.engineAddress,
      onLine: this.options.onLine,
    });
    this.running.push(plugin);
    return plugin;
  }
}

function unknownPlugin(name: string): Problem {
  return {
    code: 'plugin-unknown',
    file: 'Pulumi.yaml',
    path: 'plugins.providers',
    message: `no plugin of the name ${name}`,
  };
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
    isRecorded: () => false,
  };
}

function ownInputs(inputs: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => !engineInputs.has(key)));
}

function keptInputs(inputs: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => engineInputs.has(key)));
}
