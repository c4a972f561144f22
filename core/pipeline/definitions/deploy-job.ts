import { type PipelineSettings } from '../../config/pipeline-settings';
import { pins } from '../actions/pins';
import { expression, type Expression } from '../model/expression';
import { job, jobOutput, type AnyJob } from '../model/job';
import { run, stepOutcome, stepOutput, uses, type Step } from '../model/step';
import { artifactDirectory, verifyArtifact } from '../steps/deployed-artifact';
import { deploymentSummary } from '../steps/deployment-summary';
import { scriptText } from '../steps/script';
import { builtArtifact } from './built-artifact';
import { deploymentChecks, resultDirectory, type Deployment } from './deployment-checks';
import { deploymentCommands } from './deployment-commands';
import { checkout } from './setup';
import { uploadResult } from './upload-result';

/** A step failed, or someone, or a time limit, ended the run: a deployment that is half done is undone in both cases. */
const wentWrong = '(failure() || cancelled())';

/**
 * Deploys the artifact to one environment after another job, and restores what ran before where anything goes wrong. All of it is one
 * job, so that the environment's protection is asked once, and a step that restores cannot wait for a runner.
 */
export function deployJob(
  settings: PipelineSettings,
  deployment: Deployment,
  after: AnyJob | undefined,
): AnyJob {
  const { deploy, environment, build } = deployment;
  const { jobId, service, canary, rehearses } = environment;
  const verify = run({
    id: 'artifact',
    outputs: ['path'],
    name: 'Verify the digest',
    env: { DIGEST: jobOutput(build, 'digest') },
    run: scriptText(...verifyArtifact(deploy.artifact), `mkdir -p ${resultDirectory}`),
  });
  const checks = deploymentChecks(settings, deployment);
  const commands = deploymentCommands(deployment, {
    artifact: stepOutput(verify, 'path'),
    ...(deploy.running === undefined ? {} : { previous: stepOutput(checks.before, 'version') }),
  });
  const change = commands.change();
  const promotion: readonly Step[] =
    canary === undefined
      ? []
      : [
          ...checks.ofNew('Smoke checks of the canary', 'canary', canary.url),
          checks.comparison,
          commands.replace('Promote', 'promote'),
        ];
  const rehearsal: readonly Step[] = rehearses
    ? [
        when(commands.rollBack('Rehearse the rollback', 'rehearse'), checks.answered),
        ...checks.ofFormer('Checks that passed before', 'rehearsed', checks.answered),
        when(commands.replace('Deploy again', 'again'), checks.answered),
        ...checks.ofNew('Smoke checks again', 'deployed-again', service.baseUrl, checks.answered),
      ]
    : [];
  const rollback = when(
    commands.rollBack('Roll back', 'rollback'),
    `${wentWrong} && ${stepOutcome(change)} != 'skipped'`,
  );
  const isRolledBack = `${wentWrong} && ${stepOutcome(rollback)} == 'success'`;
  const restored = checks.ofFormer(
    'Checks that passed before the deployment',
    'restored',
    `${isRolledBack} && ${checks.answered}`,
  );
  const steps: readonly [Step, ...Step[]] = [
    checkout(settings.checkout),
    uses(pins.downloadArtifact, {
      name: 'Fetch artifact',
      with: { name: builtArtifact, path: artifactDirectory },
    }),
    verify,
    ...checks.record,
    change,
    ...promotion,
    ...checks.ofNew('Smoke checks', 'deployed', service.baseUrl),
    ...rehearsal,
    rollback,
    ...restored,
    uploadResult(settings, {
      name: 'Upload results',
      artifact: `results-${jobId}`,
      path: `${resultDirectory}/`,
      isOptional: true,
    }),
    run({
      name: 'Summary',
      if: expression('always()'),
      env: {
        STATUS: expression('job.status'),
        CHANGE: expression(stepOutcome(change)),
        ROLLBACK: expression(stepOutcome(rollback)),
        RESTORED: noneFailed(restored),
        ENVIRONMENT: service.environment,
        COMMIT: expression('github.sha'),
        DIGEST: jobOutput(build, 'digest'),
        VERSION: jobOutput(build, 'version'),
        ...(canary === undefined ? {} : { DECISION: stepOutput(checks.comparison, 'decision') }),
      },
      run: scriptText(...deploymentSummary),
    }),
  ];
  return job({
    id: jobId,
    name: `Deploy to ${service.environment}`,
    needs: after === undefined ? [build] : [build, after],
    permissions: {
      contents: { access: 'read', why: 'check out the commands and the action' },
      ...(deploy.oidc === undefined
        ? {}
        : { 'id-token': { access: 'write', why: 'prove to the cloud who deploys' } }),
    },
    runsOn: settings.runner,
    timeoutMinutes: deploy.timeoutMinutes,
    environment: { name: service.environment, url: service.baseUrl },
    concurrency: { group: jobId, cancelInProgress: false },
    steps,
  });
}

const when = <Each extends Step>(step: Each, condition: string): Each => ({
  ...step,
  if: expression(condition),
});

/** Whether none of these steps has failed. */
function noneFailed(steps: readonly Step[]): Expression {
  return expression(
    steps
      .flatMap(({ id }) => (id === undefined ? [] : [`steps.${id}.outcome != 'failure'`]))
      .join(' && '),
  );
}
