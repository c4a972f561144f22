import { type PropertyMap, type PropertyValue } from '../../provider/protocol/property-value';

/** A resource as the last update left it: one entry of Pulumi's deployment, with its values decrypted. */
export interface ResourceState {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  /** Id the provider gave; empty for components. */
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
  /** URN of the parent; empty for the stack itself and default providers. */
  readonly parent: string;
  /** Reference `urn::id` of the provider resource; empty for components and providers. */
  readonly provider: string;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deletedWith: string;
  /** Read by the program, not owned by it. */
  readonly external: boolean;
  /** Replaced, and waiting to be deleted. */
  readonly delete: boolean;
  /** Deleted ahead of its replacement, which has not been created yet. */
  readonly pendingReplacement: boolean;
  readonly additionalSecretOutputs: readonly string[];
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly initErrors: readonly string[];
  readonly importId: string;
  readonly timeouts: Timeouts;
  readonly replacementTrigger: PropertyValue;
  readonly created: string;
  readonly modified: string;
  /** Fields of the deployment format that the host does not use, kept for the engine. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** Seconds; 0 leaves it to the provider. */
export interface Timeouts {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
}

export type OperationType = 'creating' | 'updating' | 'deleting' | 'reading';

/** An effect that had begun and of whose end nothing is known. */
interface PendingOperation {
  readonly type: OperationType;
  readonly resource: ResourceState;
}

/** Everything a stack's state holds. */
export interface Snapshot {
  readonly resources: readonly ResourceState[];
  readonly pending: readonly PendingOperation[];
}

/** URNs that a resource cannot exist without: they come before it in the state and go after it. */
export function requirementsOf(resource: ResourceState): readonly string[] {
  const urns = new Set<string>(resource.dependencies);
  for (const list of Object.values(resource.propertyDependencies)) {
    for (const urn of list) urns.add(urn);
  }
  if (resource.parent !== '') urns.add(resource.parent);
  if (resource.provider !== '') {
    urns.add(resource.provider.slice(0, resource.provider.lastIndexOf('::')));
  }
  if (resource.deletedWith !== '') urns.add(resource.deletedWith);
  return [...urns];
}
