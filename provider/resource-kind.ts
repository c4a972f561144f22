import { type CheckFailure, type DiffKind } from './protocol/provider';
import { type Value, type ValueMap } from './protocol/values';

/** What is different, by property path; none means that there is nothing to do. */
export type Difference = Readonly<Record<string, DiffKind>>;

/** What one call on a resource may use besides its values. */
export interface CallContext {
  readonly urn: string;
  /** An update's inputs of last time; absent elsewhere. */
  readonly oldInputs?: ValueMap;
  /** Tells the person who runs the engine. */
  readonly log: (severity: 'info' | 'warning', message: string) => void;
}

export interface ReadState {
  /** Undefined: the resource is gone. */
  readonly id: string | undefined;
  readonly inputs: ValueMap;
  readonly outputs: ValueMap;
}

/** One resource type of the plugin. Errors that a method throws reach the user by their message. */
export interface ResourceKind {
  check(news: ValueMap): readonly CheckFailure[];
  diff(outputs: ValueMap, news: ValueMap, context?: Pick<CallContext, 'log'>): Promise<Difference>;
  /** Without changing anything; unknown outputs are those that only the creation can tell. */
  previewCreate(news: ValueMap, context: CallContext): Promise<ValueMap>;
  create(
    news: ValueMap,
    context: CallContext,
  ): Promise<{ readonly id: string; readonly outputs: ValueMap }>;
  previewUpdate(outputs: ValueMap, news: ValueMap, context: CallContext): Promise<ValueMap>;
  update(id: string, outputs: ValueMap, news: ValueMap, context: CallContext): Promise<ValueMap>;
  /** `outputs` is empty for an import, which has only the id. */
  read(id: string, inputs: ValueMap, outputs: ValueMap, context: CallContext): Promise<ReadState>;
  delete(id: string, outputs: ValueMap, context: CallContext): Promise<void>;
}

/** A string property, or undefined when it is absent, unknown or something else. */
export function text(value: Value | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
