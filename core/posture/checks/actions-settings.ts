import { highest, judging, type PostureCheck, scored } from '../check';

/** What GitHub Actions may do in the repository, whatever its workflows say. */
export const actionsSettings: PostureCheck = {
  name: 'Actions-Settings',
  risk: 'high',
  ofScorecard: false,
  judge: ({ actions }) =>
    judging(actions, (facts, source) => {
      if (!facts.enabled) return scored(highest, [{ text: 'Actions are disabled', source }]);
      const parts: readonly (readonly [points: number, isMet: boolean, text: string])[] = [
        [4, facts.defaultWorkflowPermissions === 'read', 'the default token may only read'],
        [2, !facts.canApprovePullRequestReviews, 'workflows cannot approve pull requests'],
        [2, facts.shaPinningRequired, 'actions must be pinned to a commit'],
        [2, facts.allowedActions !== 'all', 'only selected actions may run'],
      ];
      return scored(
        parts.reduce((sum, [points, isMet]) => sum + (isMet ? points : 0), 0),
        parts.map(([, isMet, text]) => ({ text: `${isMet ? 'yes' : 'no'}: ${text}`, source })),
        [
          {
            id: 'actions-settings',
            what: 'Limit what GitHub Actions may do',
            how: '`actions.defaultWorkflowPermissions: read`, `canApprovePullRequestReviews: false`, `shaPinningRequired: true`, `allowedActions: pipeline`',
            score: highest,
          },
        ],
      );
    }),
};
