/** What becomes of a gate whose fact is on one side only. */
type Absence =
  /** The strength that having none of it stands for. */
  | number
  /** Nothing to compare: what the fact belongs to is new or gone, and another gate says so. */
  | 'incomparable';

/** One kind of gate: what it is called and how two strengths of it compare. */
export interface Gate {
  /** What holds, for a reader: `coverage floor`. */
  readonly title: string;
  readonly absent: Absence;
  /** Where several facts have one subject: `most` takes the strongest (rules add up), `least` the weakest (holes do). */
  readonly merge: 'most' | 'least';
  /** Key of the Gatehouse configuration that decides it, where there is one. */
  readonly setting?: string;
}

/** How strong one gate is at one place. */
export interface GateFact {
  readonly gate: string;
  /** What it is about within the repository, such as a branch, a job or a check; empty where there is only one. */
  readonly subject: string;
  /** Higher is stronger, in whatever unit the gate has. */
  readonly strength: number;
  /** What it becomes by itself, in the order of the days (`2027-01-15`) from which on. */
  readonly later?: readonly { readonly from: string; readonly strength: number }[];
  /** The strength in words: `80 %`, `blocks`. */
  readonly shown: string;
  readonly file?: string;
  /** 1-based, as `column`. */
  readonly line?: number;
  readonly column?: number;
}

/** A gate that is weaker, or stronger, than it was. */
export interface GateChange {
  readonly direction: 'weaker' | 'stronger';
  readonly gate: string;
  readonly title: string;
  /** Bare name or `owner/name`; absent for what belongs to the whole stack. */
  readonly repository?: string;
  readonly subject: string;
  /** In words; absent: there was none. */
  readonly before?: string;
  /** In words; absent: there is none any more. */
  readonly after?: string;
  readonly setting?: string;
  /** Its present or former place in a rendered file. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}
