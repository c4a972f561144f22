import { isActionPath, isWorkflowPath } from '../../reading/read-workflow';
import { type Severity } from '../../reading/rule';
import { absent, highest, judging, type PostureCheck, scored } from '../check';

/** What a policy that is violated costs, once for each policy: one mistake in twenty files is one thing to learn. */
const costs: Readonly<Record<Severity, number>> = { critical: 5, high: 2, medium: 1, low: 0.5 };
/** Those that another check judges already. */
const judgedElsewhere: ReadonlySet<string> = new Set([
  'pinned-actions',
  'top-level-permissions',
  'code-owners',
]);

const isJudged = (path: string): boolean => isWorkflowPath(path) || isActionPath(path);

/** What the policy pack finds in all workflows and actions of the branch, whoever wrote them. */
export const workflowPolicies: PostureCheck = {
  name: 'Workflow-Policies',
  risk: 'high',
  ofScorecard: false,
  judge: ({ findings, paths }) =>
    judging(findings, (all, source) => {
      if (paths.state === 'known' && !paths.value.some((path) => isJudged(path))) {
        return absent('no workflows and no actions', paths.source);
      }
      const own = all.filter(({ rule }) => !judgedElsewhere.has(rule));
      const rules = new Map(own.map(({ rule, severity }) => [rule, severity]));
      if (own.length === 0) {
        return scored(highest, [{ text: 'no policy is violated', source }]);
      }
      const cost = [...rules.values()].reduce((sum, severity) => sum + costs[severity], 0);
      return scored(
        highest - cost,
        own.map(({ rule, severity, file = '', line }) => ({
          text: `${rule} (${severity})`,
          source: line === undefined ? file : `${file}:${line}`,
        })),
        [
          {
            id: 'workflow-policies',
            what: 'Fix what the policies find in workflows',
            how: '`npx gatehouse check --preset hardening`, and `--fix` where it can',
            score: highest,
          },
        ],
      );
    }),
};
