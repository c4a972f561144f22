import { gitHubApp, providerVariables } from '../../core/kernel/provider-variables';
import { type GitHubConnection, readConnection } from '../../provider/github/connection';

/** GitHub as a stack's section `github` names it, with the credential of the environment, which may have none. */
export function fleetConnection(
  github: { readonly owner: string; readonly baseUrl?: string | undefined },
  environment: NodeJS.ProcessEnv,
): GitHubConnection {
  const { address, token } = providerVariables.github;
  const app = gitHubApp(environment);
  return readConnection({
    owner: github.owner,
    baseUrl: environment[address] ?? github.baseUrl ?? '',
    token: environment[token] ?? '',
    appAuth: app === undefined ? '' : JSON.stringify(app),
  });
}
