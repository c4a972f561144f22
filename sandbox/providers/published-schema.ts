import {
  defaultsKey,
  equalValues,
  isList,
  isObject,
  isSecret,
  type PropertyMap,
  type PropertyValue,
  unknownValue,
} from '../../provider/protocol/property-value';

/** What the published plugin of a resource type does by its Terraform schema, beyond what the program says. */
export interface PublishedSchema {
  /** Values of inputs that the program leaves out. */
  readonly defaults?: PropertyMap;
  /** Properties that the service chooses where the program does not. */
  readonly computed?: readonly string[];
  /** Inputs that are objects, or lists of objects. */
  readonly blocks?: Readonly<Record<string, PublishedSchema>>;
}

type Change = (schema: PublishedSchema, value: PropertyMap, other: PropertyMap) => PropertyMap;

/**
 * Inputs as Check gives them back. A default that is off, 0 or empty is left to Terraform, and shows in the outputs only
 * (since v3.127 of the bridge); one that an earlier Check gave stays.
 *
 * https://github.com/pulumi/pulumi-terraform-bridge/blob/main/pkg/tfbridge/schema.go (applyDefaults)
 */
export function withDefaults(
  schema: PublishedSchema,
  news: PropertyMap,
  olds: PropertyMap,
): PropertyMap {
  return inBlocks(schema, news, olds, (here, value, old) => {
    const given = namesOf(old);
    const filled = Object.entries(here.defaults ?? {}).flatMap(
      ([name, preset]): readonly (readonly [string, PropertyValue])[] => {
        if (name in value) return [];
        const earlier = given?.has(name) === false ? undefined : old[name];
        if (earlier !== undefined) return [[name, earlier]];
        return isFalsy(preset) ? [] : [[name, preset]];
      },
    );
    const names = filled.map(([name]) => name).sort();
    return { ...value, ...Object.fromEntries(filled), [defaultsKey]: names };
  });
}

/** Inputs as Terraform completes them, without the bridge's marks: what the service is asked for. */
export function completed(schema: PublishedSchema, inputs: PropertyMap): PropertyMap {
  return inBlocks(schema, inputs, {}, (here, value) => ({
    ...here.defaults,
    ...withoutKey(value, defaultsKey),
  }));
}

/**
 * What a preview says the resource will be.
 *
 * @param olds outputs of the resource as it is; undefined where it is to be made, so that what the service chooses is unknown.
 */
export function planned(
  schema: PublishedSchema,
  state: PropertyMap,
  olds: PropertyMap | undefined,
): PropertyMap {
  return inBlocks(schema, state, olds ?? {}, (here, value, old) => {
    const open = (here.computed ?? []).filter((name) => !(name in value));
    const chosen = open.flatMap((name): readonly (readonly [string, PropertyValue])[] => {
      const before = olds === undefined ? unknownValue : old[name];
      return before === undefined ? [] : [[name, before]];
    });
    return { ...value, ...Object.fromEntries(chosen) };
  });
}

/**
 * Inputs that were read, as Check gives them: a default that no one changed is not among them, unless it was before;
 * nor is what is off, 0 or empty where the program said nothing.
 *
 * https://github.com/pulumi/pulumi-terraform-bridge/blob/main/pkg/tfbridge/schema.go (extractInputs, isDefaultOrZeroValue)
 */
export function readInputs(
  schema: PublishedSchema,
  found: PropertyMap,
  before: PropertyMap,
): PropertyMap {
  return inBlocks(schema, found, before, (here, value, old) => {
    const defaults = here.defaults ?? {};
    const isUntouched = (name: string): boolean => equalValues(value[name], defaults[name]);
    const isImport = Object.keys(old).length === 0;
    const kept = Object.entries(value).filter(
      ([name, read]) =>
        name in old || !(name in defaults ? isUntouched(name) : !isImport && isFalsy(read)),
    );
    const names = [...(namesOf(old) ?? [])].filter(isUntouched);
    return { ...Object.fromEntries(kept), [defaultsKey]: names };
  });
}

/** Changes an object and, before it, every object in its blocks; beside each the one in the same place of another. */
function inBlocks(
  schema: PublishedSchema,
  value: PropertyMap,
  other: PropertyMap,
  change: Change,
): PropertyMap {
  const result: Record<string, PropertyValue> = { ...value };
  for (const [name, block] of Object.entries(schema.blocks ?? {})) {
    const inner = value[name];
    const beside = other[name];
    if (isList(inner)) {
      result[name] = inner.map((item, index) =>
        inBlock(block, item, isList(beside) ? beside[index] : undefined, change),
      );
    } else if (inner !== undefined) result[name] = inBlock(block, inner, beside, change);
  }
  return change(schema, result, other);
}

/** An unknown or secret block stays as it is. */
function inBlock(
  schema: PublishedSchema,
  value: PropertyValue,
  other: PropertyValue | undefined,
  change: Change,
): PropertyValue {
  if (!isObject(value) || isSecret(value)) return value;
  return inBlocks(schema, value, isObject(other) ? other : {}, change);
}

function namesOf(inputs: PropertyMap): ReadonlySet<string> | undefined {
  const names = inputs[defaultsKey];
  return isList(names) ? new Set(names.map(String)) : undefined;
}

const isFalsy = (value: PropertyValue): boolean => value === false || value === 0 || value === '';

function withoutKey(value: PropertyMap, key: string): PropertyMap {
  const { [key]: _dropped, ...rest } = value;
  return rest;
}
