import {
  type Environment,
  loopbackAddress,
  providerVariables,
} from '../core/kernel/provider-variables';

const gitHub = 'https://api.github.com';

/**
 * Address of the GitHub that a stack names, else of a sandbox on this machine that the environment names, else github.com.
 * Given to every provider, it keeps the environment from sending the stack, or a part of it, elsewhere.
 */
export function githubAddress(configured: string | undefined, environment: Environment): string {
  return (
    configured ??
    loopbackAddress(environment[providerVariables.github.address])?.href ??
    `${gitHub}/`
  );
}

/**
 * Root of the REST API, without a trailing slash, of the GitHub at an address: GitHub Enterprise Server has it below its
 * host, GitHub Enterprise Cloud with data residency at `api.SUBDOMAIN.ghe.com`. The address may be that of the API
 * already, since the GitHub provider takes both forms.
 *
 * @see https://docs.github.com/en/enterprise-server/rest/enterprise-admin#endpoint-urls
 */
export function githubRestApi(address: string): string {
  const { host, origin, protocol } = new URL(address);
  if (host === 'github.com' || host === 'api.github.com') return gitHub;
  if (/^[^.]+\.ghe\.com$/.test(host)) return `${protocol}//api.${host}`;
  if (/^api\.[^.]+\.ghe\.com$/.test(host)) return origin;
  return `${origin}/api/v3`;
}

/** Where people read the repositories of the GitHub at an address, without a trailing slash. */
export function githubPages(address: string): string {
  const { host, origin, protocol } = new URL(address);
  return /^api\.(github\.com|[^.]+\.ghe\.com)$/.test(host)
    ? `${protocol}//${host.replace(/^api\./, '')}`
    : origin;
}
