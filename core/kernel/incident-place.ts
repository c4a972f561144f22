import { foreignSlack } from './foreign-text';

/** How urgent a message is; `none`: the incident is over. */
export type IncidentSeverity = 'high' | 'medium' | 'none';

/**
 * Severity and stack in a Slack message, and the time at which the incident began, which is the same in all of its messages:
 * `severity high · stack prod · incident of 2026-03-01T09:00:00Z`.
 */
export function incidentPlace(
  severity: IncidentSeverity,
  { stack, since }: { readonly stack?: string | undefined; readonly since?: string | undefined },
): string {
  return [
    `severity ${severity}`,
    ...(stack === undefined ? [] : [`stack ${foreignSlack(stack, 100)}`]),
    ...(since === undefined ? [] : [`incident of ${since}`]),
  ].join(' · ');
}
