import { githubLimits } from './pace-limits';
import { type Counts } from './request-costs';

/** How many requests of an hour are left. */
interface Allowance {
  readonly limit: number;
  readonly remaining: number;
  /** When there are as many as the limit says again: seconds since the epoch. */
  readonly reset: number;
}

/** What `GET /rate_limit` says, which costs none of them. */
export interface Left {
  readonly rest: Allowance;
  readonly graphql: Allowance;
  /** When that was asked: seconds since the epoch. */
  readonly at: number;
}

const hourSeconds = 3_600;

/** REST requests of an update. WorkflowCommit writes its content by GraphQL mostly; counting it twice errs to the safe side. */
const restOf = ({ read, content, write }: Counts): number => read + content + write;
const graphqlOf = ({ query, content }: Counts): number => query + content;

/**
 * Seconds that an update takes at least, at the limits that GitHub documents: its pause between writes, its limits on
 * content and points, and the requests that are left in this hour.
 *
 * @param left undefined: as many as a user's token has.
 */
export function secondsOf(counts: Counts, left?: Left): number {
  const { content, write, read, query } = counts;
  const pauses = Math.max(0, content + write - 1) * (githubLimits.pauseMs / 1_000);
  const rest = (read + 5 * (content + write)) / githubLimits.restPointsPerMinute;
  const graphql = (query + 5 * content) / githubLimits.graphqlPointsPerMinute;
  return Math.ceil(
    Math.max(
      pauses,
      afterFullHours(content, githubLimits.contentPerHour),
      60 * rest,
      60 * graphql,
      allowanceSeconds(restOf(counts), left?.rest, left?.at),
      allowanceSeconds(graphqlOf(counts), left?.graphql, left?.at),
    ),
  );
}

/** Seconds until the last of so many starts, where each hour has so many a second apart. */
function afterFullHours(count: number, perHour: number): number {
  const hours = Math.max(0, Math.ceil(count / perHour) - 1);
  return hours * hourSeconds + Math.max(0, count - hours * perHour - 1);
}

/** What a user's token may do in an hour. */
const usualLimit = 5_000;

function allowanceSeconds(count: number, left: Allowance | undefined, now = 0): number {
  const missing = count - (left?.remaining ?? usualLimit);
  if (missing <= 0) return 0;
  const first =
    left === undefined ? hourSeconds : Math.min(hourSeconds, Math.max(0, left.reset - now));
  const limit = Math.max(1, left?.limit ?? usualLimit);
  return first + (Math.ceil(missing / limit) - 1) * hourSeconds;
}

/** The requests and the time of an update, in one or two lines; empty where it asks for nothing. */
export function paceText(counts: Counts, left?: Left): string {
  const { read, query, content, write } = counts;
  const all = read + query + content + write;
  if (all === 0) return '';
  const parts = [
    [read, 'reads'],
    [query, 'GraphQL queries'],
    [content, 'content writes'],
    [write, 'other writes'],
  ] as const;
  const named = parts
    .filter(([count]) => count > 0)
    .map(([count, name]) => `${shown(count)} ${name}`);
  const time = durationText(secondsOf(counts, left));
  const first = `Requests to GitHub: about ${shown(all)} (${named.join(', ')}); ${time} at its rate limits.`;
  return left === undefined ? first : `${first}\n${leftText(counts, left)}`;
}

function leftText(counts: Counts, { rest, graphql, at }: Left): string {
  const isShort = restOf(counts) > rest.remaining || graphqlOf(counts) > graphql.remaining;
  const until = clockText(Math.max(rest.reset, graphql.reset), at);
  const what =
    `Left${until}: ${shown(rest.remaining)} of ${shown(rest.limit)} REST requests, ` +
    `${shown(graphql.remaining)} of ${shown(graphql.limit)} points of GraphQL`;
  return isShort
    ? `${what}. They do not suffice: the update waits for more, and goes on where it was if it is interrupted.`
    : `${what}.`;
}

/** GitHub's limits are those of an hour: what is named beyond it, or has passed, is a mistake and says nothing. */
const clockText = (seconds: number, now: number): string =>
  seconds < now || seconds > now + hourSeconds
    ? ''
    : ` until ${new Date(seconds * 1_000).toISOString().slice(11, 16)} UTC`;

const shown = (count: number): string => count.toLocaleString('en-US');

/** `40 s`, `12 min`, `1 h 52 min`. */
function durationText(seconds: number): string {
  if (seconds < 120) return `${String(Math.max(1, seconds))} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 120) return `${String(minutes)} min`;
  return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
}
