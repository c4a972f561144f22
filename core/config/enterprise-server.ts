import { loopbackAddress } from '../kernel/provider-variables';
import { type Problem } from '../kernel/problem';

/** github.com, and GitHub Enterprise Cloud with data residency. */
const hosted = /^(?:(?:api\.)?github\.com|(?:api\.)?[a-z0-9-]+\.ghe\.com)$/i;

/**
 * Whether a stack is for a GitHub Enterprise Server, whose Actions do not know what the delivered workflows need: from v4 on
 * the actions for artifacts stop there. https://github.com/actions/upload-artifact#v4---whats-new
 */
export function enterpriseServerProblems({
  baseUrl,
}: {
  readonly baseUrl?: string;
}): readonly Omit<Problem, 'file' | 'path'>[] {
  if (baseUrl === undefined || !URL.canParse(baseUrl)) return [];
  if (loopbackAddress(baseUrl) !== undefined || hosted.test(new URL(baseUrl).hostname)) return [];
  return [
    {
      code: 'enterprise-server',
      message:
        'is a GitHub Enterprise Server, where actions/upload-artifact and actions/download-artifact from v4 on stop with an error; every delivered workflow uses them',
      found: JSON.stringify(baseUrl),
      allowed: 'https://github.com/ or https://SUBDOMAIN.ghe.com/',
      remedy: 'remove `github.baseUrl` and keep the repositories on github.com or GHE.com',
    },
  ];
}
