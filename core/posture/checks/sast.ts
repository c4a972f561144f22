import { type Evidence, highest, judging, type PostureCheck, scored } from '../check';
import { judgingWorkflows, placeIn } from '../workflows-of';

/** Actions that Scorecard takes for static analysis. */
const tools =
  /^(?:github\/codeql-action\/analyze|snyk\/actions\/.*|facebook\/pysa-action|JetBrains\/qodana-action|hadolint\/hadolint-action)@/;

/** https://github.com/ossf/scorecard/blob/main/docs/checks.md#sast */
export const sast: PostureCheck = {
  name: 'SAST',
  risk: 'medium',
  ofScorecard: true,
  judge: (facts) =>
    judgingWorkflows(facts, (workflows) => {
      const steps = workflows.flatMap((workflow) =>
        workflow.jobs.flatMap((job) =>
          job.steps.flatMap(({ uses }): readonly Evidence[] =>
            uses !== undefined && tools.test(uses.value)
              ? [{ text: `runs ${uses.value}`, source: placeIn(workflow, uses) }]
              : [],
          ),
        ),
      );
      if (steps.length > 0) return scored(highest, steps);
      return judging(facts.codeScanning, (open, source) =>
        open === undefined
          ? scored(
              0,
              [{ text: 'no analysis in code scanning, and no known tool in a workflow', source }],
              [
                {
                  id: 'code-scanning',
                  what: 'Report static analysis to code scanning',
                  how: '`scans.codeScanning: upload`',
                  score: highest,
                },
              ],
            )
          : scored(highest, [{ text: `code scanning is used; ${open} open alerts`, source }]),
      );
    }),
};
