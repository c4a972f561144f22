/** Where a monitor is named. */
export interface MonitorPlace {
  /** Bare name of the repository. */
  readonly repository: string;
  readonly environment: string;
}

/** Name of a monitor among those of a stack. Environment names may hold spaces, which names of resources may not. */
export function plainMonitorName({ repository, environment }: MonitorPlace): string {
  return `${repository}-${environment.replaceAll(/[^A-Za-z0-9_-]/g, '-')}`;
}

/** Where people see the alarms of a region by what their names begin with. */
export function alarmLink(region: string, name: string): string {
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#alarmsV2:?search=${encodeURIComponent(name)}`;
}

/**
 * Where people see the alarms of the monitor of an environment. Two monitors of the same plain name have a hash behind it,
 * so that both are found.
 */
export function monitorLink(region: string, place: MonitorPlace): string {
  return alarmLink(region, `smoke-${plainMonitorName(place)}`);
}
