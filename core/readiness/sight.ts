import * as z from 'zod/mini';

/** Why a repository cannot be scored, though its configuration says that it should be. */
export interface Loss {
  readonly why: 'not-found' | 'renamed' | 'archived' | 'other-branch' | 'no-workflow' | 'no-runs';
  /** The same in words, with what to do. */
  readonly text: string;
}

/** A loss as the history remembers it; a newer version may know more reasons. */
export const unseenSchema = z.object({ why: z.string(), text: z.string(), since: z.string() });
type Unseen = z.infer<typeof unseenSchema>;

/** What GitHub says of a repository under the name that was asked for. */
export interface RepositoryFact {
  /** `owner/name` as it is now: GitHub follows a rename. */
  readonly fullName: string;
  readonly archived: boolean;
  readonly defaultBranch: string;
  /** Whether the configured branch exists under its name. */
  readonly hasBranch: boolean;
}

/** What was to be scored. */
export interface Sought {
  /** `owner/name`. */
  readonly repository: string;
  readonly branch: string;
  /** File name of the workflow. */
  readonly workflow: string;
  /** Whether there is a score already: without one, no workflow and no run mean that it has not begun yet. */
  readonly scored: boolean;
}

/** What the list of runs said: there are some, there is no such workflow, or none of its runs counts. */
export type Listed = 'runs' | 'no-workflow' | 'no-runs';

/** Why there is nothing to score, or undefined when everything is as it should be or has not begun yet. */
export function lossOf(
  found: RepositoryFact | undefined,
  { repository, branch, workflow, scored }: Sought,
  listed: Listed,
): Loss | undefined {
  if (found === undefined) {
    const text = `GitHub does not find ${repository}: it was deleted, or the credential may not see it; remove it from the stack or grant access`;
    return { why: 'not-found', text };
  }
  if (found.fullName.toLowerCase() !== repository.toLowerCase()) {
    const text = `${repository} is now ${found.fullName}; change its name in the stack`;
    return { why: 'renamed', text };
  }
  if (found.archived) {
    return { why: 'archived', text: `${repository} is archived; remove it from the stack` };
  }
  if (!found.hasBranch) {
    const text = `${repository} has no branch ${branch}, its default branch is ${found.defaultBranch}; change defaultBranch in the stack`;
    return { why: 'other-branch', text };
  }
  if (listed === 'runs' || !scored) return undefined;
  return listed === 'no-workflow'
    ? {
        why: 'no-workflow',
        text: `${repository} has no workflow ${workflow} any more; run an update of the stack`,
      }
    : {
        why: 'no-runs',
        text: `no completed run of ${workflow} on ${branch} is left in ${repository}; start one`,
      };
}

/** The loss with the time it began: it began once, whatever the reason is now. */
export function unseenSince(before: Unseen | undefined, loss: Loss, now: string): Unseen {
  return { ...loss, since: before?.since ?? now };
}
