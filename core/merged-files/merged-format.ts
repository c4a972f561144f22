import { type Section, type SectionEntry } from './yaml-sections';

/** A kind of file that is partly ours: some entries of some sections. */
export interface MergedFormat {
  readonly path: RegExp;
  /** Further names under which GitHub looks for it. */
  readonly otherPlaces?: readonly string[];
  /** In the order in which they are written. */
  readonly sections: readonly Section[];
  /** A file without entries. */
  readonly skeleton: string;
  /** The section whose entries of our names can only be ours. */
  readonly alwaysOurs?: string;
  /** Whether a file has an entry of ours already. */
  has(theirs: Readonly<Record<string, unknown>>, section: string, entry: SectionEntry): boolean;
  /** Why an entry of ours cannot be added, in words that follow the file's path. */
  conflict(
    theirs: Readonly<Record<string, unknown>>,
    section: string,
    entry: SectionEntry,
  ): string | undefined;
}
