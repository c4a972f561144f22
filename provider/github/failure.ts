/**
 * Why a request did not do what it was for.
 *
 * - `moved`: the branch is no longer where the request expected it; look again and decide anew.
 * - `uncertain`: no one knows whether it took effect (a lost connection, a server error); look again.
 * - `absent`: not found, or the token lacks access; GitHub does not distinguish the two.
 * - `refused`: GitHub says no, and would again.
 */
export type FailureKind = 'moved' | 'uncertain' | 'absent' | 'refused';

/** A request to GitHub that failed. The message is for the user and carries no secret. */
export class GitHubFailure extends Error {
  override readonly name = 'GitHubFailure';

  constructor(
    readonly kind: FailureKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
