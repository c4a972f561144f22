import { judging, type PostureCheck, scored, wholeScore } from '../check';
import { type ProtectionFacts } from '../facts';

/** One requirement with its weight in its tier; undefined where GitHub does not show it. */
type Requirement = readonly [text: string, isMet: boolean | undefined, weight: number];

interface Tier {
  readonly points: number;
  readonly requirements: readonly Requirement[];
}

/** Reviewers from which on a change is reviewed thoroughly. */
const manyReviewers = 2;

/** A tier counts once all tiers before it are met. https://github.com/ossf/scorecard/blob/main/docs/checks.md#branch-protection */
function tiersOf(facts: ProtectionFacts): readonly Tier[] {
  return [
    {
      points: 3,
      requirements: [
        ['blocks force pushes', facts.blocksForcePushes, 1],
        ['blocks deletion', facts.blocksDeletion, 1],
      ],
    },
    {
      points: 3,
      requirements: [
        ['requires an approval', facts.approvals > 0, 2],
        ['requires pull requests', facts.requiresPullRequest, 1],
        ['requires an up-to-date branch', facts.upToDate, 1],
        ['requires approval of the last push', facts.lastPushApproval, 1],
      ],
    },
    { points: 2, requirements: [['requires a status check', facts.requiresChecks, 1]] },
    {
      points: 1,
      requirements: [
        ['requires two approvals', facts.approvals >= manyReviewers, 1],
        ['requires a review by code owners', facts.codeOwnerReview, 1],
      ],
    },
    {
      points: 1,
      requirements: [
        ['dismisses stale approvals', facts.dismissesStale, 1],
        ['lets nobody bypass the rules', facts.bindsEveryone, 1],
      ],
    },
  ];
}

function scoreOf(tiers: readonly Tier[]): number {
  let score = 0;
  for (const { points, requirements } of tiers) {
    const seen = requirements.filter(([, isMet]) => isMet !== undefined);
    const sum = (some: readonly Requirement[]): number =>
      some.reduce((total, [, , weight]) => total + weight, 0);
    const met = seen.filter(([, isMet]) => isMet === true);
    if (met.length === seen.length) {
      score += points;
      continue;
    }
    return score + (points * sum(met)) / sum(seen);
  }
  return score;
}

/** What `protection.kind: ruleset` makes of the branch. */
const asDelivered = (facts: ProtectionFacts): ProtectionFacts => ({
  ...facts,
  blocksDeletion: true,
  blocksForcePushes: true,
  requiresPullRequest: true,
  requiresChecks: true,
  dismissesStale: true,
  approvals: Math.max(1, facts.approvals),
});

export const branchProtection: PostureCheck = {
  name: 'Branch-Protection',
  risk: 'high',
  ofScorecard: true,
  judge: ({ protection }) =>
    judging(protection, (facts, source) => {
      const tiers = tiersOf(facts);
      const evidence = tiers.flatMap(({ requirements }) =>
        requirements.map(([text, isMet]) => ({
          text: `${isMet === undefined ? 'not shown' : isMet ? 'yes' : 'no'}: ${text}`,
          source,
        })),
      );
      const delivered = asDelivered(facts);
      const thorough = {
        ...delivered,
        approvals: Math.max(manyReviewers, facts.approvals),
        upToDate: true,
        lastPushApproval: true,
        codeOwnerReview: true,
      };
      const first = {
        id: 'protect-branch',
        what: 'Protect the default branch: reviewed pull requests with a required check, no force push, no deletion',
        how: '`protection.kind: ruleset`, `protection.approvals: 1`',
        score: wholeScore(scoreOf(tiersOf(delivered))),
      };
      const second = {
        id: 'thorough-reviews',
        what: 'Require up-to-date branches, two approvals, one of a code owner, and an approval of the last push',
        how: '`protection.strict: true`, `protection.approvals: 2`, `protection.codeOwnerReview: true`; the last push by a ruleset of the organization',
        score: wholeScore(scoreOf(tiersOf(thorough))),
      };
      // The second builds on the first, and would count it again.
      const isFirst = first.score > wholeScore(scoreOf(tiers));
      return scored(scoreOf(tiers), evidence, [isFirst ? first : second]);
    }),
};
