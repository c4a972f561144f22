import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { hasTrigger } from '../../../core/reading/workflow';

const ACTOR = 'github\\.(?:actor|triggering_actor|event\\.(?:pull_request\\.)?sender\\.login)';
const TRUSTS_BOT = new RegExp(
  `${ACTOR}\\s*==\\s*'[^']*\\[bot\\]'|'[^']*\\[bot\\]'\\s*==\\s*${ACTOR}`,
  'i',
);

/** Who caused a run is not who wrote the code. */
export const botConditions = workflowRule({
  name: 'bot-conditions',
  description: 'No condition trusts a run because its actor is a bot',
  severity: 'high',
  why: 'github.actor is whoever caused the last event: when a bot comments on or rebases an untrusted pull request, the condition is true.',
  link: 'https://docs.zizmor.sh/audits/#bot-conditions',
  remediation:
    'Compare github.event.pull_request.user.login, and the repository of the head branch.',
  example: {
    violates: `on: pull_request_target
jobs:
  merge:
    if: github.actor == 'dependabot[bot]'
    runs-on: ubuntu-24.04
    steps:
      - run: gh pr merge --auto
`,
    passes: `on: pull_request_target
jobs:
  merge:
    if: github.event.pull_request.user.login == 'dependabot[bot]'
    runs-on: ubuntu-24.04
    steps:
      - run: gh pr merge --auto
`,
  },
  check: (workflow) => {
    // Under push the actor is who pushed; only events of pull requests and comments can be caused by someone else.
    if (
      !hasTrigger(workflow, 'pull_request_target', 'pull_request', 'workflow_run', 'issue_comment')
    )
      return [];
    return workflow.jobs.flatMap((job) =>
      [job, ...job.steps].flatMap((item): Finding[] => {
        const { condition } = item;
        const match = condition === undefined ? null : TRUSTS_BOT.exec(condition.value);
        if (condition === undefined || match === null) return [];
        const message = `condition trusts ${match[0]}, which an attacker can trigger`;
        return [
          findingAt(condition, message, 'compare github.event.pull_request.user.login instead'),
        ];
      }),
    );
  },
});
