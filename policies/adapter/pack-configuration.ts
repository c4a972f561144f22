import { createRequire } from 'node:module';
import { checkConfig, type PackConfig } from '../pack-config';

type Callback = (error: unknown, answer?: unknown) => void;

/** What the engine sends: properties and a level for each policy that it knows of, and for each that the file names. */
interface ConfigureCall {
  readonly request: {
    getPolicyconfigMap(): {
      entries(): Iterable<
        readonly [string, { getProperties(): { toJavaScript(): unknown } | undefined }]
      >;
    };
  };
}

interface Implementation {
  readonly configure?: (call: ConfigureCall, callback: Callback) => unknown;
}

type AddService = (this: unknown, service: unknown, implementation: Implementation) => void;

/** `INVALID_ARGUMENT` of gRPC. */
const INVALID_ARGUMENT = 3;

/**
 * Refuses a configuration with a misspelt policy or key before anything is checked. The engine passes on what it does not
 * know, and the SDK has no place to look at a configuration: each policy would only find its own settings, when it runs,
 * and a misspelt name would configure nothing. So the server's handler of a configuration is wrapped.
 */
export function refuseWrongConfiguration(): void {
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
        : { ...implementation, configure: refusing(configure) },
    );
  };
}

function refusing(
  configure: NonNullable<Implementation['configure']>,
): NonNullable<Implementation['configure']> {
  return (call, callback) => {
    try {
      checkConfig(configOf(call));
    } catch (error) {
      const details = error instanceof Error ? error.message : String(error);
      callback({ code: INVALID_ARGUMENT, details, message: details });
      return;
    }
    return configure(call, callback);
  };
}

/** The levels are the engine's, which has checked them. */
function configOf({ request }: ConfigureCall): PackConfig {
  const entries = [...request.getPolicyconfigMap().entries()];
  return Object.fromEntries(
    entries.map(([name, policy]) => [name, policy.getProperties()?.toJavaScript() ?? {}]),
  );
}
