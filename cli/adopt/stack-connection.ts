import { own } from '../../core/config/own';
import { ProblemsError } from '../../core/kernel/problem';
import { gitHubApp, providerVariables } from '../../core/kernel/provider-variables';
import { type GitHubConnection, readConnection } from '../../provider/github/connection';

/** The owner of a stack's repositories. @throws ProblemsError where the stack file names none. */
export function stackOwner(config: unknown, project: string): string {
  const owner = own(own(config, `${project}:github`) ?? own(config, 'github'), 'owner');
  if (typeof owner === 'string') return owner;
  throw new ProblemsError([
    {
      code: 'no-owner',
      path: `${project}:github.owner`,
      message: 'is missing in the stack file',
      remedy: 'name the organisation or user that owns the repositories',
    },
  ]);
}

/**
 * GitHub as the section `github` of a stack file names it, with the credential of the environment.
 *
 * @param config what the stack file has below `config`.
 * @throws ProblemsError where the stack names no owner, or the environment no credential.
 */
export function stackConnection(
  config: unknown,
  project: string,
  environment: NodeJS.ProcessEnv,
): GitHubConnection {
  const github = own(config, `${project}:github`) ?? own(config, 'github');
  const owner = stackOwner(config, project);
  const named = own(github, 'baseUrl');
  const baseUrl = typeof named === 'string' ? named : environment[providerVariables.github.address];
  const app = gitHubApp(environment);
  const connection = readConnection({
    owner,
    baseUrl: baseUrl ?? '',
    token: environment[providerVariables.github.token] ?? '',
    appAuth: app === undefined ? '' : JSON.stringify(app),
  });
  if (connection.credential !== undefined) return connection;
  throw new ProblemsError([
    {
      code: 'no-credential',
      path: 'GITHUB_TOKEN',
      message: 'is not set, and no GitHub App either',
      remedy:
        'set GITHUB_TOKEN to a token that may read the repositories and their administration settings',
    },
  ]);
}
