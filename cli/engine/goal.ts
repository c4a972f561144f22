import type { Alias } from '@pulumi/pulumi/proto/alias_pb';
import type {
  ReadResourceRequest,
  RegisterResourceRequest,
} from '@pulumi/pulumi/proto/resource_pb';
import {
  type PropertyMap,
  type PropertyValue,
  withoutOutputValues,
} from '../../provider/protocol/property-value';
import { fromStruct, fromValue } from '../../provider/protocol/struct';
import { type Timeouts } from '../state/resource-state';

/** What the program wants of one resource: a registration request in plain form. */
export interface Goal {
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  readonly remote: boolean;
  readonly parent: string;
  readonly inputs: PropertyMap;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** Provider reference `urn::id`; empty: the package's default provider. */
  readonly provider: string;
  readonly version: string;
  readonly pluginDownloadUrl: string;
  readonly packageRef: string;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deletedWith: string;
  readonly replaceWith: readonly string[];
  readonly deleteBeforeReplace: boolean | undefined;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly aliases: readonly AliasSpec[];
  readonly importId: string;
  readonly timeouts: Timeouts;
  readonly replacementTrigger: PropertyValue;
  readonly acceptsSecrets: boolean;
}

/** An earlier name of a resource: a whole URN, or the parts that differ from today's. */
export type AliasSpec =
  | { readonly urn: string }
  | {
      readonly name: string;
      readonly type: string;
      readonly stack: string;
      readonly project: string;
      readonly parent: string;
      readonly noParent: boolean;
    };

/** Reads a registration request. Long strings are shared through the pool. */
export function goalOf(request: RegisterResourceRequest, pool: Map<string, string>): Goal {
  const timeouts = request.getCustomtimeouts();
  const propertyDependencies: Record<string, readonly string[]> = {};
  request
    .getPropertydependenciesMap()
    .forEach((entry: RegisterResourceRequest.PropertyDependencies, key: string) => {
      propertyDependencies[key] = entry.getUrnsList();
    });
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    remote: request.getRemote(),
    parent: request.getParent(),
    inputs: withoutOutputValues(fromStruct(request.getObject(), pool)),
    dependencies: request.getDependenciesList(),
    propertyDependencies,
    provider: request.getProvider(),
    version: request.getVersion(),
    pluginDownloadUrl: request.getPlugindownloadurl(),
    packageRef: request.getPackageref(),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    deletedWith: request.getDeletedwith(),
    replaceWith: request.getReplaceWithList(),
    deleteBeforeReplace: request.getDeletebeforereplacedefined()
      ? request.getDeletebeforereplace()
      : undefined,
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    aliases: [
      ...request.getAliasesList().map(aliasSpec),
      ...request.getAliasurnsList().map((urn) => ({ urn })),
    ],
    importId: request.getImportid(),
    timeouts: {
      create: seconds(timeouts?.getCreate()),
      update: seconds(timeouts?.getUpdate()),
      delete: seconds(timeouts?.getDelete()),
    },
    replacementTrigger: fromValue(request.getReplacementTrigger()) ?? null,
    acceptsSecrets: request.getAcceptsecrets(),
  };
}

/** Everything a goal leaves to its default. */
export const emptyGoal: Goal = {
  type: '',
  name: '',
  custom: true,
  remote: false,
  parent: '',
  inputs: {},
  dependencies: [],
  propertyDependencies: {},
  provider: '',
  version: '',
  pluginDownloadUrl: '',
  packageRef: '',
  protect: false,
  retainOnDelete: false,
  deletedWith: '',
  replaceWith: [],
  deleteBeforeReplace: undefined,
  ignoreChanges: [],
  replaceOnChanges: [],
  additionalSecretOutputs: [],
  aliases: [],
  importId: '',
  timeouts: { create: 0, update: 0, delete: 0 },
  replacementTrigger: null,
  acceptsSecrets: true,
};

/** Reads the request to look at an existing resource. */
export function readGoalOf(request: ReadResourceRequest, pool: Map<string, string>): Goal {
  return {
    ...emptyGoal,
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent(),
    inputs: withoutOutputValues(fromStruct(request.getProperties(), pool)),
    dependencies: request.getDependenciesList(),
    provider: request.getProvider(),
    version: request.getVersion(),
    pluginDownloadUrl: request.getPlugindownloadurl(),
    packageRef: request.getPackageref(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
  };
}

function aliasSpec(alias: Alias): AliasSpec {
  const spec = alias.getSpec();
  if (spec === undefined) return { urn: alias.getUrn() };
  return {
    name: spec.getName(),
    type: spec.getType(),
    stack: spec.getStack(),
    project: spec.getProject(),
    parent: spec.getParenturn(),
    noParent: spec.getNoparent(),
  };
}

const unitSeconds: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** Seconds of a duration such as `1h30m`; 0 for none. */
function seconds(duration: string | undefined): number {
  let total = 0;
  for (const [, amount, unit] of (duration ?? '').matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)) {
    total += Number(amount) * (unitSeconds[unit ?? ''] ?? 0);
  }
  return total;
}
