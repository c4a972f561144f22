import { type Workflow } from './workflow';
import { githubTypes } from '../kernel/resource-types';

/** One resource as a rule sees it. Reading an unknown property in a preview throws; see {@link isUnknownError}. */
export interface ResourceView {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: Readonly<Record<string, unknown>>;
  /** `owner` of the provider, where it is known. */
  readonly owner?: string;
  /** The provider that manages it, where it is known. */
  readonly provider?: { readonly urn: string; readonly props: Readonly<Record<string, unknown>> };
  /** Key paths, such as `configuration.secret`, whose values are Pulumi secrets; absent when that cannot be seen. */
  readonly secretPaths?: ReadonlySet<string> | undefined;
  /** URNs of the resources that each property's value comes from; of stack rules, and known in a preview too. */
  readonly references?: Readonly<Record<string, readonly string[]>>;
}

/** A workflow file that a resource of the stack writes. Reading what is unknown in a preview throws here too. */
export interface CommittedWorkflow {
  /** `owner/name`, or the bare name when the owner is not known; undefined when none is named. */
  readonly repository: string | undefined;
  readonly branch: string | undefined;
  /** The resource that writes it. */
  readonly urn: string;
  readonly workflow: Workflow;
}

/**
 * Runs a reading of properties. When it meets an unknown value the answer is undefined and the rule is reported as not
 * fully checked, while its other findings remain.
 */
export type Attempt = <T>(read: () => T) => T | undefined;

export interface StackView {
  readonly resources: readonly ResourceView[];
  readonly workflows: readonly CommittedWorkflow[];
  readonly attempt: Attempt;
}

/** Whether an error says that a value is only known after the update. */
export function isUnknownError(error: unknown): boolean {
  return error instanceof Error && 'unknownTypeSentinel' in error;
}

/**
 * Something that no value of the stack tells: what is left open, as a sentence. A reading throws it like an unknown
 * value.
 */
export class NotJudged extends Error {
  readonly unknownTypeSentinel = 'not checked';
}

/** What a reading gives, or undefined where it meets an unknown value. */
export function ifKnown<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isUnknownError(error)) return undefined;
    throw error;
  }
}

/** Whether the value of a property comes from another resource, although it may not be known yet. */
export function refersTo(resource: ResourceView, property: string, target: ResourceView): boolean {
  return resource.references?.[property]?.includes(target.urn) === true;
}

/** A property as a string, or undefined when it is absent or of another type. */
export function textProp(props: unknown, ...keys: readonly string[]): string | undefined {
  const value = prop(props, ...keys);
  return typeof value === 'string' ? value : undefined;
}

/** A property by its path; a number in the path is an index. */
export function prop(props: unknown, ...keys: readonly (string | number)[]): unknown {
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? (value as Readonly<Record<string | number, unknown>>)[key]
        : undefined,
    props,
  );
}

/** A property as a list; a single object counts as a list of one, absent as empty. */
export function listProp(props: unknown, ...keys: readonly string[]): readonly unknown[] {
  const value = prop(props, ...keys);
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

/** The strings among the items of a property. */
export function textsProp(props: unknown, ...keys: readonly string[]): readonly string[] {
  return listProp(props, ...keys).filter((item): item is string => typeof item === 'string');
}

/** `owner/name` when the owner is known; undefined when the resource names no repository. */
export function repositoryOf(resource: ResourceView): string | undefined {
  const bare =
    textProp(resource.props, 'repository') ??
    textProp(resource.props, 'repositoryId') ??
    (resource.type === githubTypes.Repository ? textProp(resource.props, 'name') : undefined);
  if (bare === undefined) return undefined;
  return bare.includes('/') || resource.owner === undefined ? bare : `${resource.owner}/${bare}`;
}
