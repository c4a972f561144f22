import { reference, type Action } from '../actions/action';
import { expression } from '../model/expression';
import { type AnyJob, type CallJob, type Concurrency, type Container } from '../model/job';
import { type Permissions } from '../model/permissions';
import { type Step } from '../model/step';
import { type Workflow } from '../model/workflow';
import { Commented, type YamlValue } from './yaml-text';
import { triggersYaml } from './triggers-yaml';

/** A workflow as YAML values, in the order of GitHub's own documentation. */
export function workflowYaml(workflow: Workflow): YamlValue {
  return {
    name: workflow.name,
    'run-name': workflow.runName,
    on: triggersYaml(workflow.on),
    permissions: permissionsYaml(workflow.permissions),
    env: workflow.env,
    defaults:
      workflow.defaults === undefined
        ? undefined
        : {
            run: {
              shell: workflow.defaults.run.shell,
              'working-directory': workflow.defaults.run.workingDirectory,
            },
          },
    concurrency:
      workflow.concurrency === undefined ? undefined : concurrencyYaml(workflow.concurrency),
    jobs: Object.fromEntries([
      ...(workflow.calls ?? []).map((each) => [each.id, callYaml(each)] as const),
      ...workflow.jobs.map((each) => [each.id, jobYaml(each)] as const),
    ]),
  };
}

function concurrencyYaml(concurrency: Concurrency): YamlValue {
  return { group: concurrency.group, 'cancel-in-progress': concurrency.cancelInProgress };
}

/** Scopes in code-unit order, each with its reason behind it. */
function permissionsYaml(permissions: Permissions): YamlValue {
  const entries = Object.entries(permissions).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([scope, grant]) => [scope, new Commented(grant.access, grant.why)]),
  );
}

/** Each secret by name: `secrets: inherit` would hand over those that the called workflow does not need, too. */
function callYaml(job: CallJob): YamlValue {
  const { repository, path, commit } = job.calls;
  return {
    name: job.name,
    permissions: permissionsYaml(job.permissions),
    uses: `${repository}/${path}@${commit}`,
    secrets:
      job.secrets.length === 0
        ? undefined
        : Object.fromEntries(job.secrets.map((name) => [name, expression(`secrets.${name}`)])),
  };
}

function jobYaml(job: AnyJob): YamlValue {
  const strategy =
    job.strategy === undefined
      ? undefined
      : {
          'fail-fast': job.strategy.failFast,
          'max-parallel': job.strategy.maxParallel,
          matrix: job.strategy.matrix,
        };
  const concurrency = job.concurrency === undefined ? undefined : concurrencyYaml(job.concurrency);
  return {
    name: job.name,
    needs: job.needs?.map((each) => each.id),
    if: job.if,
    permissions: permissionsYaml(job.permissions),
    'runs-on': job.runsOn,
    'timeout-minutes': job.timeoutMinutes,
    environment: job.environment,
    concurrency,
    outputs: job.outputs,
    env: job.env,
    strategy,
    'continue-on-error': job.continueOnError,
    container: job.container === undefined ? undefined : containerYaml(job.container),
    services:
      job.services === undefined
        ? undefined
        : Object.fromEntries(
            Object.entries(job.services).map(([id, service]) => [id, containerYaml(service)]),
          ),
    steps: job.steps.map(stepYaml),
  };
}

function containerYaml(container: Container): YamlValue {
  return {
    image: container.image,
    credentials: container.credentials,
    env: container.env,
    ports: container.ports,
    volumes: container.volumes,
    options: container.options,
  };
}

function stepYaml(step: Step): YamlValue {
  const before = { name: step.name, id: step.id, if: step.if };
  const after = {
    env: step.env,
    'continue-on-error': step.continueOnError,
    'timeout-minutes': step.timeoutMinutes,
  };
  if (step.kind === 'run') {
    return {
      ...before,
      shell: 'bash',
      'working-directory': step.workingDirectory,
      run: step.run,
      ...after,
    };
  }
  const { action } = step;
  return {
    ...before,
    uses: usesYaml(action),
    with: step.with,
    ...after,
  };
}

/** Behind a pin its version. Behind our own action why it stays with the older form of a local reference. */
function usesYaml(action: Action): YamlValue {
  const comment = action.kind === 'pinned' ? action.version : action.why;
  return comment === undefined ? reference(action) : new Commented(reference(action), comment);
}
