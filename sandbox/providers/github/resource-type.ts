import {
  equalValues,
  isList,
  isObject,
  type PropertyMap,
  type PropertyValue,
} from '../../../provider/protocol/property-value';
import { ProviderError } from '../../../provider/protocol/provider';
import { type PublishedSchema } from '../published-schema';
import { type Answer, type GitHubApi } from './api';

/** Inputs without secret marks, as they go into requests. */
export type Inputs = PropertyMap;

/** A resource as the API knows it. */
export interface Existing {
  readonly id: string;
  /** What the API answered. */
  readonly answer: Answer;
}

/** What an import's id says, such as `orders:SERVICE_TIER`. */
export interface ImportId {
  /** Inputs whose values it consists of, with colons between; the last may hold colons itself. */
  readonly parts: readonly string[];
  /** Further inputs that an import reads. */
  readonly settings?: readonly string[];
  /** Whether the last part is the resource's own id, and no input. */
  readonly endsWithId?: boolean;
}

/**
 * How one resource type of the published provider maps to GitHub's REST API. Rows of a table: the life cycle around
 * them (previews, drift, ids, secrets) is the same for all types.
 */
export interface ResourceType {
  /** Inputs that identify the resource: changing one needs a new resource. */
  readonly replaceKeys: readonly string[];
  /** Defaults and outputs of the published provider's schema (6.15). */
  readonly schema: PublishedSchema;
  /** The id that an import names, taken apart. */
  readonly importId: ImportId;
  /** Input paths at which the published provider takes an unknown value for the old one. */
  readonly unknownIsSame?: readonly string[];
  /** Makes the resource, or changes the existing one, until it is as wanted. */
  write(api: GitHubApi, inputs: Inputs, existing: Existing | undefined): Promise<Existing>;
  /** Looks the resource up by what identifies it; undefined when it does not exist. */
  find(api: GitHubApi, inputs: Inputs, id: string): Promise<Existing | undefined>;
  remove(api: GitHubApi, inputs: Inputs, id: string): Promise<void>;
  /** Outputs beyond the inputs, as the published provider names them. */
  outputs(answer: Answer, inputs: Inputs, api: GitHubApi): PropertyMap;
  /**
   * Inputs as the world has them, where that can be determined; compared with the inputs of the state to see drift. Given
   * the state's outputs for what the API does not show (secrets).
   */
  observed(answer: Answer, inputs: Inputs, outputs: PropertyMap): PropertyMap;
}

/** What to look for, and the inputs as far as the id tells them; what is to be read is null. */
export function imported(
  { parts, settings = [], endsWithId = false }: ImportId,
  id: string,
): { readonly id: string; readonly inputs: Inputs } {
  const names = [...parts, ...(endsWithId ? ['id'] : [])];
  const given = id.split(':');
  const before = given.slice(0, names.length - 1);
  const last = given.slice(names.length - 1).join(':');
  const values = [...before, last];
  if (values.length < names.length || values.includes('')) {
    throw new ProviderError(
      `${JSON.stringify(id)} is not a valid id to import; use ${names.join(':')}`,
    );
  }
  return {
    id: endsWithId ? last : '',
    inputs: {
      ...Object.fromEntries(settings.map((key) => [key, null])),
      ...Object.fromEntries(parts.map((key, index) => [key, values[index] ?? ''])),
    },
  };
}

/** A text input. @throws Error when a required one is missing, which the program's types prevent. */
export function text(inputs: Inputs, key: string): string {
  const value = inputs[key];
  if (typeof value !== 'string') throw new Error(`the input ${key} must be text`);
  return value;
}

/** The API's address of a repository. */
export function repositoryPath(api: GitHubApi, inputs: Inputs): string {
  return `/repos/${encodeURIComponent(api.owner)}/${encodeURIComponent(text(inputs, 'repository'))}`;
}

/**
 * The wanted value where the found one covers it, else the found one: an API fills in defaults that the program never
 * named, and those are not drift.
 */
export function drifted(wanted: PropertyValue, found: PropertyValue | undefined): PropertyValue {
  return covers(found, wanted) ? wanted : (found ?? null);
}

/** Whether everything wanted is found, in lists item by item. */
function covers(found: PropertyValue | undefined, wanted: PropertyValue): boolean {
  if (isList(wanted)) {
    return (
      isList(found) &&
      found.length === wanted.length &&
      wanted.every((item, index) => covers(found[index], item))
    );
  }
  if (isObject(wanted)) {
    return (
      isObject(found) &&
      Object.entries<PropertyValue>(wanted).every(([key, item]) => covers(found[key], item))
    );
  }
  // A switch that is off, and an absent one, are the same to the API.
  if (wanted === null || wanted === false)
    return found === undefined || found === wanted || found === null;
  return equalValues(found, wanted);
}

/** The items of a list; none of what is absent. */
export function items(value: PropertyValue | undefined): readonly PropertyValue[] {
  return isList(value) ? value : [];
}

/** The objects of a list, as an API sends them; none of what is absent. */
export const answers = (value: PropertyValue | undefined): readonly Answer[] =>
  items(value) as readonly Answer[];

/** The entries that have a value. */
export function defined(entries: Readonly<Record<string, PropertyValue | undefined>>): PropertyMap {
  return Object.fromEntries(
    Object.entries(entries).filter(
      (entry): entry is [string, PropertyValue] => entry[1] !== undefined,
    ),
  );
}

/** `requiredChecks` → `required_checks`. */
export function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `required_checks` → `requiredChecks`. */
export function camelCase(key: string): string {
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** A value with every key renamed. */
export function renamedKeys(value: PropertyValue, rename: (key: string) => string): PropertyValue {
  if (isList(value)) return value.map((item) => renamedKeys(item, rename));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries<PropertyValue>(value).map(([key, item]) => [
      rename(key),
      renamedKeys(item, rename),
    ]),
  );
}

/** An id of the API as text, whether it is a number or text there. */
export function idText(answer: Answer, key = 'id'): string {
  const value = answer[key];
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Error(`the answer has no ${key}`);
}
