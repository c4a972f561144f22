import {
  isUnknown,
  type PropertyMap,
  type PropertyValue,
  signatureKey,
  signatures,
  unknownValue,
} from './property-value';

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

/** A property value off the wire. Secrets lose their wrapping: the engine keeps track of them. */
function fromWire(wire: unknown): Value {
  if (wire === null || wire === undefined) return null;
  if (typeof wire === 'boolean' || typeof wire === 'number') return wire;
  if (typeof wire === 'string') return isUnknown(wire) ? unknown : wire;
  if (Array.isArray(wire)) return wire.map(fromWire);
  if (typeof wire !== 'object') throw new TypeError(`not a property value: ${typeof wire}`);
  const fields = wire as Readonly<Record<string, unknown>>;
  switch (fields[signatureKey]) {
    case signatures.secret:
      return fromWire(fields['value']);
    case signatures.asset:
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
function toWire(value: Value): PropertyValue {
  if (value === unknown) return unknownValue;
  if (value instanceof AssetValue) {
    return { [signatureKey]: signatures.asset, hash: value.hash, ...value.source };
  }
  if (isList(value)) return value.map(toWire);
  return isMap(value) ? mapToWire(value) : value;
}

export function mapToWire(values: ValueMap): PropertyMap {
  return Object.fromEntries(Object.entries(values).map(([key, one]) => [key, toWire(one)]));
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
