import { loopbackAddress } from '../kernel/provider-variables';
import { type WindowLimit } from './sliding-window';

/** How fast a server may be asked. */
export interface PaceLimits {
  /** Starts of writes of any kind. */
  readonly writes: readonly WindowLimit[];
  /** Starts of writes that create content, besides. */
  readonly content: readonly WindowLimit[];
  /** Points of all requests, by API. */
  readonly points: Readonly<Record<'rest' | 'graphql', readonly WindowLimit[]>>;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/**
 * What GitHub documents: a second between writes, 80 writes a minute and 500 an hour that create content, 900 points a
 * minute of REST and 2,000 of GraphQL.
 *
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 * @see https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#pause-between-mutative-requests
 */
export const githubLimits = {
  pauseMs: second,
  contentPerMinute: 80,
  contentPerHour: 500,
  restPointsPerMinute: 900,
  graphqlPointsPerMinute: 2_000,
} as const;

const per = (most: number, spanMs: number): WindowLimit => ({ most, spanMs });

const pause = per(1, githubLimits.pauseMs);
const none: PaceLimits = { writes: [], content: [], points: { rest: [], graphql: [] } };
const onGitHub: PaceLimits = {
  writes: [pause],
  content: [per(githubLimits.contentPerMinute, minute), per(githubLimits.contentPerHour, hour)],
  points: {
    rest: [per(githubLimits.restPointsPerMinute, minute)],
    graphql: [per(githubLimits.graphqlPointsPerMinute, minute)],
  },
};

/**
 * The limits of a server. A GitHub Enterprise Server has none unless its administrator turns them on, and gets the pause
 * alone; a loopback server is a stand-in without limits.
 *
 * @param apiUrl root of the REST API.
 * @see https://docs.github.com/en/enterprise-server@latest/admin/configuring-settings/configuring-user-applications-for-your-enterprise/configuring-rate-limits
 */
export function paceLimitsOf(apiUrl: string): PaceLimits {
  if (loopbackAddress(apiUrl) !== undefined) return none;
  const isGitHub = /^https:\/\/api\.(?:github\.com|[^./]+\.ghe\.com)(?:\/|$)/.test(apiUrl);
  return isGitHub ? onGitHub : { ...none, writes: [pause] };
}
