import type { ReportFacts } from '../core/readiness/facts';
import { rate, unratedIds } from '../core/readiness/severity/rate';

/** Where OSV answers, and who hears of what it does not know. */
export interface SeveritySource {
  /** Default: OSV's own address. A mirror can be named by the variable {@link osvUrlVariable}. */
  readonly url: string;
  readonly tell: (message: string) => void;
}

export const osvUrlVariable = 'GATEHOUSE_OSV_URL';
const osvUrl = 'https://api.osv.dev';

/** Where OSV is asked. */
export function osvUrlOf(variables: Readonly<Record<string, string | undefined>>): string {
  const url = variables[osvUrlVariable] ?? '';
  return url === '' ? osvUrl : url;
}

/**
 * The reports with the severities that OSV has of their vulnerabilities: pip-audit's own report has none. What stays without
 * is named, and counts like the worst.
 */
export async function withSeverities<R extends Pick<ReportFacts, 'vulnerabilities'>>(
  reports: R,
  { url, tell }: SeveritySource,
): Promise<R> {
  const { vulnerabilities } = reports;
  if (vulnerabilities.state === 'missing') return reports;
  const ids = unratedIds(vulnerabilities.value);
  if (ids.length === 0) return reports;
  const { osvSeverities } = await import('./adapters/osv-severities.js');
  const severities = await osvSeverities(ids, url);
  const value = rate(vulnerabilities.value, severities);
  const unknown = unratedIds(value);
  if (unknown.length > 0) {
    tell(`of unknown severity, which counts as high: ${unknown.slice(0, 20).join(', ')}`);
  }
  return { ...reports, vulnerabilities: { ...vulnerabilities, value } };
}
