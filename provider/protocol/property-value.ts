/**
 * A property value as it travels over the engine's protocol: JSON, in which an object with the signature key stands
 * for a secret, an asset, an archive, a resource reference or an output, and one reserved string for a value that is
 * only known after the update. The host keeps this form everywhere, so nothing is lost between two processes.
 *
 * https://github.com/pulumi/pulumi/blob/master/sdk/proto/README.md
 */
export type PropertyValue =
  null | boolean | number | string | readonly PropertyValue[] | PropertyObject;

export interface PropertyObject {
  readonly [key: string]: PropertyValue;
}

/** Properties of a resource, by name. */
export type PropertyMap = PropertyObject;

/** Key under which a bridged provider notes, in each object of a resource's inputs, which of them its schema gave. */
export const defaultsKey = '__defaults';

/** Whether a property of a resource is a note of its provider or of the engine; neither policies nor people are shown it. */
export const isInternalKey = (key: string): boolean => key.startsWith('__');

/** Key that makes an object special, and the kinds of special objects. */
export const signatureKey = '4dabf18193072939515e22adb298388d';
export const signatures = {
  secret: '1b47061264138c4ac30d75fd1eb44270',
  asset: 'c44067f5952c0a294b673a41bacd8c17',
  archive: '0def7320c3a5731c473e5ecbe6d01bc7',
  resourceReference: '5cf8f73096256a8f31e491e813e4eb8e',
  outputValue: 'd0e6a833031e9bbcd3f4e8bde6ca49a4',
} as const;

/** The reserved string for "known after the update". */
export const unknownValue = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

/** The engine has one such string per type; programs written in other languages may send them. */
const unknownValues: ReadonlySet<string> = new Set([
  unknownValue,
  '1c4a061d-8072-4f0a-a4cb-0ff528b18fe7',
  '3eeb2bf0-c639-47a8-9e75-3b44932eb421',
  '6a19a0b0-7e62-4c92-b797-7f8e31da9cc2',
  '030794c1-ac77-496b-92df-f27374a8bd58',
  'e48ece36-62e2-4504-bad9-02848725956a',
  'dd056dcd-154b-4c76-9bd3-c8f88648b5ff',
]);

export function isObject(value: PropertyValue | undefined): value is PropertyObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: PropertyValue | undefined): value is readonly PropertyValue[] {
  return Array.isArray(value);
}

function hasSignature(
  value: PropertyValue | undefined,
  signature: string,
): value is PropertyObject {
  return isObject(value) && value[signatureKey] === signature;
}

export function isUnknown(value: PropertyValue | undefined): boolean {
  return typeof value === 'string' && value.length === 36 && unknownValues.has(value);
}

export function isSecret(value: PropertyValue | undefined): value is PropertyObject {
  return hasSignature(value, signatures.secret);
}

export function isAsset(value: PropertyValue | undefined): value is PropertyObject {
  return hasSignature(value, signatures.asset);
}

export function isArchive(value: PropertyValue | undefined): value is PropertyObject {
  return hasSignature(value, signatures.archive);
}

function isOutputValue(value: PropertyValue | undefined): value is PropertyObject {
  return hasSignature(value, signatures.outputValue);
}

/** Marks a value as secret; a secret stays as it is. */
export function makeSecret(value: PropertyValue): PropertyValue {
  return isSecret(value) ? value : { [signatureKey]: signatures.secret, value };
}

/** The value inside a secret, or the value itself. */
export function unwrapSecret(value: PropertyValue): PropertyValue {
  let inner = value;
  while (isSecret(inner)) inner = inner['value'] ?? null;
  return inner;
}

/** Calls `change` on every value from the inside out; unchanged parts are shared, not copied. */
export function mapValues(
  value: PropertyValue,
  change: (value: PropertyValue) => PropertyValue,
): PropertyValue {
  if (isList(value)) {
    let copy: PropertyValue[] | undefined;
    value.forEach((item, index) => {
      const changed = mapValues(item, change);
      if (changed !== item) (copy ??= [...value])[index] = changed;
    });
    return change(copy ?? value);
  }
  if (isObject(value)) {
    let copy: Record<string, PropertyValue> | undefined;
    for (const [key, item] of Object.entries(value)) {
      const changed = mapValues(item, change);
      if (changed !== item) (copy ??= { ...value })[key] = changed;
    }
    return change(copy ?? value);
  }
  return change(value);
}

/** Whether any value inside, the value itself included, satisfies the test. */
function someValue(value: PropertyValue, test: (value: PropertyValue) => boolean): boolean {
  if (test(value)) return true;
  if (isList(value)) return value.some((item) => someValue(item, test));
  if (isObject(value)) {
    for (const key in value) if (someValue(value[key] ?? null, test)) return true;
  }
  return false;
}

export const containsUnknown = (value: PropertyValue): boolean => someValue(value, isUnknown);
export const containsSecret = (value: PropertyValue): boolean => someValue(value, isSecret);

/** The value with every secret mark taken off, for those who may see it: providers without secrets, comparisons. */
export function withoutSecrets<T extends PropertyValue>(value: T): T {
  return mapValues(value, unwrapSecret) as T;
}

/**
 * The value as the engine keeps it: an output value becomes its content, marked secret or unknown where it is. What
 * it depends on is kept per property instead.
 */
export function withoutOutputValues<T extends PropertyValue>(value: T): T {
  return mapValues(value, (item) => {
    if (!isOutputValue(item)) return item;
    const content = item['value'] ?? unknownValue;
    return item['secret'] === true ? makeSecret(content) : content;
  }) as T;
}

/**
 * Whether two values are the same. Secrets compare by content, since a mark alone changes nothing in the world; so do
 * assets, by the hash of what they hold.
 */
export function equalValues(a: PropertyValue | undefined, b: PropertyValue | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  const left = unwrapSecret(a);
  const right = unwrapSecret(b);
  if (left === right) return true;
  if (isList(left)) {
    return (
      isList(right) &&
      left.length === right.length &&
      left.every((item, index) => equalValues(item, right[index]))
    );
  }
  if (!isObject(left) || !isObject(right)) return false;
  if ((isAsset(left) || isArchive(left)) && left['hash'] !== undefined) {
    return left['hash'] === right['hash'] && left[signatureKey] === right[signatureKey];
  }
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && equalValues(left[key], right[key]))
  );
}
