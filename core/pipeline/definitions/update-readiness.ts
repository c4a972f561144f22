import { gatehouseAction } from '../actions/gatehouse';
import { pins } from '../actions/pins';
import { expression, type Expression } from '../model/expression';
import { job } from '../model/job';
import { stepOutput, uses, type Step } from '../model/step';
import { type Workflow } from '../model/workflow';
import { type PipelineSettings, type SlackSettings } from '../../config/pipeline-settings';
import { slackWebhookName } from '../../kernel/delivered-names';
import { smokeArtifacts } from '../../config/smoke-deployments';
import { guardLevels } from '../../kernel/guard-levels';
import { branchPattern } from './branch-pattern';
import { allQualityJobs } from './ci';
import { scoringInputs } from './readiness-job';
import { checkout } from './setup';

export const updateReadinessPath = '.github/workflows/update-readiness.yml';

/** The webhook reaches the action through the environment, where it cannot show as an input in a log. */
export function slackEnv(slack: SlackSettings): {
  readonly env?: Readonly<Record<string, Expression>>;
} {
  return slack.webhookSecret === undefined
    ? {}
    : { env: { [slackWebhookName]: expression(`secrets.${slack.webhookSecret}`) } };
}

/**
 * Refreshes dashboard, history and badge on the data branch: on each push to a long-lived branch, once a day, and by
 * hand, as the document has it. A push starts this beside its own CI run, which is therefore counted at the next
 * refresh; the document's triggers are kept, because following CI by `workflow_run` would add a trigger with the base
 * repository's rights to gain a few minutes. It cannot feed on itself: the data branch is in no trigger of any
 * workflow, and commits made with the workflow's token start none.
 */
export function updateReadinessWorkflow(settings: PipelineSettings): Workflow {
  const jobs = allQualityJobs(settings);
  const checked = smokeArtifacts(settings.smoke);
  return {
    path: updateReadinessPath,
    name: 'Update Readiness',
    on: {
      push: { branches: [settings.defaultBranch, ...settings.branches].map(branchPattern) },
      schedule: [{ cron: settings.schedules.readiness }],
      workflowDispatch: {},
    },
    permissions: {},
    // Two writers of the data branch take turns; one that waits is replaced by a newer one, which sees all it saw.
    concurrency: {
      group: 'update-readiness',
      cancelInProgress: false,
    },
    jobs: [
      job({
        id: 'update-readiness',
        name: 'Update Readiness',
        permissions: {
          actions: { access: 'read', why: 'read the last CI runs and their reports' },
          contents: { access: 'write', why: 'commit to the data branch' },
          issues: { access: 'read', why: 'list pull requests by label, which is a list of issues' },
          'pull-requests': { access: 'read', why: 'record overrides' },
        },
        runsOn: settings.runner,
        timeoutMinutes: settings.timeouts.updateReadiness,
        steps: [
          checkout({ ref: settings.defaultBranch }),
          uses(gatehouseAction, {
            name: 'Refresh the dashboard',
            ...slackEnv(settings.slack),
            with: {
              command: 'dashboard',
              'github-token': expression('github.token'),
              ...scoringInputs(settings, jobs),
              'data-branch': settings.readiness.dataBranch,
              ...(checked.length === 0 ? {} : { 'smoke-artifacts': JSON.stringify(checked) }),
              // The action's default is the lowest level.
              ...(settings.guard.level === guardLevels[0]
                ? {}
                : { 'guard-level': settings.guard.level }),
            },
          }),
          ...copyToDefaultBranch(settings),
        ],
      }),
    ],
  };
}

/**
 * GitHub does not accept its own Actions app as an actor that bypasses a ruleset, so the copy is committed by an App of
 * the user's own, whose token is for this repository and for contents only, and is revoked when the job ends.
 * https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/creating-rulesets-for-a-repository#granting-bypass-permissions-for-your-branch-or-tag-ruleset
 */
function copyToDefaultBranch({ defaultBranch, readiness }: PipelineSettings): readonly Step[] {
  const copy = readiness.dashboardCopy;
  if (copy === undefined) return [];
  const token = uses(pins.createGithubAppToken, {
    id: 'app',
    name: 'Take the token of the App that may bypass',
    with: {
      // GitHub takes an App's id wherever it takes its client id.
      'client-id': String(copy.appId),
      'private-key': expression(`secrets.${copy.privateKeySecret}`),
      'permission-contents': 'write',
    },
  });
  return [
    token,
    uses(gatehouseAction, {
      name: 'Copy the dashboard to the default branch',
      with: {
        command: 'copy-dashboard',
        'github-token': stepOutput(token, 'token'),
        branch: defaultBranch,
        'data-branch': readiness.dataBranch,
        directory: copy.directory,
      },
    }),
  ];
}
