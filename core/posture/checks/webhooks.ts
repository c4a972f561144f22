import { absent, highest, judging, type PostureCheck, scored } from '../check';

/** https://github.com/ossf/scorecard/blob/main/docs/checks.md#webhooks */
export const webhooks: PostureCheck = {
  name: 'Webhooks',
  risk: 'critical',
  ofScorecard: true,
  judge: (facts) =>
    judging(facts.webhooks, (hooks, source) => {
      if (hooks.length === 0) return absent('no webhooks', source);
      const secret = hooks.filter(Boolean).length;
      return scored(
        (highest * secret) / hooks.length,
        [{ text: `${secret} of ${hooks.length} webhooks have a secret`, source }],
        [
          {
            id: 'webhook-secrets',
            what: 'Give every webhook a secret',
            how: 'Settings > Webhooks; policy webhook-secrets',
            score: highest,
          },
        ],
      );
    }),
};
