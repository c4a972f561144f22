import { gitHubOwner, loopbackAddress, providerVariables } from '../../kernel/provider-variables';
import { type Provider } from '../processes/provider';
import { type PropertyMap, unwrapSecret, withoutSecrets } from '../protocol/property-value';
import { gitHubApi, type GitHubApi } from './github/api';
import { gitHubProvider, unusableGitHub } from './github/github-provider';
import { recordedProvider } from './recorded';
import { slackApi } from './slack/api';
import { slackProvider } from './slack/slack-provider';

/** What a stand-in may know of the world. */
export interface StandInContext {
  readonly environment: NodeJS.ProcessEnv;
  /**
   * Whether nothing may be contacted: a plan works from the program and the state alone. Plugins get no credential then.
   */
  readonly offline: boolean;
  /** For runs that only look: the GitHub to read for a provider of these inputs, wherever that is. */
  readonly reader?: ((inputs: PropertyMap) => GitHubApi) | undefined;
}

/**
 * The stand-in for a published package's provider. It never reaches the real service: where a provider resource points
 * at the sandbox's loopback servers it works on those, and everything else it only writes down.
 *
 * - `github`: the provider's `baseUrl`, else GITHUB_BASE_URL.
 * - `slack`: SLACK_API_URL, since the published provider has no setting for it.
 */
export function standIn(
  packageName: string,
  inputs: PropertyMap,
  context: StandInContext,
): Provider {
  const { environment, offline } = context;
  const recorded = recordedProvider(packageName, { inputs, offline });
  const setting = (key: string, variable: string): string | undefined => {
    const value = unwrapSecret(inputs[key] ?? null);
    return typeof value === 'string' && value !== '' ? value : environment[variable];
  };
  if (packageName === 'github' && context.reader !== undefined) {
    return gitHubProvider(context.reader(inputs), recorded, offline);
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
              `the stand-in for GitHub at ${url.origin} needs an owner (GITHUB_OWNER) and a token (GITHUB_TOKEN); it does not sign in as an App`,
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
