import { osvSeverities } from './adapters/osv-severities';
import type { ReportFacts } from '../core/readiness/facts';
import { rate, unratedIds } from '../core/readiness/severity/rate';

/** Where OSV answers, and who hears of what it does not know. */
export interface SeveritySource {
  /** See osv-address.ts. */
  readonly url: string;
  readonly tell: (message: string) => void;
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
  const severities = await osvSeverities(ids, url);
  const value = rate(vulnerabilities.value, severities);
  const unknown = unratedIds(value);
  if (unknown.length > 0) {
    tell(`of unknown severity, which counts as high: ${unknown.slice(0, 20).join(', ')}`);
  }
  return { ...reports, vulnerabilities: { ...vulnerabilities, value } };
}
