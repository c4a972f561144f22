import { ProblemsError } from '../kernel/problem';

/**
 * Root of the REST API, without a trailing slash, of the GitHub that the configuration names, or else GITHUB_BASE_URL, as
 * for the GitHub provider: GitHub Enterprise Server has it below its host, GitHub Enterprise Cloud with data residency at
 * `api.SUBDOMAIN.ghe.com`. The address may be that of the API already, since the provider takes both forms.
 *
 * @throws {ProblemsError} when it is no URL; one from the environment has been through no schema.
 * @see https://docs.github.com/en/enterprise-server/rest/enterprise-admin#endpoint-urls
 */
export function githubRestApi(
  configured: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const baseUrl = configured ?? environment['GITHUB_BASE_URL'];
  if (baseUrl === undefined || baseUrl === '') return 'https://api.github.com';
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol)) {
    throw new ProblemsError([
      {
        code: 'wrong-url',
        path: 'GITHUB_BASE_URL',
        message: 'is not the address of a GitHub',
        found: baseUrl,
        allowed: 'an http(s) URL such as https://github.example.com/',
      },
    ]);
  }
  const { host, origin, protocol } = new URL(baseUrl);
  if (host === 'github.com' || host === 'api.github.com') return 'https://api.github.com';
  if (/^[^.]+\.ghe\.com$/.test(host)) return `${protocol}//api.${host}`;
  if (/^api\.[^.]+\.ghe\.com$/.test(host)) return origin;
  return `${origin}/api/v3`;
}
