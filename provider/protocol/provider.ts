import * as grpc from '@grpc/grpc-js';
import { type PropertyMap } from './property-value';

/**
 * Name of the header that a creation has when an interrupted run had begun it: the resource may exist already and is then
 * taken over. Plugins that do not know it ignore it, as they do under the engine, which has no such thing.
 */
export const resumedMetadata = 'gatehouse-resumed';

/** A property that a provider refuses, and why. */
export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

export type DiffKind =
  'add' | 'add-replace' | 'delete' | 'delete-replace' | 'update' | 'update-replace';

/** What a provider says about the way from the old to the new inputs. */
export interface DiffResult {
  readonly changes: 'none' | 'some' | 'unknown';
  /** Properties that can only change by a replacement. */
  readonly replaceKeys: readonly string[];
  /** Whether the old resource has to go before the new one comes. */
  readonly deleteBeforeReplace: boolean;
  readonly changedKeys: readonly string[];
  /** Property paths that differ; absent when the provider does not say. */
  readonly detailed?: Readonly<Record<string, DiffKind>>;
}

export interface CheckRequest {
  readonly urn: string;
  readonly olds: PropertyMap | undefined;
  readonly news: PropertyMap;
}

export interface DiffRequest {
  readonly urn: string;
  readonly id: string;
  readonly oldInputs: PropertyMap;
  readonly olds: PropertyMap;
  readonly news: PropertyMap;
  readonly ignoreChanges: readonly string[];
}

export interface CreateRequest {
  readonly urn: string;
  readonly inputs: PropertyMap;
  readonly preview: boolean;
  /** Seconds; 0 leaves it to the provider. */
  readonly timeout: number;
  /** An interrupted run had begun to create this resource: it may exist already and is then taken over. */
  readonly resumed: boolean;
}

export interface UpdateRequest extends DiffRequest {
  readonly preview: boolean;
  readonly timeout: number;
}

export interface ReadRequest {
  readonly urn: string;
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly state: PropertyMap;
}

/** What a provider found; an empty id says that the resource is gone. */
export interface ReadResult {
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly state: PropertyMap;
}

export interface DeleteRequest {
  readonly urn: string;
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly state: PropertyMap;
  readonly timeout: number;
}

export interface InvokeResult {
  readonly result: PropertyMap;
  readonly failures: readonly CheckFailure[];
  /** The answer is not known here; a preview goes on without it, an update cannot. */
  readonly unknown?: boolean;
  /** Why it is not known. */
  readonly reason?: string;
}

/**
 * The life cycle of a package's resources. One value serves one provider resource, so it knows that resource's
 * configuration. Between a plugin and whoever runs it the calls go over gRPC, where both sides have this form.
 */
export interface Provider {
  check(request: CheckRequest): Promise<{
    readonly inputs: PropertyMap;
    readonly failures: readonly CheckFailure[];
  }>;
  diff(request: DiffRequest): Promise<DiffResult>;
  create(request: CreateRequest): Promise<{ readonly id: string; readonly state: PropertyMap }>;
  read(request: ReadRequest): Promise<ReadResult>;
  update(request: UpdateRequest): Promise<{ readonly state: PropertyMap }>;
  delete(request: DeleteRequest): Promise<void>;
  invoke(token: string, args: PropertyMap): Promise<InvokeResult>;
}

/** A provider could not do what it was asked, with the resource it was about. */
export class ProviderError extends Error {
  override readonly name: string = 'ProviderError';
}

/** An answer that nothing here can give, such as what only the real service knows. A preview goes on without it. */
export class NotKnownHere extends ProviderError {
  override readonly name = 'NotKnownHere';
  readonly grpcCode = grpc.status.FAILED_PRECONDITION;
}
