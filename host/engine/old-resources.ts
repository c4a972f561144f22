import { type ResourceState, type Snapshot } from '../state/resource-state';

/** A resource of the old state with its place in it. */
export interface OldResource {
  readonly index: number;
  readonly state: ResourceState;
}

/** The old state, by URN, and what of it has been claimed by the program so far. */
export class OldResources {
  private readonly byUrn = new Map<string, OldResource>();
  private readonly claimed = new Set<number>();
  /** Deleted in this run ahead of their replacement. */
  private readonly deletedAhead = new Set<number>();

  constructor(readonly snapshot: Snapshot) {
    snapshot.resources.forEach((state, index) => {
      if (!state.delete) this.byUrn.set(state.urn, { index, state });
    });
  }

  get(urn: string): OldResource | undefined {
    return this.byUrn.get(urn);
  }

  /** The resource of today found again, by its own URN or an earlier one. */
  find(urns: readonly string[]): OldResource | undefined {
    for (const urn of urns) {
      const found = this.byUrn.get(urn);
      if (found !== undefined && !this.claimed.has(found.index)) return found;
    }
    return undefined;
  }

  claim(old: OldResource): void {
    this.claimed.add(old.index);
  }

  markDeletedAhead(index: number): void {
    this.deletedAhead.add(index);
  }

  /** Whether only its record is left: deleted ahead of its replacement, in this run or an earlier one. */
  isGone(old: OldResource): boolean {
    return old.state.pendingReplacement || this.deletedAhead.has(old.index);
  }

  /** What the program no longer wants, and what waits to be deleted, in the order of the state. */
  leftovers(): readonly OldResource[] {
    return this.snapshot.resources.flatMap((state, index) =>
      this.claimed.has(index) && !state.delete ? [] : [{ index, state }],
    );
  }

  indexOf(state: ResourceState): number {
    return this.snapshot.resources.indexOf(state);
  }
}
