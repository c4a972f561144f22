import { ciPath } from '../../kernel/delivered-names';
import { gatehouseAction } from '../actions/gatehouse';
import { pins } from '../actions/pins';
import { expression, template } from '../model/expression';
import { job, type AnyJob } from '../model/job';
import { uses } from '../model/step';
import { type Workflow } from '../model/workflow';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { fromRoot } from '../steps/directory';
import { isExcusable } from '../steps/judged';
import { isMeasured } from '../steps/performance';
import { attestJob } from './attest-job';
import { branchPattern } from './branch-pattern';
import { codeScanningJob, projectArtifact } from './code-scanning-job';
import { dependencyReviewJob } from './dependency-review-job';
import { mayUpload, onPullRequest, pushedToDefaultBranch } from './events';
import { fileScanJob } from './file-scan-job';
import { ciSuccessJob, type Counted } from './ci-success';
import { measurementFile } from '../../performance/results';
import { projectJob, readContents } from './project-job';
import { managerEntries } from '../../tools/managers';
import { furtherSteps, projectSteps } from './project-steps';
import { imageScanJob } from './image-scan-job';
import { performanceJob } from './performance-job';
import { readinessFile, readinessJob } from './readiness-job';
import { checkout } from './setup';

/** Caches of package managers; a project has at most one of them. */
const managerCaches = [
  'pip',
  ...managerEntries.flatMap(([name, { cachePath }]) => (cachePath === undefined ? [] : [name])),
];

/** Artifact that carries the prepared comment to the trusted workflow. */
export const commentArtifact = 'pr-comment';

/** Of the first project the jobs whose outcomes make a run good or bad; the gate and what depends on it are not among them. */
function qualityJobs(settings: PipelineSettings) {
  const steps = projectSteps(settings);
  const { timeouts } = settings;
  const lint = projectJob('lint', settings, steps.lint, {
    timeoutMinutes: timeouts.lint,
    env: { RUFF_OUTPUT_FORMAT: 'github' },
    exceptions: isExcusable(settings, 'lint', 'format', 'types'),
  });
  const test = projectJob('test', settings, steps.test, {
    timeoutMinutes: timeouts.test,
    saves: ['uv'],
    isTests: true,
    services: true,
    exceptions: isExcusable(settings, 'tests') && settings.checks.testRunner === 'pytest',
  });
  const security = projectJob('security', settings, steps.security, {
    timeoutMinutes: timeouts.security,
    saves: managerCaches,
    exceptions: isExcusable(settings, 'security'),
  });
  return { lint, test, security };
}

interface ProjectJobs {
  readonly quality: readonly AnyJob[];
  readonly build: AnyJob;
}

/** The jobs of the projects beside the first one. */
function furtherJobs(settings: PipelineSettings): readonly ProjectJobs[] {
  const artifact = projectArtifact;
  return furtherSteps(settings).map(({ id, settings: own, jobs }): ProjectJobs => {
    const { timeouts } = own;
    const quality: readonly AnyJob[] = [
      projectJob(jobs.lint.id, own, jobs.lint, {
        timeoutMinutes: timeouts.lint,
        env: { RUFF_OUTPUT_FORMAT: 'github' },
        exceptions: isExcusable(own, 'lint', 'format', 'types'),
        artifact,
      }),
      projectJob(jobs.test.id, own, jobs.test, {
        timeoutMinutes: timeouts.test,
        saves: ['uv'],
        isTests: true,
        services: true,
        exceptions: isExcusable(own, 'tests') && own.checks.testRunner === 'pytest',
        artifact,
      }),
      projectJob(jobs.security.id, own, jobs.security, {
        timeoutMinutes: timeouts.security,
        saves: managerCaches,
        exceptions: isExcusable(own, 'security'),
        artifact,
      }),
    ];
    const build = projectJob(jobs.build.id, own, jobs.build, {
      needs: quality,
      timeoutMinutes: timeouts.build,
      further: [uploadPackages(own, `packages-${id}`)],
      artifact,
    });
    return { quality, build };
  });
}

/** All jobs whose outcomes make a run good or bad, of every project. */
export function allQualityJobs(settings: PipelineSettings): readonly AnyJob[] {
  const { lint, test, security } = qualityJobs(settings);
  return [lint, test, security, ...furtherJobs(settings).flatMap(({ quality }) => quality)];
}

/** The CI pipeline. Its jobs are the boxes of the architecture, in its order. */
export function ciWorkflow(settings: PipelineSettings): Workflow {
  const steps = projectSteps(settings);
  const { lint, test, security } = qualityJobs(settings);
  const further = furtherJobs(settings);
  const ofProjects = further.flatMap(({ quality }) => quality);
  const readiness = readinessJob(settings, [lint, test, security, ...ofProjects]);
  const mcp =
    steps.mcp === undefined
      ? undefined
      : projectJob('mcp-dry-run', settings, steps.mcp, {
          needs: [lint, test],
          timeoutMinutes: settings.timeouts.mcp,
        });
  const image =
    settings.build.dockerfile === undefined
      ? undefined
      : imageScanJob(settings, settings.build.dockerfile, [lint, test]);
  const scans = scanJobs(settings, image, [security, ...ofProjects]);
  const own = steps.own.map((work) =>
    projectJob(work.id, settings, work, {
      timeoutMinutes: settings.jobs[work.id]?.timeoutMinutes ?? settings.timeouts.test,
      services: settings.jobs[work.id]?.services ?? false,
    }),
  );
  const before = [
    ...[lint, test, security, ...ofProjects, ...own, readiness],
    ...(mcp === undefined ? [] : [mcp]),
  ];
  const performance =
    settings.performance === undefined || !isMeasured(settings)
      ? undefined
      : performanceJob(settings, settings.performance);
  const build = projectJob('build', settings, steps.build, {
    needs: before,
    timeoutMinutes: settings.timeouts.build,
    further: [uploadPackages(settings)],
  });
  const builds = [build, ...further.map((project) => project.build)];
  const attest = settings.build.attest ? attestJob(settings, builds) : undefined;
  const comment = commentJob(settings, readiness, performance);
  const counted: Counted[] = [
    ...before.map((each) => ({ job: each })),
    ...(image === undefined ? [] : [{ job: image }]),
    // What only warns is not waited for.
    ...(performance !== undefined && settings.gates.performance === 'enforce'
      ? [{ job: performance }]
      : []),
    ...builds.map((each) => ({ job: each })),
    ...(attest === undefined ? [] : [{ job: attest, dueWhen: pushedToDefaultBranch(settings) }]),
    ...scans,
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
      ...ofProjects,
      ...own,
      readiness,
      ...(mcp === undefined ? [] : [mcp]),
      ...(image === undefined ? [] : [image]),
      ...scans.map((scan) => scan.job),
      ...(performance === undefined ? [] : [performance]),
      ...builds,
      ...(attest === undefined ? [] : [attest]),
      comment,
      success,
    ],
  };
}

/** Scans beside the gates, and the job that reports what all of them found. */
function scanJobs(
  settings: PipelineSettings,
  image: AnyJob | undefined,
  security: readonly AnyJob[],
): readonly Counted<AnyJob>[] {
  const { scans, dependencyReview } = settings;
  const files = scans.files === 'off' ? undefined : fileScanJob(settings);
  const needs = [
    ...security.filter(({ id }) => id.startsWith('security')),
    ...[image, files].filter((each) => each !== undefined),
  ];
  return [
    ...(files === undefined ? [] : [{ job: files }]),
    ...(dependencyReview.mode === 'off'
      ? []
      : [{ job: dependencyReviewJob(settings), dueWhen: onPullRequest }]),
    ...(scans.codeScanning === 'off'
      ? []
      : [
          {
            job: codeScanningJob(settings, needs),
            ...(scans.codeScanning === 'upload' ? { dueWhen: mayUpload } : {}),
          },
        ]),
  ];
}

/** Whether GitHub skips a job of this workflow for an entry of the merge queue: its condition asks for another event. */
export function isSkippedInQueue({ if: condition }: AnyJob): boolean {
  return condition?.includes("github.event_name == '") === true;
}

/** Hands over what the build job made. */
export function uploadPackages(settings: PipelineSettings, name = 'packages') {
  return uses(pins.uploadArtifact, {
    name: 'Upload packages',
    with: {
      name,
      path: fromRoot(settings, 'dist/'),
      'if-no-files-found': 'error',
      'retention-days': settings.build.artifactRetentionDays,
      overwrite: true,
    },
  });
}

/**
 * Prepares the comment with no more rights than a stranger's pull request has; ci-comment.yml posts it. So a pull
 * request from a fork gets its comment too, and never a token that can write.
 */
function commentJob(settings: PipelineSettings, readiness: AnyJob, performance?: AnyJob) {
  return job({
    id: 'pr-comment',
    name: 'PR Comment',
    needs: [readiness, ...(performance === undefined ? [] : [performance])],
    if: expression(`!cancelled() && ${onPullRequest}`),
    permissions: readContents,
    runsOn: settings.runner,
    timeoutMinutes: settings.timeouts.comment,
    steps: [
      checkout(),
      uses(pins.downloadArtifact, { name: 'Fetch verdict', with: { name: 'readiness' } }),
      ...(performance === undefined
        ? []
        : [
            uses(pins.downloadArtifact, {
              name: 'Fetch times of the benchmarks',
              // A pattern, as there may be none.
              with: { pattern: 'reports-performance', path: 'performance', 'merge-multiple': true },
            }),
          ]),
      uses(gatehouseAction, {
        name: 'Render score and trend',
        with: {
          ...{ command: 'comment', readiness: readinessFile, output: commentArtifact },
          ...(performance === undefined ? {} : { performance: `performance/${measurementFile}` }),
        },
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
