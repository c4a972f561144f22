import {
  containsSecret,
  isArchive,
  isAsset,
  isList,
  isObject,
  isSecret,
  makeSecret,
  type PropertyMap,
  type PropertyValue,
  signatureKey,
  signatures,
  unwrapSecret,
  withoutSecrets,
} from '../../provider/protocol/property-value';
import { type ResourceState, type Timeouts } from './resource-state';

/** Fields of a resource in Pulumi's deployment format (ResourceV3), as JSON. */
export type EncodedResource = Readonly<Record<string, unknown>>;

/**
 * A resource in the deployment format, its secrets encrypted. Fields without a value are left out, as the engine does.
 *
 * https://github.com/pulumi/pulumi/blob/master/sdk/go/common/apitype/core.go
 */
export function encodeResource(
  resource: ResourceState,
  encrypt: (plaintext: string) => string,
): EncodedResource {
  const properties = (map: PropertyMap): PropertyMap | undefined =>
    Object.keys(map).length === 0 ? undefined : (encodeValue(map, encrypt) as PropertyMap);
  const list = (items: readonly string[]): readonly string[] | undefined =>
    items.length === 0 ? undefined : items;
  const text = (value: string): string | undefined => (value === '' ? undefined : value);
  const flag = (value: boolean): true | undefined => (value ? true : undefined);
  return {
    urn: resource.urn,
    custom: resource.custom,
    delete: flag(resource.delete),
    id: text(resource.id),
    type: resource.type,
    inputs: properties(resource.inputs),
    outputs: properties(resource.outputs),
    parent: text(resource.parent),
    protect: flag(resource.protect),
    external: flag(resource.external),
    dependencies: list(resource.dependencies),
    initErrors: list(resource.initErrors),
    provider: text(resource.provider),
    propertyDependencies:
      Object.keys(resource.propertyDependencies).length === 0
        ? undefined
        : resource.propertyDependencies,
    pendingReplacement: flag(resource.pendingReplacement),
    additionalSecretOutputs: list(resource.additionalSecretOutputs),
    customTimeouts: encodeTimeouts(resource.timeouts),
    importID: text(resource.importId),
    retainOnDelete: flag(resource.retainOnDelete),
    deletedWith: text(resource.deletedWith),
    created: text(resource.created),
    modified: text(resource.modified),
    ignoreChanges: list(resource.ignoreChanges),
    replaceOnChanges: list(resource.replaceOnChanges),
    replacementTrigger:
      resource.replacementTrigger === null
        ? undefined
        : encodeValue(resource.replacementTrigger, encrypt),
    ...resource.extra,
  };
}

/** Shares unchanged parts, so a resource without secrets costs no copy. */
function encodeValue(value: PropertyValue, encrypt: (plaintext: string) => string): PropertyValue {
  if (!containsSecret(value)) return value;
  if (isSecret(value)) {
    // Inside a secret nothing needs to be encrypted again.
    const plaintext = JSON.stringify(withoutSecrets(unwrapSecret(value)));
    return { [signatureKey]: signatures.secret, ciphertext: encrypt(plaintext) };
  }
  if (isList(value)) return value.map((item) => encodeValue(item, encrypt));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, encodeValue(item, encrypt)]),
  );
}

function encodeTimeouts(timeouts: Timeouts): Timeouts | undefined {
  const { create, update, delete: remove } = timeouts;
  return create === 0 && update === 0 && remove === 0 ? undefined : timeouts;
}

const knownFields: ReadonlySet<string> = new Set([
  'urn',
  'custom',
  'delete',
  'id',
  'type',
  'inputs',
  'outputs',
  'parent',
  'protect',
  'external',
  'dependencies',
  'initErrors',
  'provider',
  'propertyDependencies',
  'pendingReplacement',
  'additionalSecretOutputs',
  'customTimeouts',
  'importID',
  'retainOnDelete',
  'deletedWith',
  'created',
  'modified',
  'ignoreChanges',
  'replaceOnChanges',
  'replacementTrigger',
]);

/** Fields that say where in the program a resource came from; every run writes them again. */
const positionFields: ReadonlySet<string> = new Set(['sourcePosition', 'stackTrace']);

/** The resource that an entry of the deployment describes, decrypted. Missing fields take their empty value. */
export function decodeResource(
  encoded: EncodedResource,
  decrypt: (ciphertext: string) => string,
): ResourceState {
  const text = (key: string): string => {
    const value = encoded[key];
    return typeof value === 'string' ? value : '';
  };
  const list = (key: string): readonly string[] => {
    const value = encoded[key];
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  };
  const map = (key: string): PropertyMap =>
    decodeValue((encoded[key] ?? {}) as PropertyValue, decrypt) as PropertyMap;
  const timeouts = (encoded['customTimeouts'] ?? {}) as Partial<Timeouts>;
  return {
    urn: text('urn'),
    type: text('type'),
    custom: encoded['custom'] === true,
    id: text('id'),
    inputs: map('inputs'),
    outputs: map('outputs'),
    parent: text('parent'),
    provider: text('provider'),
    dependencies: list('dependencies'),
    propertyDependencies: (encoded['propertyDependencies'] ?? {}) as Record<string, string[]>,
    protect: encoded['protect'] === true,
    retainOnDelete: encoded['retainOnDelete'] === true,
    deletedWith: text('deletedWith'),
    external: encoded['external'] === true,
    delete: encoded['delete'] === true,
    pendingReplacement: encoded['pendingReplacement'] === true,
    additionalSecretOutputs: list('additionalSecretOutputs'),
    ignoreChanges: list('ignoreChanges'),
    replaceOnChanges: list('replaceOnChanges'),
    initErrors: list('initErrors'),
    importId: text('importID'),
    timeouts: {
      create: timeouts.create ?? 0,
      update: timeouts.update ?? 0,
      delete: timeouts.delete ?? 0,
    },
    replacementTrigger: decodeValue(
      (encoded['replacementTrigger'] ?? null) as PropertyValue,
      decrypt,
    ),
    created: text('created'),
    modified: text('modified'),
    extra: Object.fromEntries(
      Object.entries(encoded).filter(([key]) => !knownFields.has(key) && !positionFields.has(key)),
    ),
  };
}

function decodeValue(value: PropertyValue, decrypt: (ciphertext: string) => string): PropertyValue {
  if (!containsSecret(value)) return value;
  if (isSecret(value)) {
    const { ciphertext, plaintext } = value as Readonly<Record<string, unknown>>;
    if (typeof ciphertext === 'string') {
      return makeSecret(JSON.parse(decrypt(ciphertext)) as PropertyValue);
    }
    // `pulumi stack export --show-secrets` writes the plain text instead.
    if (typeof plaintext === 'string') return makeSecret(JSON.parse(plaintext) as PropertyValue);
    return value;
  }
  if (isList(value)) return value.map((item) => decodeValue(item, decrypt));
  if (!isObject(value) || isAsset(value) || isArchive(value)) return value;
  return Object.fromEntries(
    Object.entries<PropertyValue>(value).map(([key, item]) => [key, decodeValue(item, decrypt)]),
  );
}
