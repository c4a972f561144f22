import { z } from 'zod';
import { PROTECTION_TYPES, protectionOf } from '../../model/protection';
import { listProp } from '../../model/resource-view';
import { resourceRule, type StackFinding } from '../../model/rule';

/** A protection binds everybody. */
export const protectionStrength = resourceRule({
  name: 'protection-strength',
  description: 'Branch protection cannot be bypassed, and allows no force push and no deletion',
  severity: 'critical',
  why: 'A rule that administrators or a broad list of actors skip, or a history that can be rewritten, proves nothing afterwards.',
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
      .describe('Lowest number of approving reviews'),
    allowedBypass: z
      .array(z.string())
      .default([])
      .describe('Bypass actors that are accepted, such as "Integration 15368" or "administrators"'),
  }),
  example: {
    violates: {
      type: 'github:index/branchProtection:BranchProtection',
      props: {
        repositoryId: 'shop',
        pattern: 'main',
        enforceAdmins: false,
        allowsForcePushes: true,
        requiredPullRequestReviews: [{ requiredApprovingReviewCount: 1 }],
      },
    },
    passes: {
      type: 'github:index/branchProtection:BranchProtection',
      props: {
        repositoryId: 'shop',
        pattern: 'main',
        enforceAdmins: true,
        requiredPullRequestReviews: [{ requiredApprovingReviewCount: 1 }],
      },
    },
  },
  check: (resource, { reviews, allowedBypass }): readonly StackFinding[] => {
    const protection = protectionOf(resource);
    if (protection === undefined) return [];
    const found: StackFinding[] = [];
    if (!protection.active)
      found.push({ message: 'the ruleset is not enforced', fix: 'set enforcement to active' });
    const bypass = protection.bypass.filter((actor) => !allowedBypass.includes(actor));
    if (bypass.length > 0) {
      const fix =
        protection.kind === 'classic'
          ? 'set enforceAdmins: true and remove bypassers'
          : 'remove them from bypassActors or set bypassMode to pull_request';
      found.push({
        message: `the rules do not bind ${bypass.join(', ')}`,
        fix,
        setting: 'protection.bypassApps',
      });
    }
    // A ruleset is one of several that add up; one that speaks of other things may leave these to another.
    const whole = protection.kind === 'classic' || protection.contexts.length > 0;
    if (whole && protection.forcePushes)
      found.push({
        message: 'force pushes are allowed',
        fix:
          protection.kind === 'classic'
            ? 'set allowsForcePushes: false'
            : 'set rules.nonFastForward: true',
      });
    if (whole && protection.deletions)
      found.push({
        message: 'the branch may be deleted',
        fix:
          protection.kind === 'classic' ? 'set allowsDeletions: false' : 'set rules.deletion: true',
      });
    const given = protection.reviews ?? 0;
    if (whole && given < reviews)
      found.push({
        message: `${given} approving reviews are required, fewer than ${reviews}`,
        fix: `require ${reviews} approving reviews`,
        setting: 'protection.approvals',
      });
    return found.map((item) => ({ ...item, ...where(resource.props) }));
  },
});

/** Names the branch in the place of a file, for a reader who sees many protections. */
function where(props: Readonly<Record<string, unknown>>): { readonly file?: string } {
  const [name] = [...listProp(props, 'pattern'), ...listProp(props, 'branch')];
  return typeof name === 'string' ? { file: `branch ${name}` } : {};
}
