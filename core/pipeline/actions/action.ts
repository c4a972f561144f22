/**
 * An action that a step can use: a third-party one pinned to a full commit SHA, or one in the repository itself.
 * Inputs and outputs are those its `action.yml` declares at that commit (the ones in use here), so that a misspelt
 * input is a compile error instead of a warning in a log.
 */
export type Action<Inputs extends string = string, Outputs extends string = string> =
  PinnedAction<Inputs, Outputs> | LocalAction<Inputs, Outputs>;

interface Signature<Inputs extends string, Outputs extends string> {
  readonly inputs: readonly Inputs[];
  readonly outputs: readonly Outputs[];
}

export interface PinnedAction<
  Inputs extends string = string,
  Outputs extends string = string,
> extends Signature<Inputs, Outputs> {
  readonly kind: 'pinned';
  /** `owner/repository`, with the folder of the action behind it where it is not the root. */
  readonly name: string;
  /** Release the commit belongs to, rendered as the comment behind the pin. */
  readonly version: string;
  /** Full commit SHA: a tag can be moved, a commit cannot. */
  readonly sha: string;
  /** Where the release is published. */
  readonly source: string;
}

export interface LocalAction<
  Inputs extends string = string,
  Outputs extends string = string,
> extends Signature<Inputs, Outputs> {
  readonly kind: 'local';
  /** Path from the repository's root, starting with `./`. */
  readonly path: string;
  /** Rendered as a comment behind it. */
  readonly why?: string;
}

/** The value of `uses:`. */
export function reference(action: Action): string {
  return action.kind === 'pinned' ? `${action.name}@${action.sha}` : action.path;
}
