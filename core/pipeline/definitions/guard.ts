import { guardCheck, guardPath } from '../../kernel/delivered-names';
import { gatehouseAction } from '../actions/gatehouse';
import { pins } from '../actions/pins';
import { expression, template } from '../model/expression';
import { job } from '../model/job';
import { run, stepOutput, uses } from '../model/step';
import { type Workflow } from '../model/workflow';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { guardEnvironment, guardKeySecret } from '../../config/guard';
import { allQualityJobs } from './ci';
import { scoringInputs } from './readiness-job';
import { checkout } from './setup';

const reviewName = 'Review';

/** The settings of a guarded repository. */
export interface Guarded {
  readonly owners: readonly string[];
  readonly appId: number;
}

/** What the guard needs, where the level asks for it. */
export function guardedBy({ guard }: PipelineSettings): Guarded | undefined {
  return guard.level === 'guarded' && guard.app !== undefined
    ? { owners: guard.owners, appId: guard.app.id }
    : undefined;
}

/** Events of the runs after which the guard looks: a queue builds commits of its own, and each needs the check too. */
const judgedEvents = ({ mergeQueue }: PipelineSettings): readonly string[] => [
  'pull_request',
  'pull_request_review',
  ...(mergeQueue ? ['merge_group'] : []),
];

/**
 * Gives the check that no workflow of a branch can: by a GitHub App of the user's own, whose key is in an environment that
 * only the default branch may use. Everything that it judges comes from GitHub's API, by the default branch's code.
 */
export function guardWorkflow(settings: PipelineSettings, { owners, appId }: Guarded): Workflow {
  const triggering = 'github.event.workflow_run';
  const token = uses(pins.createGithubAppToken, {
    id: 'app',
    name: 'Take the token of the App that gives the check',
    with: {
      'client-id': String(appId),
      'private-key': expression(`secrets.${guardKeySecret}`),
      'permission-checks': 'write',
      ...(owners.some((owner) => owner.includes('/')) ? { 'permission-members': 'read' } : {}),
    },
  });
  return {
    path: guardPath,
    name: 'Guard',
    on: {
      workflowRun: {
        workflows: ['CI', reviewName],
        types: ['completed'],
        safeBecause: 'runs only code of the default branch and downloads reports as hostile data',
      },
    },
    permissions: {},
    // Not cancelled: the verdict of the newest look has to stay, and each look asks for the newest state.
    concurrency: {
      group: template`guard-${expression(`${triggering}.head_sha`)}`,
      cancelInProgress: false,
    },
    jobs: [
      job({
        id: 'guard',
        name: 'Judge Pull Request',
        if: expression(
          judgedEvents(settings)
            .map((event) => `${triggering}.event == '${event}'`)
            .join(' || '),
        ),
        permissions: {
          actions: { access: 'read', why: 'read the jobs and reports of the CI run' },
          contents: {
            access: 'read',
            why: 'check out the action, and read the settings that change',
          },
          issues: { access: 'read', why: 'read labels and changes of the base branch' },
          'pull-requests': { access: 'read', why: 'read files and reviews' },
        },
        environment: { name: guardEnvironment },
        runsOn: settings.runner,
        timeoutMinutes: settings.timeouts.comment,
        steps: [
          checkout({ ref: settings.defaultBranch }),
          token,
          uses(gatehouseAction, {
            name: 'Judge, and give the check',
            with: {
              command: 'guard',
              'run-id': expression(`${triggering}.id`),
              'head-sha': expression(`${triggering}.head_sha`),
              'github-token': expression('github.token'),
              'app-token': stepOutput(token, 'token'),
              check: guardCheck,
              owners: JSON.stringify(owners),
              ...scoringInputs(settings, allQualityJobs(settings)),
            },
          }),
        ],
      }),
    ],
  };
}

/**
 * Its end starts the guard after each review: a review's own event runs the pull request's workflow file, which cannot be
 * trusted with more than to have ended.
 */
export function reviewWorkflow(settings: PipelineSettings): Workflow {
  return {
    path: '.github/workflows/review.yml',
    name: reviewName,
    on: { pullRequestReview: { types: ['submitted', 'dismissed'] } },
    permissions: {},
    concurrency: {
      group: template`review-${expression('github.event.pull_request.number')}`,
      cancelInProgress: true,
    },
    jobs: [
      job({
        id: 'review',
        name: 'Note Review',
        permissions: {},
        runsOn: settings.runner,
        timeoutMinutes: 5,
        steps: [run({ name: 'Nothing to do', run: 'true' })],
      }),
    ],
  };
}
