import {
  type Environment,
  environmentConflicts,
  gitHubApp,
  gitHubOwner,
  providerVariables,
} from '../../core/kernel/provider-variables';
import {
  connectionKey,
  type GitHubConnection,
  readConnection,
} from '../../provider/github/connection';
import { type Diagnosis, type DoctorFinding } from './finding';
import { examineGitHub } from './github/examine-github';
import { packageOf, repositoryNeeds, type WantedResource } from './needs';
import { examineSlack, slackScopes } from './slack';
import { unlistedFindings } from './unlisted';
import { awsTypes } from '../../core/kernel/resource-types';

/**
 * Checks whether these credentials can deploy a stack. Nothing is changed, and no vendor is contacted that
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
    findings: [
      ...parts.flatMap(({ findings }) => findings),
      ...unlistedFindings(resources),
      ...environmentFindings(resources, environment),
    ],
    merges: parts.flatMap(({ merges }) => merges),
    levels: parts.flatMap(({ levels = [] }) => levels),
    requests: parts.reduce((sum, { requests }) => sum + requests, 0),
  };
}

/** Where the environment says something else to the published providers than the stack's own inputs. */
function environmentFindings(
  resources: readonly WantedResource[],
  environment: Environment,
): readonly DoctorFinding[] {
  const conflicts = new Map(
    resources.flatMap((resource) =>
      environmentConflicts(packageOf(resource), resource.provider ?? {}, environment).map(
        (conflict) => [JSON.stringify(conflict), conflict] as const,
      ),
    ),
  );
  return [...conflicts.values()].map(({ effect, problem: { path, message, found, remedy } }) => ({
    subject: String(path),
    check: 'environment',
    status: effect === 'redirects' ? 'missing' : 'warning',
    message: `${String(found)}: ${message}`,
    ...(remedy === undefined ? {} : { remedy }),
  }));
}

/** What a stack needs through each of its connections to GitHub. */
export function gitHubCases(
  resources: readonly WantedResource[],
  environment: Environment,
): readonly Parameters<typeof examineGitHub>[0][] {
  const grouped = new Map<
    string,
    { connection: ReturnType<typeof readConnection>; resources: WantedResource[] }
  >();
  for (const resource of resources) {
    if (!['github', 'gatehouse'].includes(packageOf(resource))) continue;
    const isPublished = packageOf(resource) === 'github';
    const connection = readConnection(
      gitHubConfig(resource.provider ?? {}, environment, isPublished),
    );
    const key = connectionKey(connection);
    const known = grouped.get(key);
    if (known === undefined) grouped.set(key, { connection, resources: [resource] });
    else known.resources.push(resource);
  }
  return [...grouped.values()].map(({ connection, resources: own }) => ({
    connection,
    needs: repositoryNeeds(own),
    resources: own,
  }));
}

/** The connections to GitHub that resources use and that have a credential. */
export const gitHubConnections = (
  resources: readonly WantedResource[],
  environment: Environment,
): readonly GitHubConnection[] =>
  gitHubCases(resources, environment)
    .map(({ connection }) => connection)
    .filter(({ credential }) => credential !== undefined);

/** @see https://www.pulumi.com/registry/packages/github/installation-configuration/ */
function gitHubConfig(
  inputs: Readonly<Record<string, unknown>>,
  environment: Environment,
  isPublished: boolean,
): Record<string, string> {
  const { owner, address, token } = providerVariables.github;
  const text = (key: string, variable: string): string => {
    const given = inputs[key];
    return typeof given === 'string' && given !== '' ? given : (environment[variable] ?? '');
  };
  return {
    // Gatehouse's own provider takes what it is given.
    owner: isPublished ? (gitHubOwner(inputs, environment) ?? '') : text('owner', owner[1]),
    baseUrl: text('baseUrl', address),
    token: text('token', token),
    appAuth: appAuth(inputs['appAuth'], environment),
  };
}

function appAuth(given: unknown, environment: Environment): string {
  if (typeof given === 'string' && given !== '') return given;
  if (typeof given === 'object' && given !== null) return JSON.stringify(given);
  const app = gitHubApp(environment);
  return app === undefined ? '' : JSON.stringify(app);
}

function slackCases(
  resources: readonly WantedResource[],
  environment: Environment,
): readonly Promise<Diagnosis>[] {
  const own = resources.filter((resource) => packageOf(resource) === 'slack');
  const scopes = slackScopes(own);
  if (scopes.length === 0) return [];
  const given = own.find(({ provider }) => typeof provider?.['token'] === 'string')?.provider;
  const token = given?.['token'] ?? environment[providerVariables.slack.token];
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
  const [first, second] = providerVariables.aws.region;
  const region = named?.['region'] ?? environment[first] ?? environment[second];
  const functions = own.filter(({ type }) => type === awsTypes.lambda.Function).length;
  const wanted = { region: typeof region === 'string' ? region : undefined, functions };
  // The SDK takes as long to load as all the rest, and most stacks do not use it.
  return [import('./aws.js').then(({ examineAws }) => examineAws(wanted))];
}
