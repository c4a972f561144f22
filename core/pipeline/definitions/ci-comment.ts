import { gatehouseAction } from '../actions/gatehouse';
import { pins } from '../actions/pins';
import { expression, template } from '../model/expression';
import { job } from '../model/job';
import { uses } from '../model/step';
import { type Workflow } from '../model/workflow';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { commentArtifact } from './ci';
import { scoredProject, scoringInputs } from './readiness-job';
import { checkout } from './setup';

const ciCommentPath = '.github/workflows/ci-comment.yml';

/** The rules of the default branch: those that a pull request brings do not count for what it is worth. */
function judgementInputs(settings: PipelineSettings) {
  const { threshold, weights, window, ...others } = scoringInputs(settings, []);
  return {
    ...{ threshold, weights, window },
    'override-label': others['override-label'],
    modes: others.modes,
    ...scoredProject(settings),
    'longest-days': others['longest-days'],
  };
}

/**
 * Posts the comment that a pull request's CI run prepared. The run may be a stranger's: its artifact is hostile data,
 * which the action of the default branch checks, and the pull request is found through the API, not read from it.
 */
export function ciCommentWorkflow(settings: PipelineSettings): Workflow {
  const triggering = 'github.event.workflow_run';
  // Outside of the workspace, where no name in it can be that of a file of ours.
  const artifact = template`${expression('runner.temp')}/gatehouse-comment`;
  const download = uses(pins.downloadArtifact, {
    name: 'Fetch the prepared comment',
    // A run that was cancelled or that failed early prepared none; what the change does to the gate is reported then too.
    continueOnError: true,
    with: {
      name: commentArtifact,
      path: artifact,
      'run-id': expression(`${triggering}.id`),
      'github-token': expression('github.token'),
    },
  });
  return {
    path: ciCommentPath,
    name: 'CI Comment',
    on: {
      workflowRun: {
        workflows: ['CI'],
        types: ['completed'],
        safeBecause:
          'runs only code of the default branch and treats the artifact of the other run as hostile data',
      },
    },
    permissions: {},
    // One writer per pull request branch, and the newest run wins: the comment is updated in place.
    concurrency: {
      group: template`ci-comment-${expression(`${triggering}.head_repository.id`)}-${expression(`${triggering}.head_branch`)}`,
      cancelInProgress: true,
    },
    jobs: [
      job({
        id: 'comment',
        name: 'Post Comment',
        if: expression(`${triggering}.event == 'pull_request'`),
        permissions: {
          actions: { access: 'read', why: 'fetch the artifact of the CI run' },
          contents: {
            access: 'read',
            why: 'check out the action, and read the settings that change',
          },
          'pull-requests': { access: 'write', why: 'write the comment' },
        },
        runsOn: settings.runner,
        timeoutMinutes: settings.timeouts.comment,
        steps: [
          checkout({ ref: settings.defaultBranch }),
          download,
          uses(gatehouseAction, {
            name: 'Check and post the comment',
            with: {
              command: 'publish-comment',
              artifact,
              'run-id': expression(`${triggering}.id`),
              'head-sha': expression(`${triggering}.head_sha`),
              'github-token': expression('github.token'),
              ...judgementInputs(settings),
            },
          }),
        ],
      }),
    ],
  };
}
