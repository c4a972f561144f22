import { expression, literal } from '../model/expression';
import { job, type AnyJob } from '../model/job';
import { type Workflow } from '../model/workflow';
import { smokeReportFile } from '../../readiness/smoke-observation';
import { definitionPath } from '../../smoke/base-url';
import { type PipelineSettings, type SmokeSettings } from '../../config/pipeline-settings';
import {
  smokeArtifact,
  smokeDeployments,
  smokeJobId,
  type SmokeDeployment,
} from '../../config/smoke-deployments';
import { branchPattern } from './branch-pattern';
import { furtherSmokeJobs, previousVersion } from './further-smoke-jobs';
import { smokeSteps } from './smoke-steps';

export const stagingSmokeTestPath = '.github/workflows/staging-smoke-test.yml';

/**
 * Checks the deployed service: after each successful CI run of the default branch, on a schedule, and by hand; and where
 * it is configured, runs the repository's end-to-end tests, compares a canary, and holds the deployment to the checks of
 * a version it was rolled back to.
 */
export function stagingSmokeTestWorkflow(
  settings: PipelineSettings,
  smoke: SmokeSettings,
): Workflow {
  const [first, ...others] = smokeDeployments(smoke);
  const smokeTest = oneAtATime(smokeTestJob(settings, smoke, first));
  const furtherTests = others.map((each) => oneAtATime(smokeTestJob(settings, smoke, each)));
  return {
    path: stagingSmokeTestPath,
    name: 'Staging Smoke Test',
    on: {
      schedule: [{ cron: settings.schedules.smoke }],
      workflowDispatch: smoke.rollback ? { inputs: previousVersion } : {},
      workflowRun: {
        workflows: ['CI'],
        types: ['completed'],
        branches: [branchPattern(settings.defaultBranch)],
        safeBecause:
          'goes on only after a successful push run of the default branch of this repository, and takes nothing from it',
      },
    },
    permissions: {},
    jobs: [
      smokeTest,
      ...furtherTests,
      ...furtherSmokeJobs(settings, smoke, smokeTest).map(oneAtATime),
    ],
  };
}

/**
 * The group is the job's: in one of the workflow a run that a fork's branch of our name has started would replace the run
 * that waits, although all of its jobs are skipped.
 */
function oneAtATime(each: AnyJob): AnyJob {
  const group = `staging-smoke-test-${each.id}`;
  return { ...each, concurrency: { group, cancelInProgress: false } };
}

function smokeTestJob(
  settings: PipelineSettings,
  smoke: SmokeSettings,
  deployment: SmokeDeployment,
): AnyJob {
  const { environment, baseUrl, part } = deployment;
  // From it the next run knows what was reported to Slack, and the dashboard which checks were retried.
  const artifact = smokeArtifact(deployment);
  const run = 'github.event.workflow_run';
  // A fork can name its branch like ours: the branch filter alone does not keep its runs out.
  const trusted = [
    `${run}.conclusion == 'success'`,
    `${run}.event == 'push'`,
    `${run}.head_branch == ${literal(settings.defaultBranch)}`,
    `${run}.head_repository.full_name == github.repository`,
  ].join(' && ');
  const due = `github.event_name != 'workflow_run' || (${trusted})`;
  const tellsSlack = settings.slack.webhookSecret !== undefined;
  return job({
    id: smokeJobId(deployment),
    name: part === undefined ? 'Smoke Test' : `Smoke Test (${environment})`,
    // After a rollback the checks of today may ask for what the previous version never had.
    if: expression(smoke.rollback ? `(${due}) && !inputs.previous-version` : due),
    permissions: {
      ...(tellsSlack
        ? {
            actions: {
              access: 'read',
              why: "read the last run's result, to tell Slack of changes only",
            },
          }
        : {}),
      contents: { access: 'read', why: 'check out the action' },
    },
    runsOn: settings.runner,
    timeoutMinutes: settings.timeouts.smoke,
    environment: { name: environment, url: baseUrl },
    steps: smokeSteps(settings, smoke, {
      name: 'Health, API and database checks',
      environment,
      inputs: {
        definition: definitionPath,
        environment,
        ...(tellsSlack
          ? { 'github-token': expression('github.token'), 'state-artifact': artifact }
          : {}),
      },
      result: { name: 'Upload result', artifact, path: smokeReportFile },
    }),
  });
}
