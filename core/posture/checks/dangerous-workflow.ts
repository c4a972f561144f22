import { entry, hasTrigger, type Workflow } from '../../reading/workflow';
import { absent, type Evidence, highest, type PostureCheck, scored } from '../check';
import { judgingWorkflows, placeIn } from '../workflows-of';

/** Values of an event that whoever caused it wrote. https://securitylab.github.com/resources/github-actions-untrusted-input/ */
const untrusted =
  /(?:issue\.(?:title|body)|pull_request\.(?:title|body)|discussion\.(?:title|body)|(?:comment|review|review_comment)\.body|pages.*\.page_name|commits.*\.message|head_commit\.message|(?:head_commit|commits.*)\.author\.(?:email|name)|blocked_user\.(?:name|email)|pull_request\.head\.(?:ref|label|repo\.default_branch))/;
const wholeEvent = /tojson\s*\(\s*github(?:\.event)?\s*\)/i;

/** https://github.com/ossf/scorecard/blob/main/docs/checks.md#dangerous-workflow */
export const dangerousWorkflow: PostureCheck = {
  name: 'Dangerous-Workflow',
  risk: 'critical',
  ofScorecard: true,
  judge: (facts) =>
    judgingWorkflows(facts, (workflows, source) => {
      if (workflows.length === 0) return absent('no workflows', source);
      const found = workflows.flatMap((one) => [...checkouts(one), ...injections(one)]);
      return scored(found.length === 0 ? highest : 0, found, [
        {
          id: 'dangerous-workflow',
          what: 'Pass values of others to scripts as environment variables, and check out no pull request in a privileged workflow',
          how: '`npx gatehouse check --fix`, policies template-injection and dangerous-triggers',
          score: highest,
        },
      ]);
    }),
};

/** Code of a pull request in a workflow that has the base branch's secrets. */
function checkouts(workflow: Workflow): readonly Evidence[] {
  if (!hasTrigger(workflow, 'pull_request_target', 'workflow_run')) return [];
  return workflow.jobs.flatMap(({ steps }) =>
    steps.flatMap((step) => {
      if (step.uses?.value.includes('actions/checkout') !== true) return [];
      const ref = entry(step.with, 'ref')?.value ?? '';
      if (!/github\.event\.(?:pull_request|workflow_run)/.test(ref)) return [];
      return [
        {
          text: `checks out ${ref} in a workflow with the base branch's secrets`,
          source: placeIn(workflow, step),
        },
      ];
    }),
  );
}

/** A value that others write, in the text of a script. */
function injections(workflow: Workflow): readonly Evidence[] {
  return workflow.jobs.flatMap(({ steps }) =>
    steps.flatMap(({ run }) => {
      if (run === undefined) return [];
      return [...run.value.matchAll(/\$\{\{([^]*?)\}\}/g)].flatMap(([, inside = '']) =>
        isUntrusted(inside)
          ? [{ text: `a script contains ${inside.trim()}`, source: placeIn(workflow, run) }]
          : [],
      );
    }),
  );
}

const isUntrusted = (expression: string): boolean =>
  expression.includes('github.head_ref') ||
  wholeEvent.test(expression) ||
  (expression.includes('github.event.') && untrusted.test(expression));
