import { createRequire } from 'node:module';
import { perObject } from '../../core/reading/memo';

// The signatures of Pulumi's wire format: sdk/nodejs/runtime/rpc.ts, `specialSigKey` and `specialSecretSig`.
const SIGNATURE = '4dabf18193072939515e22adb298388d';
const SECRET = '1b47061264138c4ac30d75fd1eb44270';
const TARGET = '__getSpecialProxyTarget';

interface Struct {
  toJavaScript(): unknown;
}

type Deserialize = (properties: Struct, proxySecrets: boolean) => object;

/** Memo: the message that the properties of a resource came in. */
const messages = new WeakMap<object, Struct>();

/**
 * The engine tells an analyzer which values are secret, but the SDK unwraps them before a validation sees them, and
 * offers no other way to ask (only remediations get a `Secret`). So the one function that unwraps is wrapped here to
 * keep the message beside its result. Should a later SDK lack it, nothing is recorded and {@link secretPathsOf} says
 * undefined: the rules that need it then report that they do not apply, never that all is well.
 */
export function watchSecrets(): void {
  // Not an import: that may give a copy or getters, depending on the compiler, and the module itself is needed.
  const load: (name: string) => unknown = createRequire(__filename);
  const sdk = load('@pulumi/policy/deserialize') as { deserializeProperties?: Deserialize };
  const original = sdk.deserializeProperties;
  if (original === undefined) return;
  const unwrap = perObject((properties: Struct) => original(properties, false));
  sdk.deserializeProperties = (properties, proxySecrets) => {
    // The SDK unwraps a message again for each policy. Validations only read, so one copy does for all of them.
    const result = proxySecrets ? original(properties, proxySecrets) : unwrap(properties);
    messages.set(result, properties);
    return result;
  };
}

/** Key paths of the secret values among the properties a policy was given; undefined when that cannot be seen. */
export function secretPathsOf(props: object): ReadonlySet<string> | undefined {
  const message = messages.get(proxyTarget(props));
  return message === undefined ? undefined : secretsOf(message);
}

const secretsOf = perObject(
  (message: Struct): ReadonlySet<string> => new Set(secretsIn(message.toJavaScript(), '')),
);

/** The texts of the secret values among the properties a policy was given. */
export function secretTextsOf(props: object): readonly string[] {
  const message = messages.get(proxyTarget(props));
  return message === undefined ? [] : secretTexts(message);
}

const secretTexts = perObject((message: Struct): readonly string[] => {
  const texts: string[] = [];
  const visit = (value: unknown, isSecret: boolean): void => {
    if (typeof value === 'string' && isSecret) texts.push(value);
    if (typeof value !== 'object' || value === null) return;
    const hides = (value as Readonly<Record<string, unknown>>)[SIGNATURE] === SECRET;
    for (const [key, item] of Object.entries(value))
      if (key !== SIGNATURE) visit(item, isSecret || hides);
  };
  visit(message.toJavaScript(), false);
  return texts;
});

/** What is behind the proxy of the SDK that refuses to read unknown values. */
export function proxyTarget<T extends object>(value: T): T {
  return (value as { readonly [TARGET]?: T })[TARGET] ?? value;
}

/** Whether a key is the one by which {@link proxyTarget} asks a proxy. */
export function isTargetKey(key: string): boolean {
  return key === TARGET;
}

function* secretsIn(value: unknown, path: string): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  if ((value as Readonly<Record<string, unknown>>)[SIGNATURE] === SECRET) {
    yield path;
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    yield* secretsIn(item, path === '' ? key : `${path}.${key}`);
  }
}
