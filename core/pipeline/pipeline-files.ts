/** One file to be committed to a repository. */
export interface PipelineFile {
  /** Path relative to the repository's root, with forward slashes. */
  readonly path: string;
  readonly content: string;
  /** Whether its entries go into the repository's own file of that name, where there is one. Default: false. */
  readonly isMerged?: boolean;
}
