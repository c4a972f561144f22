import { type GitHubConnection, readConnection } from '../../provider/github/connection';
import { ReadingGitHub } from '../../provider/github/reading-github';
import {
  gitHubOwner,
  loopbackAddress,
  providerVariables,
} from '../../core/kernel/provider-variables';
import {
  type PropertyMap,
  unwrapSecret,
  withoutSecrets,
} from '../../provider/protocol/property-value';
import { type Provider } from '../../provider/protocol/provider';
import { type Reach, requestsFunction } from '../../provider/protocol/reach';
import { gitHubApi, readOnlyApi } from './github/api';
import { bridged } from './bridged';
import { gitHubProvider, unusableGitHub } from './github/github-provider';
import { gitHubTypes } from './github/types';
import { recordedProvider } from './recorded';
import { slackApi } from './slack/api';
import { slackProvider, slackResources } from './slack/slack-provider';

/** What the providers of a process may know of the world. */
export interface World {
  readonly environment: NodeJS.ProcessEnv;
  readonly reach: Reach;
}

/**
 * The provider of a published package on a machine without accounts. It changes no real service: where a provider
 * resource points at loopback servers it works on those, and everything else it only records.
 *
 * - `github`: the provider's `baseUrl`, else GITHUB_BASE_URL.
 * - `slack`: SLACK_API_URL, since the published provider has no setting for it.
 */
export function packageProvider(packageName: string, inputs: PropertyMap, world: World): Provider {
  const provider = bareProvider(packageName, inputs, world);
  const schemas = publishedTypes[packageName];
  return schemas === undefined ? provider : bridged(provider, schemas);
}

/** Types whose schema is known here, by package. */
const publishedTypes: Readonly<Record<string, Parameters<typeof bridged>[1]>> = {
  github: gitHubTypes,
  slack: slackResources,
};

/** The provider as its Terraform original: without what the bridge adds. */
function bareProvider(
  packageName: string,
  inputs: PropertyMap,
  { environment, reach }: World,
): Provider {
  const offline = reach === 'nothing';
  const recorded = recordedProvider(packageName, inputs, offline);
  const setting = (key: string, variable: string): string | undefined => {
    const value = unwrapSecret(inputs[key] ?? null);
    return typeof value === 'string' && value !== '' ? value : environment[variable];
  };
  if (packageName === 'github' && reach === 'read') {
    const connection = readConnection({
      owner: gitHubOwner(withoutSecrets(inputs), environment) ?? '',
      baseUrl: setting('baseUrl', providerVariables.github.address) ?? '',
      token: setting('token', providerVariables.github.token) ?? '',
      appAuth: setting('appAuth', '') ?? '',
    });
    return readingProvider(connection, recorded);
  }
  if (packageName === 'github') {
    const { address, token: tokenVariable } = providerVariables.github;
    const url = loopbackAddress(setting('baseUrl', address));
    if (url !== undefined) {
      const token = setting('token', tokenVariable);
      const owner = gitHubOwner(withoutSecrets(inputs), environment);
      const api =
        token === undefined || owner === undefined
          ? unusableGitHub(
              `the GitHub at ${url.origin} needs an owner (GITHUB_OWNER) and a token (GITHUB_TOKEN); the sandbox's provider cannot authenticate as an App`,
            )
          : gitHubApi(url.origin, token, owner);
      return gitHubProvider(api, recorded, offline);
    }
  }
  if (packageName === 'slack') {
    const url = loopbackAddress(environment['SLACK_API_URL']);
    if (url !== undefined) {
      const path = url.pathname === '/' ? '/api' : url.pathname.replace(/\/+$/, '');
      const token = setting('token', providerVariables.slack.token) ?? '';
      return slackProvider(slackApi(`${url.origin}${path}`, token), recorded, offline);
    }
  }
  return recorded;
}

function readingProvider(connection: GitHubConnection, recorded: Provider): Provider {
  if (connection.credential === undefined) {
    return gitHubProvider(unusableGitHub('no credential: set GITHUB_TOKEN'), recorded, false);
  }
  const github = new ReadingGitHub(connection);
  const provider = gitHubProvider(readOnlyApi(github), recorded, false);
  return {
    ...provider,
    invoke: (token, args) =>
      token === requestsFunction
        ? Promise.resolve({ result: { requests: github.requests }, failures: [] })
        : provider.invoke(token, args),
  };
}
