import { stableJson, type Json } from '../../kernel/stable-json';
import { gatehouseAction } from '../actions/gatehouse';
import { pins } from '../actions/pins';
import { expression, literal } from '../model/expression';
import { job } from '../model/job';
import { uses } from '../model/step';
import { type Workflow } from '../model/workflow';
import { type PipelineSettings, type SmokeSettings } from '../settings';
import { branchPattern } from './branch-pattern';
import { checkout } from './setup';
import { slackEnv } from './update-readiness';

export const stagingSmokeTestPath = '.github/workflows/staging-smoke-test.yml';

/** Checks the deployed service: after each successful CI run of the default branch, on a schedule, and by hand. */
export function stagingSmokeTestWorkflow(
  settings: PipelineSettings,
  smoke: SmokeSettings,
): Workflow {
  const run = 'github.event.workflow_run';
  // A fork can name its branch like ours: the branch filter alone does not keep its runs out.
  const trusted = [
    `${run}.conclusion == 'success'`,
    `${run}.event == 'push'`,
    `${run}.head_branch == ${literal(settings.defaultBranch)}`,
    `${run}.head_repository.full_name == github.repository`,
  ].join(' && ');
  return {
    path: stagingSmokeTestPath,
    name: 'Staging Smoke Test',
    on: {
      schedule: [{ cron: settings.schedules.smoke }],
      workflowDispatch: {},
      workflowRun: {
        workflows: ['CI'],
        types: ['completed'],
        branches: [branchPattern(settings.defaultBranch)],
        safeBecause:
          'goes on only after a successful push run of the default branch of this repository, and takes nothing from it',
      },
    },
    permissions: {},
    concurrency: { group: 'staging-smoke-test', cancelInProgress: false },
    jobs: [
      job({
        id: 'smoke-test',
        name: 'Smoke Test',
        if: expression(`github.event_name != 'workflow_run' || (${trusted})`),
        permissions: { contents: { access: 'read', why: 'check out the action' } },
        runsOn: settings.runner,
        timeoutMinutes: settings.timeouts.smoke,
        environment: { name: smoke.environment, url: smoke.baseUrl },
        steps: [
          checkout(settings.defaultBranch),
          uses(gatehouseAction, {
            name: 'Health, API and database checks',
            ...slackEnv(settings.slack),
            with: {
              command: 'smoke',
              // Sorted keys: equal checks have to render to equal bytes.
              checks: stableJson(smoke.checks as unknown as Json),
              'base-url': smoke.baseUrl,
              environment: smoke.environment,
              attempts: settings.retries.smoke.attempts,
              'delay-seconds': settings.retries.smoke.delaySeconds,
              output: 'smoke.json',
            },
          }),
          uses(pins.uploadArtifact, {
            name: 'Upload result',
            if: expression('!cancelled()'),
            with: {
              name: 'smoke',
              path: 'smoke.json',
              'if-no-files-found': 'warn',
              'retention-days': settings.build.artifactRetentionDays,
              overwrite: true,
            },
          }),
        ],
      }),
    ],
  };
}
