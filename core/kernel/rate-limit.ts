/** Longest time that a rate limit is believed to last, seconds: a day. What GitHub names beyond it is a mistake. */
const longestSeconds = 86_400;
/** GitHub asks for at least a minute where it names no time. */
const unnamedSeconds = 60;

type Headers = Readonly<Record<string, string | number | undefined>>;

/**
 * Seconds after which GitHub may be asked again, from what an answer's headers say: `retry-after` in seconds or as a
 * date, else the end of the primary limit, else a minute. A time in the past is one second, one beyond a day is a day. Times are
 * held against the answer's own `date`, so that a clock that is wrong here, or is set during a run, changes nothing.
 *
 * @param now milliseconds since the epoch, for an answer without a date.
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
export function secondsToWait(headers: Headers, now: number): number {
  const dated = Date.parse(String(headers['date']));
  const then = Number.isNaN(dated) ? now : dated;
  const given = headers['retry-after'];
  const named = given === undefined ? Number.NaN : secondsOf(String(given), then);
  if (!Number.isNaN(named)) return bounded(named);
  if (String(headers['x-ratelimit-remaining']) !== '0') return unnamedSeconds;
  const reset = Number(headers['x-ratelimit-reset']);
  return Number.isNaN(reset) ? unnamedSeconds : bounded(reset - then / 1000);
}

/** Seconds, or a date of HTTP: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function secondsOf(text: string, now: number): number {
  const trimmed = text.trim();
  return /^\d+$/.test(trimmed) ? Number(trimmed) : (Date.parse(trimmed) - now) / 1000;
}

const bounded = (seconds: number): number =>
  Math.min(longestSeconds, Math.max(1, Math.ceil(seconds)));

/** Whether an answer says that a limit was exceeded, and not that something is forbidden. */
export function isLimited(status: number, headers: Headers, message: string): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return (
    headers['retry-after'] !== undefined ||
    String(headers['x-ratelimit-remaining']) === '0' ||
    /\brate limit/i.test(message)
  );
}

/**
 * Headers of an answer in the form that Octokit's throttling understands: it takes no date for `retry-after`, no 429 for a limit
 * that says neither "secondary rate" nor that no request is left, and holds the end of a limit against the clock of this machine.
 */
export function plainLimitHeaders(
  status: number,
  headers: Headers,
  now: number,
): Readonly<Record<string, string>> {
  const isNamed = status === 429 || headers['retry-after'] !== undefined;
  const isUsedUp =
    status === 429 || (status === 403 && String(headers['x-ratelimit-remaining']) === '0');
  if (!isNamed && !isUsedUp) return {};
  const seconds = secondsToWait(headers, now);
  const reset = String(Math.ceil(now / 1000) + seconds);
  return {
    ...(isNamed ? { 'retry-after': String(seconds) } : {}),
    ...(isUsedUp ? { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset } : {}),
  };
}
