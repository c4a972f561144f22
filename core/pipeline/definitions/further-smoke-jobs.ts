import { expression } from '../model/expression';
import { job, type AnyJob } from '../model/job';
import { run } from '../model/step';
import { type WorkflowInput } from '../model/triggers';
import { definitionPath } from '../../smoke/base-url';
import {
  type CanarySettings,
  type EndToEndSettings,
  type PipelineSettings,
  type SmokeSettings,
} from '../../config/pipeline-settings';
import { fromRoot, inDirectory } from '../steps/directory';
import { installStep } from '../steps/install';
import { indent, remark, scriptText } from '../steps/script';
import { shellQuote } from '../steps/shell-quote';
import { toolchain } from '../steps/toolchain';
import { readContents } from './project-job';
import { cacheLevels, checkout, environmentSteps } from './setup';
import { smokeSteps } from './smoke-steps';
import { uploadResult } from './upload-result';
import { reportsDirectory } from '../steps/reports';

/** What a manual run can be given. */
export const previousVersion: Readonly<Record<string, WorkflowInput>> = {
  'previous-version': {
    description:
      'After a rollback: tag, branch or commit of the version that runs now. Its own smoke checks run, not the current ones.',
    type: 'string',
    default: '',
  },
};

/** The jobs beside the smoke test, each only where it is configured. */
export function furtherSmokeJobs(
  settings: PipelineSettings,
  smoke: SmokeSettings,
  smokeTest: AnyJob,
): readonly AnyJob[] {
  return [
    ...(smoke.e2e === undefined ? [] : [endToEndJob(settings, smoke, smoke.e2e, smokeTest)]),
    ...(smoke.canary === undefined ? [] : [canaryJob(settings, smoke, smoke.canary, smokeTest)]),
    ...(smoke.rollback ? [rollbackJob(settings, smoke)] : []),
  ];
}

/** The repository's own end-to-end tests against a deployment that has passed the smoke test. */
function endToEndJob(
  settings: PipelineSettings,
  smoke: SmokeSettings,
  e2e: EndToEndSettings,
  smokeTest: AnyJob,
): AnyJob {
  const [python] = settings.python.versions;
  const command = [toolchain(settings).run(), ...e2e.command.map(shellQuote)].join(' ');
  return job({
    id: 'e2e',
    name: 'End-to-End Tests',
    needs: [smokeTest],
    permissions: readContents,
    runsOn: settings.runner,
    timeoutMinutes: e2e.timeoutMinutes,
    environment: { name: smoke.environment, url: smoke.baseUrl },
    env: { UV_PYTHON: python },
    steps: [
      checkout({ ...settings.checkout, ref: settings.defaultBranch }),
      ...environmentSteps(python, cacheLevels(settings, python)),
      run(installStep(settings)),
      run(
        inDirectory(settings, {
          name: 'End-to-end tests',
          env: { SMOKE_BASE_URL: smoke.baseUrl },
          run: scriptText(...attemptsOf(e2e, command)),
        }),
      ),
      uploadResult(settings, {
        name: 'Upload reports',
        artifact: 'e2e',
        path: fromRoot(settings, `${reportsDirectory}/`),
      }),
    ],
  });
}

/** Runs the command until it passes. An attempt that fails is reported although a later one passes: a flake is not hidden. */
function attemptsOf(e2e: EndToEndSettings, command: string): readonly string[] {
  const last = String(e2e.attempts);
  return [
    'attempt=1',
    `until ${command}; do`,
    ...indent([
      `if [ "$attempt" -eq ${last} ]; then`,
      ...indent([remark('error', 'End-to-end tests', `failed ${last} times`), 'exit 1']),
      'fi',
      remark('warning', 'End-to-end tests', `attempt $attempt of ${last} failed`),
      'attempt=$((attempt + 1))',
    ]),
    'done',
  ];
}

/** Compares the canary with the deployment; not on the schedule, which follows no deployment. */
function canaryJob(
  settings: PipelineSettings,
  smoke: SmokeSettings,
  canary: CanarySettings,
  smokeTest: AnyJob,
): AnyJob {
  return job({
    id: 'canary',
    name: 'Canary',
    needs: [smokeTest],
    if: expression("github.event_name != 'schedule'"),
    permissions: { contents: { access: 'read', why: 'check out the action' } },
    runsOn: settings.runner,
    timeoutMinutes: settings.timeouts.smoke,
    environment: { name: smoke.environment, url: canary.url },
    steps: smokeSteps(settings, smoke, {
      name: 'Compare errors and latency',
      inputs: {
        definition: definitionPath,
        environment: smoke.environment,
        'canary-url': canary.url,
        'baseline-url': smoke.baseUrl,
      },
      result: { name: 'Upload comparison', artifact: 'canary', path: 'canary.json' },
    }),
  });
}

/** Holds the deployment to the checks of the version it was rolled back to, as that version had them. */
function rollbackJob(settings: PipelineSettings, smoke: SmokeSettings): AnyJob {
  return job({
    id: 'rollback-smoke-test',
    name: 'Rollback Smoke Test',
    if: expression("github.event_name == 'workflow_dispatch' && inputs.previous-version"),
    permissions: {
      contents: { access: 'read', why: "check out the action, and read the version's definition" },
    },
    runsOn: settings.runner,
    timeoutMinutes: settings.timeouts.smoke,
    environment: { name: smoke.environment, url: smoke.baseUrl },
    steps: smokeSteps(settings, smoke, {
      name: "The previous version's checks",
      inputs: {
        'definition-ref': expression('inputs.previous-version'),
        'base-url': smoke.baseUrl,
        environment: smoke.environment,
        'github-token': expression('github.token'),
      },
      result: { name: 'Upload result', artifact: 'rollback-smoke', path: 'rollback.json' },
    }),
  });
}
