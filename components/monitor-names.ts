import { createHash } from 'node:crypto';
import { type MonitoredEnvironment } from './smoke-monitor';

/** Where a monitor is named: repository and environment. */
type Monitored = Pick<MonitoredEnvironment, 'repository' | 'environment'>;

const hashLength = 8;

/** Name of a monitor, and its part that tells it from another one of the same name; empty where there is none. */
interface MonitorName {
  readonly name: string;
  readonly suffix: string;
}

/**
 * A name for each monitor, of letters, digits, `.`, `_` and `-`, in their order. Names of AWS have no dots and spaces, and
 * some of them know no case, so that two environments could come to one name (`my.app` and `my-app`, or `a` in
 * `b-c` and `a-b` in `c`): of such only one that needs no change keeps its own, and the others get a hash. Whatever collides with
 * nothing has the name it always had.
 */
export function monitorNames(environments: readonly Monitored[]): readonly MonitorName[] {
  const plain = environments.map(plainName);
  const keys = plain.map(awsKey);
  return environments.map((monitored, index) => {
    const same = keys.flatMap((key, other) => (key === keys[index] ? [other] : []));
    const unchanged = same.filter((other) => isUnchanged(environments[other]));
    const keeps = same.length === 1 || (unchanged.length === 1 && unchanged[0] === index);
    const suffix = keeps ? '' : `-${hashOf(monitored)}`;
    return { name: `${plain[index] ?? ''}${suffix}`, suffix };
  });
}

/** Environment names may hold spaces, which names of resources may not. */
function plainName({ repository, environment }: Monitored): string {
  return `${repository}-${environment.replaceAll(/[^A-Za-z0-9_-]/g, '-')}`;
}

/** What AWS makes of a name, as far as it tells two of them apart. */
function awsKey(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_-]/g, '-').toLowerCase();
}

function isUnchanged(monitored: Monitored | undefined): boolean {
  return (
    monitored !== undefined && !/[^A-Za-z0-9_-]/.test(monitored.repository + monitored.environment)
  );
}

function hashOf({ repository, environment }: Monitored): string {
  const text = JSON.stringify([repository, environment]);
  return createHash('sha256').update(text).digest('hex').slice(0, hashLength);
}
