import { actionRepository, isFullSha, parseActionRef } from '../reading/action-ref';

/** The action, or reusable workflow, that an incident is about. */
export interface Suspect {
  /** `owner/name` in lower case; every path inside the repository counts. */
  readonly repository: string;
  /** Commit or tag that is bad; undefined: every one. */
  readonly at: string | undefined;
}

/**
 * How sure it is that a use ran the suspect.
 *
 * - `used`: it names the bad commit or tag, or every one is suspected.
 * - `possible`: it names a tag or branch that may have pointed at the bad commit at the time.
 */
export type Certainty = 'used' | 'possible';

/** Reads `owner/name` or `owner/name@COMMIT-OR-TAG`; undefined where the text is neither. */
export function readSuspect(text: string): Suspect | undefined {
  const repository = actionRepository(text);
  const ref = parseActionRef(text);
  if (repository === undefined || ref.kind !== 'repository') return undefined;
  return { repository, at: ref.ref === '' ? undefined : ref.ref };
}

/** A suspect as a user names it. */
export const suspectText = ({ repository, at }: Suspect): string =>
  at === undefined ? repository : `${repository}@${at}`;

/**
 * Whether a `uses` may have run the suspect; undefined where it cannot have.
 *
 * @param comment text after `#` on its line, which often names the tag of a pinned commit.
 */
export function certaintyOf(
  { repository, at }: Suspect,
  uses: string,
  comment?: string,
): Certainty | undefined {
  if (actionRepository(uses) !== repository) return undefined;
  const parsed = parseActionRef(uses);
  const ref = parsed.kind === 'repository' ? parsed.ref : '';
  if (at === undefined || ref.toLowerCase() === at.toLowerCase()) return 'used';
  if (isFullSha(ref)) return !isFullSha(at) && namesTag(comment, at) ? 'possible' : undefined;
  // A tag or a branch moves: it may have pointed at any commit, and `v4` at the commit of `v4.1.2`.
  return isFullSha(at) || at.startsWith(`${ref}.`) || !/^v?\d/.test(ref) ? 'possible' : undefined;
}

const namesTag = (comment: string | undefined, tag: string): boolean =>
  (comment ?? '').split(/[\s,;=]+/).includes(tag);
