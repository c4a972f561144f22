import {
  specialAssetSig,
  specialSecretSig,
  specialSigKey,
  unknownValue,
} from '@pulumi/pulumi/runtime/rpc';

/** A value that is only known once other resources exist. */
export const unknown = Symbol('unknown');

/** A file's content by reference, as the engine hands it over. */
export class AssetValue {
  constructor(
    /** SHA-256 of the content, hexadecimal; empty when the engine did not compute it. */
    readonly hash: string,
    readonly source: { readonly text: string } | { readonly path: string } | undefined,
  ) {}
}

export type Value =
  null | boolean | number | string | typeof unknown | AssetValue | readonly Value[] | ValueMap;
export interface ValueMap {
  readonly [key: string]: Value;
}

/** The engine's other words for unknown values, by kind; they stand where a value of that kind would. */
const unknownKinds = new Set([
  unknownValue,
  '1c4a061d-8072-4f0a-a4cb-0ff528b18fe7',
  '3eeb2bf0-c639-47a8-9e75-3b44932eb421',
  '6a19a0b0-7e62-4c92-b797-7f8e31da9cc2',
  '030794c1-ac77-496b-92df-f27374a8bd58',
  'e48ece36-62e2-4504-bad9-02848725956a',
  'dd056dcd-154b-4c76-9bd3-c8f88648b5ff',
]);

/** A property value off the wire. Secrets lose their wrapping: the engine keeps track of them. */
function fromWire(wire: unknown): Value {
  if (wire === null || wire === undefined) return null;
  if (typeof wire === 'boolean' || typeof wire === 'number') return wire;
  if (typeof wire === 'string') return unknownKinds.has(wire) ? unknown : wire;
  if (Array.isArray(wire)) return wire.map(fromWire);
  if (typeof wire !== 'object') throw new TypeError(`no property value: ${typeof wire}`);
  const fields = wire as Readonly<Record<string, unknown>>;
  switch (fields[specialSigKey]) {
    case specialSecretSig:
      return fromWire(fields['value']);
    case specialAssetSig:
      return assetOf(fields);
    default:
      return Object.fromEntries(Object.entries(fields).map(([key, one]) => [key, fromWire(one)]));
  }
}

export function mapFromWire(wire: unknown): ValueMap {
  const value = fromWire(wire ?? {});
  return isMap(value) ? value : {};
}

/** A property value for the wire; the engine's sentinel stands for unknown ones, in previews only. */
export function toWire(value: Value): unknown {
  if (value === unknown) return unknownValue;
  if (value instanceof AssetValue) {
    return { [specialSigKey]: specialAssetSig, hash: value.hash, ...value.source };
  }
  if (isList(value)) return value.map(toWire);
  if (isMap(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, toWire(one)]));
  }
  return value;
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isMap(value: Value | undefined): value is ValueMap {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof AssetValue)
  );
}

function assetOf(fields: Readonly<Record<string, unknown>>): AssetValue {
  const { hash, text, path } = fields;
  return new AssetValue(
    typeof hash === 'string' ? hash : '',
    typeof text === 'string' && text !== ''
      ? { text }
      : typeof path === 'string' && path !== ''
        ? { path }
        : typeof text === 'string'
          ? { text }
          : undefined,
  );
}
