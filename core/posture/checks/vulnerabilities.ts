import { highest, judging, type PostureCheck, scored } from '../check';

/** https://github.com/ossf/scorecard/blob/main/docs/checks.md#vulnerabilities */
export const vulnerabilities: PostureCheck = {
  name: 'Vulnerabilities',
  risk: 'high',
  ofScorecard: true,
  judge: (facts) =>
    judging(facts.vulnerabilities, (count, source) =>
      scored(
        highest - count,
        [{ text: `${count} known vulnerabilities in dependencies`, source }],
        [
          {
            id: 'vulnerabilities',
            what: 'Update the dependencies with known vulnerabilities',
            how: '`settings.dependabotAlerts: true`, `settings.securityUpdates: true`: Dependabot opens the pull requests',
            score: highest,
          },
        ],
      ),
    ),
};
