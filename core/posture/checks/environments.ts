import { absent, highest, judging, type PostureCheck, scored } from '../check';

/** An environment that any branch deploys to without asking protects nothing. */
export const environments: PostureCheck = {
  name: 'Environments',
  risk: 'medium',
  ofScorecard: false,
  judge: (facts) =>
    judging(facts.environments, (all, source) => {
      if (all.length === 0) return absent('no environments', source);
      const open = all.filter(
        ({ hasReviewers, limitsBranches }) => !hasReviewers && !limitsBranches,
      );
      return scored(
        (highest * (all.length - open.length)) / all.length,
        [
          { text: `${all.length - open.length} of ${all.length} environments protected`, source },
          ...open.map(({ name }) => ({
            text: `${name}: any branch deploys to it without approval`,
            source,
          })),
        ],
        [
          {
            id: 'environments',
            what: 'Let environments ask reviewers, or limit their branches',
            how: '`environments.NAME.reviewers`, `environments.NAME.protectedBranchesOnly: true`',
            score: highest,
          },
        ],
      );
    }),
};
