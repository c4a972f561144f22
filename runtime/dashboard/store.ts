/** What a store holds of the wanted files now. */
export interface Snapshot {
  readonly files: ReadonlyMap<string, string>;
  /** Set when the pages may be other than the history's, so that they are to be written again. */
  readonly pagesInDoubt?: boolean;
}

/** What a writer makes of a snapshot: the files to write, or nothing when everything is as it should be. */
export type Change =
  { readonly message: string; readonly files: ReadonlyMap<string, string> } | undefined;

/** Where a dashboard and its history are kept: a data branch, or a bucket. */
export interface DashboardStore<S extends Snapshot = Snapshot> {
  /** Reads the history file. */
  read(): Promise<S>;
  /**
   * Writes what `change` makes of the newest snapshot. When another writer was faster the change is made again from what
   * they wrote, so that neither is lost. `seen` is what was read already.
   */
  write(
    change: (snapshot: S) => Change,
    seen?: S,
  ): Promise<{ readonly changed: boolean; readonly commit?: string | undefined }>;
}
