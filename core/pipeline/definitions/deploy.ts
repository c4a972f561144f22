import {
  type DeploySettings,
  type PipelineSettings,
  type SmokeSettings,
} from '../../config/pipeline-settings';
import { deployEnvironments } from '../../config/deploy-environments';
import { pins } from '../actions/pins';
import { expression, literal } from '../model/expression';
import { job, type AnyJob } from '../model/job';
import { run, stepOutput, uses, type Step } from '../model/step';
import { type Workflow } from '../model/workflow';
import { artifactDirectory, identifyArtifact } from '../steps/deployed-artifact';
import { fromRoot } from '../steps/directory';
import { scriptText } from '../steps/script';
import { branchPattern } from './branch-pattern';
import { builtArtifact, type BuildJob } from './built-artifact';
import { deployJob } from './deploy-job';
import { projectJob, readContents } from './project-job';
import { projectSteps } from './project-steps';
import { checkout } from './setup';

const deployPath = '.github/workflows/deploy.yml';

/**
 * Builds one artifact, and deploys this very artifact, known by its digest, to one environment after the other. `smoke` says what
 * makes each of them healthy.
 */
export function deployWorkflow(
  settings: PipelineSettings,
  deploy: DeploySettings,
  smoke: SmokeSettings,
): Workflow {
  const build = buildJob(settings, deploy);
  const deployments: AnyJob[] = [];
  for (const environment of deployEnvironments(deploy, smoke)) {
    const deployment = { deploy, smoke, environment, build };
    deployments.push(deployJob(settings, deployment, deployments.at(-1)));
  }
  return {
    path: deployPath,
    name: 'Deploy',
    on: {
      workflowDispatch: {},
      ...(deploy.start === 'manual'
        ? {}
        : {
            workflowRun: {
              workflows: ['CI'],
              types: ['completed'],
              branches: [branchPattern(settings.defaultBranch)],
              safeBecause:
                'goes on only after a successful push run of the newest commit of the default branch, and takes nothing from it',
            },
          }),
    },
    permissions: {},
    jobs: [build, ...deployments],
  };
}

/**
 * What CI has tested is deployed and nothing else: a run of this event is of the newest commit, which may be another by now. The run
 * of CI for that one starts a deployment of its own.
 */
function isDue({ defaultBranch }: PipelineSettings, { start }: DeploySettings): string {
  const manual = `github.ref == ${literal(`refs/heads/${defaultBranch}`)}`;
  if (start === 'manual') return manual;
  const ci = 'github.event.workflow_run';
  const tested = [
    `${ci}.conclusion == 'success'`,
    `${ci}.event == 'push'`,
    `${ci}.head_branch == ${literal(defaultBranch)}`,
    `${ci}.head_repository.full_name == github.repository`,
    `${ci}.head_sha == github.sha`,
  ].join(' && ');
  return `${manual} && (github.event_name != 'workflow_run' || (${tested}))`;
}

function buildJob(settings: PipelineSettings, deploy: DeploySettings): BuildJob {
  const { artifact } = deploy;
  const isWheel = artifact.kind === 'wheel';
  const identify = run({
    id: 'artifact',
    outputs: ['digest', 'version'],
    name: 'Digest',
    run: scriptText(
      ...(isWheel
        ? [
            `rm -rf ${artifactDirectory}`,
            `mkdir ${artifactDirectory}`,
            `cp ${fromRoot(settings, 'dist')}/*.whl ${artifactDirectory}/`,
          ]
        : []),
      ...identifyArtifact(artifact),
      'echo "digest=$digest" >> "$GITHUB_OUTPUT"',
      // https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-name-convention
      ...(isWheel
        ? [
            'IFS=- read -r _ version _ <<< "$(basename "$artifact")"',
            'echo "version=$version" >> "$GITHUB_OUTPUT"',
          ]
        : []),
      'echo "$digest  $artifact"',
    ),
  });
  const keep: readonly Step[] = [
    identify,
    uses(pins.uploadArtifact, {
      name: 'Upload artifact',
      with: {
        name: builtArtifact,
        path: `${artifactDirectory}/`,
        'if-no-files-found': 'error',
        'retention-days': settings.build.artifactRetentionDays,
        overwrite: true,
      },
    }),
  ];
  const outputs = {
    digest: stepOutput(identify, 'digest'),
    version: stepOutput(identify, 'version'),
  };
  const due = expression(isDue(settings, deploy));
  const concurrency = { group: 'deploy-build', cancelInProgress: false };
  if (artifact.kind !== 'wheel')
    return job({
      id: 'build',
      name: 'Build Image',
      if: due,
      concurrency,
      permissions: readContents,
      runsOn: settings.runner,
      timeoutMinutes: settings.timeouts.build,
      outputs,
      steps: [
        checkout(settings.checkout),
        run({
          name: 'Build image',
          env: { LAYOUT: artifactDirectory },
          run: scriptText(`rm -rf ${artifactDirectory}`, ...artifact.build),
        }),
        ...keep,
      ],
    });
  // What a cache holds was written by another run, and must not get into what is deployed.
  const uncached = { ...settings, caches: { ...settings.caches, uv: false, manager: false } };
  const built = projectJob('build', uncached, projectSteps(settings).build, {
    timeoutMinutes: settings.timeouts.build,
    further: keep,
  });
  return { ...built, if: due, concurrency, outputs };
}
