import { type Journal } from '../state/journal';
import { type OperationType, type ResourceState } from '../state/resource-state';
import { type SecretKeeper } from '../state/stack-store';

/** Where a run records what it does to the state. A preview writes nothing. */
export interface StateRecorder {
  /** An effect begins; returns its number once that is safe on disk. */
  begin(type: OperationType, resource: ResourceState): Promise<number>;
  /** The effect failed without a trace, or its result has been recorded. */
  end(step: number): Promise<void>;
  /** A resource of the new state, in the place of the old one with this index, if any. */
  put(resource: ResourceState, old?: number): Promise<void>;
  /** A replacement exists, and the old resource waits to be deleted. */
  replace(resource: ResourceState, old: number, condemned: ResourceState): Promise<void>;
  /** The old resource stays as it is. */
  keep(old: number): Promise<void>;
  /** A resource of the new state changes. */
  amend(resource: ResourceState): Promise<void>;
  /** An old resource changes and stays. */
  mark(resource: ResourceState, old: number): Promise<void>;
  /** An old resource is gone. */
  drop(old: number): Promise<void>;
}

/** Writes nothing, but knows whether anything would have been written. */
export interface PreviewRecorder extends StateRecorder {
  readonly changed: () => boolean;
}

export function previewRecorder(): PreviewRecorder {
  let changes = 0;
  const change = (): Promise<void> => {
    changes += 1;
    return Promise.resolve();
  };
  return {
    changed: () => changes > 0,
    begin: () => Promise.resolve(0),
    end: () => Promise.resolve(),
    put: change,
    replace: change,
    keep: () => Promise.resolve(),
    amend: change,
    mark: change,
    drop: change,
  };
}

/** Writes to the journal. What only repeats the old state is not waited for: losing it loses nothing. */
export function journalRecorder(
  journal: Pick<Journal, 'append'>,
  keeper: SecretKeeper,
): StateRecorder {
  let steps = 0;
  const later = (written: Promise<void>): Promise<void> => {
    // A write that fails fails every later one too, and those are waited for.
    written.catch(() => undefined);
    return Promise.resolve();
  };
  return {
    begin: async (type, resource) => {
      const step = (steps += 1);
      await journal.append({ kind: 'begin', step, type, resource: keeper.encode(resource) });
      return step;
    },
    end: (step) => later(journal.append({ kind: 'end', step })),
    put: (resource, old) =>
      journal.append({
        kind: 'put',
        resource: keeper.encode(resource),
        ...(old === undefined ? {} : { old }),
      }),
    replace: (resource, old, condemned) =>
      journal.append({
        kind: 'replace',
        resource: keeper.encode(resource),
        old,
        condemned: keeper.encode(condemned),
      }),
    keep: (old) => later(journal.append({ kind: 'keep', old })),
    amend: (resource) =>
      later(journal.append({ kind: 'amend', resource: keeper.encode(resource) })),
    mark: (resource, old) =>
      journal.append({ kind: 'mark', old, resource: keeper.encode(resource) }),
    drop: (old) => journal.append({ kind: 'drop', old }),
  };
}
