import { Struct, type Value } from 'google-protobuf/google/protobuf/struct_pb';
import { type PropertyMap, withoutSecrets } from './property-value';

/** Longest string that is not shared; most short strings are not worth the look-up. */
const shortString = 256;

/**
 * Reads properties from a message. Long equal strings (such as the same workflow in a thousand repositories) are kept
 * once, in the pool passed in.
 */
export function fromStruct(struct: Struct | undefined, pool?: Map<string, string>): PropertyMap {
  if (struct === undefined) return {};
  const properties = struct.toJavaScript();
  return pool === undefined ? properties : (share(properties, pool) as PropertyMap);
}

function share(value: unknown, pool: Map<string, string>): unknown {
  if (typeof value === 'string') {
    if (value.length <= shortString) return value;
    const known = pool.get(value);
    if (known !== undefined) return known;
    pool.set(value, value);
    return value;
  }
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) value[index] = share(value[index], pool);
  } else if (typeof value === 'object' && value !== null) {
    const object = value as Record<string, unknown>;
    for (const key in object) {
      const item = object[key];
      if (typeof item === 'object' || typeof item === 'string') object[key] = share(item, pool);
    }
  }
  return value;
}

/** Writes properties into a message; for a receiver that does not know secrets their marks are taken off. */
export function toStruct(
  properties: PropertyMap,
  receiver: { readonly acceptsSecrets: boolean } = { acceptsSecrets: true },
): Struct {
  const sent = receiver.acceptsSecrets ? properties : withoutSecrets(properties);
  return Struct.fromJavaScript(sent);
}

/** Reads one value, such as a replacement trigger. */
export function fromValue(value: Value | undefined): PropertyMap[string] | undefined {
  return value === undefined ? undefined : (value.toJavaScript() as PropertyMap[string]);
}
