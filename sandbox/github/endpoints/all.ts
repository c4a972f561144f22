import type { Endpoint } from '../endpoint';
import { accessEndpoints } from './access';
import { accountEndpoints } from './accounts';
import { actionsPermissionEndpoints, cacheEndpoints } from './actions-settings';
import { appEndpoints } from './apps';
import { branchEndpoints } from './branches';
import { checkEndpoints } from './checks';
import { codeScanningEndpoints } from './code-scanning';
import { commentEndpoints } from './comments';
import { commitEndpoints } from './commits';
import { contentEndpoints } from './contents';
import { environmentEndpoints } from './environments';
import { objectEndpoints, refEndpoints } from './git-data';
import { issueEventEndpoints } from './issue-events';
import { labelEndpoints } from './labels';
import { mergeEndpoints } from './merge';
import { organizationRulesetEndpoints } from './organization-rulesets';
import { codeOwnersEndpoints } from './code-owners';
import { protectionEndpoints } from './protection';
import { pullEndpoints } from './pulls';
import { releaseEndpoints } from './releases';
import { repositoryEndpoints } from './repositories';
import { repositoryOptionEndpoints } from './repository-options';
import { rulesetEndpoints } from './rulesets';
import { runEndpoints } from './runs';
import { allSecretEndpoints } from './secrets';
import { allVariableEndpoints } from './variables';

/** Every REST endpoint the loopback GitHub answers. */
export const allEndpoints: readonly Endpoint[] = [
  ...accessEndpoints,
  ...accountEndpoints,
  ...actionsPermissionEndpoints,
  ...appEndpoints,
  ...branchEndpoints,
  ...cacheEndpoints,
  ...checkEndpoints,
  ...codeScanningEndpoints,
  ...commentEndpoints,
  ...commitEndpoints,
  ...contentEndpoints,
  ...environmentEndpoints,
  ...issueEventEndpoints,
  ...labelEndpoints,
  ...mergeEndpoints,
  ...codeOwnersEndpoints,
  ...objectEndpoints,
  ...organizationRulesetEndpoints,
  ...protectionEndpoints,
  ...pullEndpoints,
  ...refEndpoints,
  ...releaseEndpoints,
  ...repositoryEndpoints,
  ...repositoryOptionEndpoints,
  ...rulesetEndpoints,
  ...runEndpoints,
  ...allSecretEndpoints,
  ...allVariableEndpoints,
];

/** What a client has left of its limits; the router answers it, since it counts no request. */
export const rateLimitOperation = 'GET /rate_limit';

/**
 * Every operation of which GitHub's description is kept: those that the loopback GitHub answers, and those that `make refresh`
 * reads, to which its tests hold their answers.
 */
export const describedOperations: readonly string[] = [
  ...allEndpoints.map(({ operation }) => operation),
  rateLimitOperation,
  'GET /advisories',
  'GET /repos/{owner}/{repo}/releases/latest',
];
