import { createRequire } from 'node:module';
import { dayOf } from '../../core/waivers/expiry';
import { configuredWaivers } from '../configured-waivers';
import { checkConfig, EXCEPTED_FINDINGS, type PackConfig } from '../pack-config';
import { rememberConfiguration } from './configured';

type Callback = (error: unknown, answer?: unknown) => void;

/** A policy's part of it. */
interface PolicyMessage {
  getProperties(): { toJavaScript(): unknown } | undefined;
  getEnforcementlevel(): number;
  setEnforcementlevel(level: number): void;
}

/** What the engine sends: properties and a level for each policy that it knows of, and for each that the file names. */
interface ConfigureCall {
  readonly request: {
    getPolicyconfigMap(): { entries(): Iterable<readonly [string, PolicyMessage]> };
  };
}

interface Implementation {
  readonly configure?: (call: ConfigureCall, callback: Callback) => unknown;
}

type AddService = (this: unknown, service: unknown, implementation: Implementation) => void;

/** `INVALID_ARGUMENT` of gRPC. */
const INVALID_ARGUMENT = 3;

/** Levels by their number in `EnforcementLevel` of analyzer.proto. */
const LEVELS = ['advisory', 'mandatory', 'disabled', 'remediate'];

/**
 * Refuses a configuration with a misspelt policy or key, or a waiver that cannot count, before anything is checked. The
 * engine passes on what it does not know, and the SDK has no place to look at a configuration: each policy would only find
 * its own settings, when it runs, and a misspelt name would configure nothing. So the server's handler of a configuration
 * is wrapped.
 */
export function refuseWrongConfiguration(): void {
  wrapConfigure((config) => {
    checkConfig(config);
    configuredWaivers(config, dayOf(new Date().toISOString()));
  });
}

/** Keeps what the pack is configured with for the policies: see {@link rememberConfiguration}. */
export function watchConfiguration(): void {
  wrapConfigure(rememberConfiguration);
}

/** Memo: what to do with a configuration, in the order in which it was asked for. */
const watchers: ((config: PackConfig) => void)[] = [];

function wrapConfigure(watcher: (config: PackConfig) => void): void {
  watchers.push(watcher);
  if (watchers.length > 1) return;
  const load: (name: string) => unknown = createRequire(require.resolve('@pulumi/policy'));
  const { Server } = load('@grpc/grpc-js') as {
    readonly Server: { prototype: { addService: AddService } };
  };
  const original = Server.prototype.addService;
  Server.prototype.addService = function (service, implementation) {
    const { configure } = implementation;
    original.call(
      this,
      service,
      configure === undefined
        ? implementation
        : { ...implementation, configure: watched(configure) },
    );
  };
}

function watched(
  configure: NonNullable<Implementation['configure']>,
): NonNullable<Implementation['configure']> {
  return (call, callback) => {
    try {
      const config = configOf(call);
      // The last that was asked for may refuse, and what is refused is not kept.
      for (const watcher of [...watchers].reverse()) watcher(config);
    } catch (error) {
      const details = error instanceof Error ? error.message : String(error);
      callback({ code: INVALID_ARGUMENT, details, message: details });
      return;
    }
    return configure(call, callback);
  };
}

/** The engine has checked the levels. The list of what is excepted stays advisory: it would block what is allowed. */
function configOf({ request }: ConfigureCall): PackConfig {
  const entries = [...request.getPolicyconfigMap().entries()];
  return Object.fromEntries(
    entries.map(([name, policy]) => {
      const level = LEVELS[policy.getEnforcementlevel()];
      if (name === EXCEPTED_FINDINGS && level !== 'disabled')
        policy.setEnforcementlevel(LEVELS.indexOf('advisory'));
      const properties = policy.getProperties()?.toJavaScript() ?? {};
      return [name, { ...properties, enforcementLevel: level }];
    }),
  );
}
