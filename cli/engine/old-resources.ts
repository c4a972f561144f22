import { type ResourceState, type Snapshot } from '../state/resource-state';
import { aliasUrns } from './aliases';
import { type Goal } from './goal';

/** A resource of the old state with its place in it. */
export interface OldResource {
  readonly index: number;
  readonly state: ResourceState;
}

/** The old state, by URN, and what of it has been claimed by the program so far. */
export class OldResources {
  private readonly byUrn = new Map<string, OldResource>();
  private readonly claimed = new Set<number>();
  /** URN in the old state by URN of today, for renamed resources. */
  private readonly renamed = new Map<string, string>();
  /** Deleted in this run ahead of their replacement. */
  private readonly deletedAhead = new Set<number>();
  /** Replaced in this run, to be deleted at its end. */
  private readonly condemned: OldResource[] = [];
  private readonly beingCreated: ReadonlySet<string>;

  constructor(
    private readonly snapshot: Snapshot,
    private readonly place: { readonly stack: string; readonly project: string },
  ) {
    snapshot.resources.forEach((state, index) => {
      if (!state.delete) this.byUrn.set(state.urn, { index, state });
    });
    this.beingCreated = new Set(
      snapshot.pending
        .filter((operation) => operation.type === 'creating')
        .map((operation) => operation.resource.urn),
    );
  }

  /** In the order of the state, with what waits to be deleted. */
  get all(): readonly OldResource[] {
    return this.snapshot.resources.map((state, index) => ({ index, state }));
  }

  get(urn: string): OldResource | undefined {
    return this.byUrn.get(urn);
  }

  /** Finds what the program wants, by its own URN or an earlier one; nothing else gets it then. */
  claim(goal: Goal, urn: string): OldResource | undefined {
    const { stack, project } = this.place;
    const oldUrnOf = (today: string): string | undefined => this.renamed.get(today);
    for (const candidate of [urn, ...aliasUrns(goal, { stack, project, oldUrnOf })]) {
      const found = this.byUrn.get(candidate);
      if (found === undefined || this.claimed.has(found.index)) continue;
      this.claimed.add(found.index);
      if (candidate !== urn) this.renamed.set(urn, candidate);
      return found;
    }
    return undefined;
  }

  /** Whether a resource of today had this URN in the old state. */
  wasCalled(urn: string, oldUrn: string): boolean {
    return urn === oldUrn || this.renamed.get(urn) === oldUrn;
  }

  /** Whether an interrupted run had begun to create it. */
  wasBeingCreated(urn: string): boolean {
    return this.beingCreated.has(urn);
  }

  /** Its replacement exists, so it is deleted at the end of the run. */
  condemn(old: OldResource): void {
    this.condemned.push(old);
  }

  markDeletedAhead(old: OldResource): void {
    this.deletedAhead.add(old.index);
  }

  /** Whether only its record is left: deleted ahead of its replacement, in this run or an earlier one. */
  isGone(old: OldResource): boolean {
    return old.state.pendingReplacement || this.deletedAhead.has(old.index);
  }

  /** What the program no longer wants, and what waits to be deleted, in the order of the state; then what was replaced. */
  leftovers(): readonly OldResource[] {
    const left = this.all.filter(({ index, state }) => !this.claimed.has(index) || state.delete);
    return [...left, ...this.condemned];
  }
}
