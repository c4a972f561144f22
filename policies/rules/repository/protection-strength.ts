import { z } from 'zod';
import { PROTECTION_TYPES, protectionOf, type Protection } from '../../../core/reading/protection';
import { repositoriesIn } from '../../../core/reading/repositories-in';
import { requiredChecksIn } from '../../../core/reading/required-checks';
import { ifKnown, textProp, type StackView } from '../../../core/reading/resource-view';
import { resourceRule, type StackFinding } from '../../../core/reading/rule';
import { githubTypes } from '../../../core/kernel/resource-types';

/** A protection binds everyone. */
export const protectionStrength = resourceRule({
  name: 'protection-strength',
  description: 'Branch protection cannot be bypassed, and allows no force push and no deletion',
  severity: 'critical',
  why: 'A rule that administrators or many other actors can bypass, or a history that can be rewritten, proves nothing afterwards. A ruleset whose required checks depend on files of the same stack is checked before those files are delivered.',
  link: 'https://github.com/ossf/scorecard/blob/main/docs/checks.md#branch-protection',
  remediation:
    'Set enforceAdmins, remove always-bypass actors, block force pushes and deletions, require reviews.',
  setting: 'protection',
  types: PROTECTION_TYPES,
  config: z.strictObject({
    reviews: z
      .number()
      .int()
      .min(0)
      .max(6)
      .default(1)
      .describe('Minimum number of approving reviews'),
    allowedBypass: z
      .array(z.string())
      .default([])
      .describe('Bypass actors that are accepted, such as "Integration 15368" or "administrators"'),
  }),
  example: {
    violates: {
      type: githubTypes.BranchProtection,
      props: {
        repositoryId: 'shop',
        pattern: 'main',
        enforceAdmins: false,
        allowsForcePushes: true,
        requiredPullRequestReviews: [{ requiredApprovingReviewCount: 1 }],
      },
    },
    passes: {
      type: githubTypes.BranchProtection,
      props: {
        repositoryId: 'shop',
        pattern: 'main',
        enforceAdmins: true,
        requiredPullRequestReviews: [{ requiredApprovingReviewCount: 1 }],
      },
    },
  },
  check: (resource, { reviews, allowedBypass }, attempt): readonly StackFinding[] => {
    const protection = attempt(() => protectionOf(resource));
    if (protection === undefined) return [];
    // Each part by itself, so that an unknown one hides no fault of the others.
    const found = [
      attempt(() => activity(protection)),
      attempt(() => bypassing(protection, allowedBypass)),
      ...beside(protection, reviews).map((read) => attempt(() => whole(protection, read()))),
    ].flatMap((item) => item ?? []);
    return found.map((item) => ({ ...item, ...where(resource.props) }));
  },
  checkStack: (stack, { reviews }) => followers(stack, reviews),
});

/**
 * Rulesets whose checks follow files of the stack: each will require some, although it may list none until the files are
 * on the branch. By then a weak one would have let them in.
 */
function followers(stack: StackView, reviews: number): readonly StackFinding[] {
  const { attempt } = stack;
  const checks = requiredChecksIn(stack);
  const repositoryIn = repositoriesIn(stack.resources);
  return stack.resources.flatMap((resource): readonly StackFinding[] => {
    const protection = ifKnown(() => protectionOf(resource));
    if (protection?.kind !== 'ruleset') return [];
    const required = ifKnown(() => checks(protection));
    // What lists its checks already is judged by itself, and what will never have any leaves the rest to another.
    if (required?.follows !== true || required.requires === false) return [];
    if (required.listed && protection.contexts.length > 0) return [];
    const found = beside(protection, reviews).flatMap((read) => attempt(read) ?? []);
    if (found.length === 0) return [];
    if (required.requires === undefined) attempt(required.reread);
    if (required.requires === undefined) return [];
    const repository = ifKnown(() => repositoryIn(resource));
    const at = { urn: resource.urn, ...(repository === undefined ? {} : { repository }) };
    return found.map((item) => ({ ...item, ...at }));
  });
}

/** What a protection says beside its checks, each part by itself. */
function beside(
  protection: Protection,
  reviews: number,
): readonly (() => readonly StackFinding[])[] {
  return [
    () => rewriting(protection),
    () => deleting(protection),
    () => reviewing(protection, reviews),
  ];
}

function activity(protection: Protection): readonly StackFinding[] {
  if (protection.active) return [];
  return [{ message: 'the ruleset is not enforced', fix: 'set enforcement to active' }];
}

function bypassing(protection: Protection, allowed: readonly string[]): readonly StackFinding[] {
  const bypass = protection.bypass.filter((actor) => !allowed.includes(actor));
  if (bypass.length === 0) return [];
  const fix =
    protection.kind === 'classic'
      ? 'set enforceAdmins: true and remove bypassers'
      : 'remove them from bypassActors or set bypassMode to pull_request';
  const message = `the rules do not apply to ${bypass.join(', ')}`;
  return [{ message, fix, setting: 'protection.bypassApps' }];
}

/**
 * A ruleset is one of several that add up; one that requires no check may leave the rest to another, unless its checks
 * follow files, which only the stack shows. What is well anyway does not wait for the checks to be known.
 */
function whole(protection: Protection, found: readonly StackFinding[]): readonly StackFinding[] {
  if (found.length === 0 || protection.kind === 'classic') return found;
  return protection.contexts.length > 0 ? found : [];
}

function rewriting({ kind, forcePushes }: Protection): readonly StackFinding[] {
  if (!forcePushes) return [];
  const fix =
    kind === 'classic' ? 'set allowsForcePushes: false' : 'set rules.nonFastForward: true';
  return [{ message: 'force pushes are allowed', fix }];
}

function deleting({ kind, deletions }: Protection): readonly StackFinding[] {
  if (!deletions) return [];
  const fix = kind === 'classic' ? 'set allowsDeletions: false' : 'set rules.deletion: true';
  return [{ message: 'the branch may be deleted', fix }];
}

function reviewing({ reviews: given = 0 }: Protection, reviews: number): readonly StackFinding[] {
  if (given >= reviews) return [];
  return [
    {
      message: `${given} approving reviews are required, fewer than ${reviews}`,
      fix: `require ${reviews} approving reviews`,
      setting: 'protection.approvals',
    },
  ];
}

/** Names the branch in the place of a file, for a reader who sees many protections. */
function where(props: Readonly<Record<string, unknown>>): { readonly file?: string } {
  const name = ifKnown(() => textProp(props, 'pattern') ?? textProp(props, 'branch'));
  return name !== undefined ? { file: `branch ${name}` } : {};
}
