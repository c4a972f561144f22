import { optional } from './optional';
import { readDefaultShell, readPermissions } from './read-inherited';
import { readMatrix, readMatrixValues } from './read-matrix';
import { type Container, type Job, type Step, type Text } from './workflow';
import { type YamlNodes } from './yaml-nodes';
import { type YamlMap, type YamlNode } from './yaml-tree';

/** `shell` is the workflow's default shell. */
export function readJob(nodes: YamlNodes, id: Text, job: YamlMap, shell?: Text): Job {
  const defaultShell = readDefaultShell(nodes, job) ?? shell;
  const uses = nodes.textAt(job, 'uses');
  const secrets = nodes.at(job, 'secrets');
  const inherit =
    nodes.scalar(secrets)?.value === 'inherit' ? nodes.keyAt(job, 'secrets') : undefined;
  const environment = nodes.at(job, 'environment');
  const runsOn = nodes.at(job, 'runs-on');
  return {
    id: id.value,
    line: id.line,
    column: id.column,
    ...optional('name', nodes.textAt(job, 'name')),
    needs: nodes.list(nodes.at(job, 'needs')),
    ...optional('condition', nodes.textAt(job, 'if')),
    ...optional('uses', uses),
    ...optional('usesComment', uses && nodes.trailingComment(uses)),
    runsOn: nodes.list(nodes.map(runsOn) ? nodes.at(nodes.map(runsOn), 'labels') : runsOn),
    ...optional('runnerGroup', nodes.textAt(nodes.map(runsOn), 'group')),
    ...optional('permissions', readPermissions(nodes, job)),
    ...optional('timeoutMinutes', nodes.textAt(job, 'timeout-minutes')),
    ...optional(
      'environment',
      nodes.scalar(environment) ?? nodes.textAt(nodes.map(environment), 'name'),
    ),
    ...optional('concurrency', nodes.keyAt(job, 'concurrency')),
    ...optional('cacheMode', nodes.textAt(job, 'cache-mode')),
    ...optional('continueOnError', nodes.textAt(job, 'continue-on-error')),
    env: nodes.entries(nodes.at(job, 'env')),
    ...optional('container', readContainer(nodes, job, 'container')),
    services: (nodes.map(nodes.at(job, 'services'))?.items ?? []).flatMap((pair) => {
      const key = nodes.scalar(pair.key);
      return key === undefined
        ? []
        : (readContainer(nodes, nodes.map(nodes.at(job, 'services')), key.value) ?? []);
    }),
    ...optional('secretsInherit', inherit),
    secrets: nodes.entries(secrets),
    with: nodes.entries(nodes.at(job, 'with')),
    steps: readSteps(nodes, nodes.at(job, 'steps'), defaultShell),
    ...optional('matrix', readMatrix(nodes, job)),
    matrixValues: readMatrixValues(nodes, job),
  };
}

/**
 * The steps of a job or of a composite action.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsparallel
 */
export function readSteps(
  nodes: YamlNodes,
  list: YamlNode | undefined,
  defaultShell: Text | undefined,
): readonly Step[] {
  return nodes.items(list).flatMap((item) => {
    const step = nodes.map(item);
    if (step === undefined) return [];
    // GitHub allows no `parallel` within another, so a list that holds itself is read once.
    const together = nodes.items(nodes.at(step, 'parallel')).flatMap((part) => {
      const inner = nodes.map(part);
      return inner === undefined ? [] : [readStep(nodes, inner, defaultShell)];
    });
    return together.length > 0 ? together : [readStep(nodes, step, defaultShell)];
  });
}

function readStep(nodes: YamlNodes, step: YamlMap, defaultShell: Text | undefined): Step {
  const uses = nodes.textAt(step, 'uses');
  return {
    ...nodes.position(step.start),
    ...optional('id', nodes.textAt(step, 'id')),
    ...optional('name', nodes.textAt(step, 'name')),
    ...optional('condition', nodes.textAt(step, 'if')),
    ...optional('uses', uses),
    ...optional('usesComment', uses && nodes.trailingComment(uses)),
    ...optional('run', nodes.textAt(step, 'run')),
    ...optional('shell', nodes.textAt(step, 'shell') ?? defaultShell),
    ...optional('directory', nodes.textAt(step, 'working-directory')),
    with: nodes.entries(nodes.at(step, 'with')),
    env: nodes.entries(nodes.at(step, 'env')),
    ...optional('continueOnError', nodes.textAt(step, 'continue-on-error')),
    ...optional('background', nodes.textAt(step, 'background')),
    cancel: nodes.list(nodes.at(step, 'cancel')),
  };
}

function readContainer(
  nodes: YamlNodes,
  owner: YamlMap | undefined,
  key: string,
): Container | undefined {
  const position = nodes.keyAt(owner, key);
  if (position === undefined) return undefined;
  const node = nodes.at(owner, key);
  const map = nodes.map(node);
  const credentials = nodes.map(nodes.at(map, 'credentials'));
  return {
    ...position,
    ...optional('image', nodes.scalar(node) ?? nodes.textAt(map, 'image')),
    ...optional('username', nodes.textAt(credentials, 'username')),
    ...optional('password', nodes.textAt(credentials, 'password')),
  };
}
