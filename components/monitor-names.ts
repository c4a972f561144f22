import { createHash } from 'node:crypto';
import { plainMonitorName, type MonitorPlace } from '../core/smoke/alarm-link';

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
export function monitorNames(environments: readonly MonitorPlace[]): readonly MonitorName[] {
  const plain = environments.map(plainMonitorName);
  const keys = plain.map(awsKey);
  return environments.map((monitored, index) => {
    const same = keys.flatMap((key, other) => (key === keys[index] ? [other] : []));
    const unchanged = same.filter((other) => isUnchanged(environments[other]));
    const keeps = same.length === 1 || (unchanged.length === 1 && unchanged[0] === index);
    const suffix = keeps ? '' : `-${hashOf(monitored)}`;
    return { name: `${plain[index] ?? ''}${suffix}`, suffix };
  });
}

/** What AWS makes of a name, as far as it tells two of them apart. */
function awsKey(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_-]/g, '-').toLowerCase();
}

function isUnchanged(monitored: MonitorPlace | undefined): boolean {
  return (
    monitored !== undefined && !/[^A-Za-z0-9_-]/.test(monitored.repository + monitored.environment)
  );
}

function hashOf({ repository, environment }: MonitorPlace): string {
  const text = JSON.stringify([repository, environment]);
  return createHash('sha256').update(text).digest('hex').slice(0, hashLength);
}
