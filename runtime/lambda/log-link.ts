/** One run of a function, as its log has it. */
export interface LoggedRun {
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

/** Milliseconds shown around a run: lines are stored a little later than they are written. */
const aroundMs = 60_000;

/**
 * Where people read one run in the log of a function; undefined outside of Lambda.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function logLink(
  region: string,
  group: string,
  { requestId, from, to }: LoggedRun,
): string | undefined {
  if (region === '' || group === '') return undefined;
  const query = [
    ['start', String(Math.floor(from) - aroundMs)],
    ['end', String(Math.ceil(to) + aroundMs)],
    ['filterPattern', `"${requestId}"`],
  ].map(([key = '', value = '']) => `${key}=${encodeURIComponent(value)}`);
  // The console decodes its fragment twice, with $ for the second %.
  const twice = (text: string): string => encodeURIComponent(text).replaceAll('%', '$');
  const name = twice(encodeURIComponent(group));
  const events = `${name}/log-events${twice(`?${query.join('&')}`)}`;
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${events}`;
}
