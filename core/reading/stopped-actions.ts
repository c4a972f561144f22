import { parseActionRef } from './action-ref';
import { type Text, type Workflow } from './workflow';

/**
 * GitHub's policy on which actions may run, beside those of the repository's owner.
 * https://docs.github.com/en/rest/actions/permissions#set-allowed-actions-and-reusable-workflows-for-a-repository
 */
export interface ActionsAllowed {
  /** Those of the organizations `actions` and `github`. */
  readonly githubOwned: boolean;
  /** Those of creators that GitHub verified, who are not known here. */
  readonly verified: boolean;
  /** Such as `actions/checkout@*`, or `!acme/bad@*` for what is excluded. */
  readonly patterns: readonly string[];
}

/** An action, or a reusable workflow, that a policy does not allow. */
export interface StoppedAction {
  readonly workflow: string;
  readonly uses: string;
}

/** What workflows of a repository use and a policy stops; of creators that may be verified nothing is said where these may run. */
export function stoppedActions(
  workflows: readonly Workflow[],
  allowed: ActionsAllowed,
  owner: string,
): readonly StoppedAction[] {
  const [excluded, patterns] = [true, false].map((isExclusion) =>
    allowed.patterns
      .filter((pattern) => pattern.startsWith('!') === isExclusion)
      .map((pattern) => pattern.replace(/^!/, '')),
  ) as [string[], string[]];
  return workflows.flatMap(({ path, jobs }) =>
    jobs
      .flatMap((job) => [job.uses, ...job.steps.map(({ uses }) => uses)])
      .filter((uses): uses is Text => uses !== undefined)
      .flatMap(({ value: uses }): readonly StoppedAction[] => {
        const ref = parseActionRef(uses);
        if (ref.kind !== 'repository' || uses.includes('${{')) return [];
        const isOwn = ref.owner.toLowerCase() === owner.toLowerCase();
        const isGitHub = ['actions', 'github'].includes(ref.owner.toLowerCase());
        const fits = (list: readonly string[]): boolean =>
          list.some((pattern) => matchesAction(pattern, uses));
        if (fits(excluded)) return [{ workflow: path, uses }];
        const isAllowed =
          isOwn || (isGitHub && allowed.githubOwned) || allowed.verified || fits(patterns);
        return isAllowed ? [] : [{ workflow: path, uses }];
      }),
  );
}

/** `*` stands for any text; a pattern without a reference is for none. Case does not count. */
function matchesAction(pattern: string, uses: string): boolean {
  const text = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${text}$`, 'i').test(uses);
}
