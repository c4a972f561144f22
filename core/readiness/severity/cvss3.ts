import { cvssMetrics } from './cvss-vector';
import type { Severity } from './severity';

/** Weights of the base metrics. https://www.first.org/cvss/v3.1/specification-document#7-4-Metric-Values */
const weights = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  UI: { N: 0.85, R: 0.62 },
  C: { H: 0.56, L: 0.22, N: 0 },
  I: { H: 0.56, L: 0.22, N: 0 },
  A: { H: 0.56, L: 0.22, N: 0 },
} as const satisfies Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Privileges weigh more where the scope changes. */
const privileges = {
  U: { N: 0.85, L: 0.62, H: 0.27 },
  C: { N: 0.85, L: 0.68, H: 0.5 },
} as const;

/**
 * The base score of a vector of CVSS 3.0 or 3.1, 0 to 10 with one decimal place; undefined for anything else. Temporal and
 * environmental metrics are those of one time and place, and do not change it.
 * https://www.first.org/cvss/v3.1/specification-document#7-1-Base-Metrics-Equations
 */
export function cvss3Score(vector: string): number | undefined {
  const metrics = cvssMetrics(vector, /^CVSS:3\.[01]$/);
  if (metrics === undefined) return undefined;
  const weight = (name: keyof typeof weights): number => own(weights[name], metrics.get(name));
  const scope = metrics.get('S');
  if (scope !== 'U' && scope !== 'C') return undefined;
  const impactBase = 1 - (1 - weight('C')) * (1 - weight('I')) * (1 - weight('A'));
  const impact =
    scope === 'U'
      ? 6.42 * impactBase
      : 7.52 * (impactBase - 0.029) - 3.25 * Math.pow(impactBase - 0.02, 15);
  const privilege = own(privileges[scope], metrics.get('PR'));
  const exploitability = 8.22 * weight('AV') * weight('AC') * privilege * weight('UI');
  if (Number.isNaN(impact) || Number.isNaN(exploitability)) return undefined;
  if (impact <= 0) return 0;
  const sum = impact + exploitability;
  return roundUp(Math.min(scope === 'U' ? sum : 1.08 * sum, 10));
}

/** https://www.first.org/cvss/v3.1/specification-document#Qualitative-Severity-Rating-Scale; a score of 0 is none. */
export function ratingOf(score: number): Severity | undefined {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : undefined;
}

/** NaN for a value that the specification does not have. */
function own(values: Readonly<Record<string, number>>, value: string | undefined): number {
  return value !== undefined && Object.hasOwn(values, value) ? (values[value] ?? NaN) : NaN;
}

/** Appendix A of the specification: the smallest number with one decimal place that is not less, without binary dust. */
function roundUp(value: number): number {
  const whole = Math.round(value * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}
