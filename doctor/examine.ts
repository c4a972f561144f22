import { connectionKey, readConnection } from '../provider/github/connection';
import { type Diagnosis } from './finding';
import { examineGitHub } from './github/examine-github';
import { repositoryNeeds, type WantedResource } from './needs';
import { examineSlack, slackScopes } from './slack';

/** What the environment may say where the stack does not; the published providers read the same variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Looks whether the credentials at hand could bring a stack about. Nothing is changed, and nothing is asked of a vendor that
 * the stack does not use.
 */
export async function examine(
  resources: readonly WantedResource[],
  environment: Environment,
): Promise<Diagnosis> {
  const parts = await Promise.all([
    ...gitHubCases(resources, environment).map(examineGitHub),
    ...slackCases(resources, environment),
    ...awsCases(resources, environment),
  ]);
  return {
    findings: parts.flatMap(({ findings }) => findings),
    requests: parts.reduce((sum, { requests }) => sum + requests, 0),
  };
}

const packageOf = ({ type }: WantedResource): string => type.split(':')[0] ?? '';

function gitHubCases(
  resources: readonly WantedResource[],
  environment: Environment,
): readonly Parameters<typeof examineGitHub>[0][] {
  const grouped = new Map<
    string,
    { connection: ReturnType<typeof readConnection>; resources: WantedResource[] }
  >();
  for (const resource of resources) {
    if (!['github', 'gatehouse'].includes(packageOf(resource))) continue;
    const connection = readConnection(gitHubConfig(resource.provider ?? {}, environment));
    const key = connectionKey(connection);
    const known = grouped.get(key);
    if (known === undefined) grouped.set(key, { connection, resources: [resource] });
    else known.resources.push(resource);
  }
  return [...grouped.values()].map(({ connection, resources: own }) => ({
    connection,
    needs: repositoryNeeds(own),
  }));
}

/** @see https://www.pulumi.com/registry/packages/github/installation-configuration/ */
function gitHubConfig(
  inputs: Readonly<Record<string, unknown>>,
  environment: Environment,
): Record<string, string> {
  const text = (key: string, variable: string): string => {
    const given = inputs[key];
    return typeof given === 'string' && given !== '' ? given : (environment[variable] ?? '');
  };
  return {
    owner: text('owner', 'GITHUB_OWNER'),
    baseUrl: text('baseUrl', 'GITHUB_BASE_URL'),
    token: text('token', 'GITHUB_TOKEN'),
    appAuth: appAuth(inputs['appAuth'], environment),
  };
}

function appAuth(given: unknown, environment: Environment): string {
  if (typeof given === 'string' && given !== '') return given;
  if (typeof given === 'object' && given !== null) return JSON.stringify(given);
  const id = environment['GITHUB_APP_ID'];
  const installationId = environment['GITHUB_APP_INSTALLATION_ID'];
  const pemFile = environment['GITHUB_APP_PEM_FILE']?.replaceAll('\\n', '\n');
  return id === undefined || installationId === undefined || pemFile === undefined
    ? ''
    : JSON.stringify({ id, installationId, pemFile });
}

function slackCases(
  resources: readonly WantedResource[],
  environment: Environment,
): readonly Promise<Diagnosis>[] {
  const own = resources.filter((resource) => packageOf(resource) === 'slack');
  const scopes = slackScopes(own);
  if (scopes.length === 0) return [];
  const given = own.find(({ provider }) => typeof provider?.['token'] === 'string')?.provider;
  const token = given?.['token'] ?? environment['SLACK_TOKEN'];
  const root = environment['SLACK_API_URL'] ?? 'https://slack.com/api/';
  return [
    examineSlack(
      {
        apiUrl: root.endsWith('/') ? root : `${root}/`,
        token: typeof token === 'string' && token !== '' ? token : undefined,
      },
      scopes,
    ),
  ];
}

function awsCases(
  resources: readonly WantedResource[],
  environment: Environment,
): readonly Promise<Diagnosis>[] {
  const own = resources.filter((resource) => packageOf(resource) === 'aws');
  if (own.length === 0) return [];
  const named = own.find(({ provider }) => typeof provider?.['region'] === 'string')?.provider;
  const region =
    named?.['region'] ?? environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'];
  const functions = own.filter(({ type }) => type === 'aws:lambda/function:Function').length;
  const wanted = { region: typeof region === 'string' ? region : undefined, functions };
  // The SDK takes as long to load as all the rest, and most stacks do not use it.
  return [import('./aws.js').then(({ examineAws }) => examineAws(wanted))];
}
