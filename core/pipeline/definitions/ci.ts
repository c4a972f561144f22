import { gatehouseAction } from '../actions/gatehouse';
import { pins } from '../actions/pins';
import { expression, literal, template } from '../model/expression';
import { job, type AnyJob } from '../model/job';
import { uses } from '../model/step';
import { type Workflow } from '../model/workflow';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { isExcusable } from '../steps/judged';
import { branchPattern } from './branch-pattern';
import { ciSuccessJob, type Counted } from './ci-success';
import { gateJob, readContents } from './gate-job';
import { gatesOf } from './gates';
import { imageScanJob } from './image-scan-job';
import { readinessFile, readinessJob } from './readiness-job';
import { checkout } from './setup';

export const ciPath = '.github/workflows/ci.yml';

/** Artifact that carries the prepared comment to the trusted workflow. */
export const commentArtifact = 'pr-comment';

/** The jobs whose outcomes make a run good or bad; the gate and what depends on it are not among them. */
export function qualityJobs(settings: PipelineSettings) {
  const gates = gatesOf(settings);
  const { timeouts, gates: modes } = settings;
  const lint = gateJob('lint', settings, gates.lint, {
    timeoutMinutes: timeouts.lint,
    env: { RUFF_OUTPUT_FORMAT: 'github' },
    exceptions: isExcusable(settings, modes.lint, modes.format, modes.types),
  });
  const test = gateJob('test', settings, gates.test, {
    timeoutMinutes: timeouts.test,
    saves: ['uv'],
    isTests: true,
    services: true,
    exceptions: isExcusable(settings, modes.tests) && settings.checks.testRunner === 'pytest',
  });
  const security = gateJob('security', settings, gates.security, {
    timeoutMinutes: timeouts.security,
    saves: ['pip', 'poetry', 'pdm'],
    exceptions: isExcusable(settings, modes.security),
  });
  return { lint, test, security };
}

/** The CI pipeline. Its jobs are the boxes of the architecture, in its order. */
export function ciWorkflow(settings: PipelineSettings): Workflow {
  const gates = gatesOf(settings);
  const { lint, test, security } = qualityJobs(settings);
  const readiness = readinessJob(settings, [lint, test, security]);
  const mcp =
    gates.mcp === undefined
      ? undefined
      : gateJob('mcp-dry-run', settings, gates.mcp, {
          needs: [lint, test],
          timeoutMinutes: settings.timeouts.mcp,
        });
  const image =
    settings.build.dockerfile === undefined
      ? undefined
      : imageScanJob(settings, settings.build.dockerfile, [lint, test]);
  const own = gates.own.map((gate) =>
    gateJob(gate.id, settings, gate, {
      timeoutMinutes: settings.jobs[gate.id]?.timeoutMinutes ?? settings.timeouts.test,
      services: settings.jobs[gate.id]?.services ?? false,
    }),
  );
  const before = [lint, test, security, ...own, readiness, ...(mcp === undefined ? [] : [mcp])];
  const build = gateJob('build', settings, gates.build, {
    needs: before,
    timeoutMinutes: settings.timeouts.build,
    further: [uploadPackages(settings)],
  });
  const attest = settings.build.attest ? attestJob(settings, build) : undefined;
  const comment = commentJob(settings, readiness);
  const counted: Counted[] = [
    ...before.map((each) => ({ job: each })),
    ...(image === undefined ? [] : [{ job: image }]),
    { job: build },
    ...(attest === undefined ? [] : [{ job: attest, dueWhen: pushedToDefaultBranch(settings) }]),
    { job: comment, dueWhen: onPullRequest },
  ];
  const success = ciSuccessJob(settings, counted);
  return {
    path: ciPath,
    name: 'CI',
    on: {
      // No path filter: a workflow that a filter skips leaves its required check pending forever.
      push: { branches: [settings.defaultBranch, ...settings.branches].map(branchPattern) },
      pullRequest: {},
      mergeGroup: {},
      workflowDispatch: {},
    },
    permissions: {},
    // Only a pull request's older run is worth nothing once a newer commit is there. Every commit of a long-lived
    // branch keeps its own result, because the score looks back on them and counts no cancelled run; and a cancelled
    // merge queue run would throw its pull request out of the queue. The run id gives those a group of their own.
    concurrency: {
      group: template`ci-${expression('github.ref')}-${expression('github.workflow')}-${expression("github.event_name == 'pull_request' && 'latest' || github.run_id")}`,
      cancelInProgress: expression(onPullRequest),
    },
    jobs: [
      lint,
      test,
      security,
      ...own,
      readiness,
      ...(mcp === undefined ? [] : [mcp]),
      ...(image === undefined ? [] : [image]),
      build,
      ...(attest === undefined ? [] : [attest]),
      comment,
      success,
    ],
  };
}

const onPullRequest = "github.event_name == 'pull_request'";

function pushedToDefaultBranch(settings: PipelineSettings): string {
  return `github.event_name == 'push' && github.ref == ${literal(`refs/heads/${settings.defaultBranch}`)}`;
}

/** Hands over what the build job made. */
export function uploadPackages(settings: PipelineSettings) {
  return uses(pins.uploadArtifact, {
    name: 'Upload packages',
    with: {
      name: 'packages',
      path: 'dist/',
      'if-no-files-found': 'error',
      'retention-days': settings.build.artifactRetentionDays,
      overwrite: true,
    },
  });
}

/** A job of its own, so that the right to sign is never near the project's build code. */
function attestJob(settings: PipelineSettings, build: AnyJob) {
  return job({
    id: 'attest',
    name: 'Attest Packages',
    needs: [build],
    if: expression(pushedToDefaultBranch(settings)),
    permissions: {
      attestations: { access: 'write', why: 'store the attestation' },
      'id-token': { access: 'write', why: 'sign as this workflow' },
    },
    runsOn: settings.runner,
    timeoutMinutes: settings.timeouts.comment,
    steps: [
      uses(pins.downloadArtifact, {
        name: 'Fetch packages',
        with: { name: 'packages', path: 'dist' },
      }),
      uses(pins.attest, { name: 'Attest build provenance', with: { 'subject-path': 'dist/*' } }),
    ],
  });
}

/**
 * Prepares the comment with no more rights than a stranger's pull request has; ci-comment.yml posts it. So a pull
 * request from a fork gets its comment too, and never a token that can write.
 */
function commentJob(settings: PipelineSettings, readiness: AnyJob) {
  return job({
    id: 'pr-comment',
    name: 'PR Comment',
    needs: [readiness],
    if: expression(`!cancelled() && ${onPullRequest}`),
    permissions: readContents,
    runsOn: settings.runner,
    timeoutMinutes: settings.timeouts.comment,
    steps: [
      checkout(),
      uses(pins.downloadArtifact, { name: 'Fetch verdict', with: { name: 'readiness' } }),
      uses(gatehouseAction, {
        name: 'Render score and trend',
        with: { command: 'comment', readiness: readinessFile, output: commentArtifact },
      }),
      uses(pins.uploadArtifact, {
        name: 'Hand over to the comment workflow',
        with: {
          name: commentArtifact,
          path: `${commentArtifact}/`,
          'if-no-files-found': 'error',
          'retention-days': 1,
          overwrite: true,
        },
      }),
    ],
  });
}
