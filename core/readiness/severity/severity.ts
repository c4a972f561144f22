/** Severity of a vulnerability in the words of CVSS, worst first. https://www.first.org/cvss/v3.1/specification-document */
export const severities = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof severities)[number];

/** The severity of a package: that of its worst vulnerability. One that no database rates may be as bad as any. */
export function worstSeverity(all: readonly (Severity | undefined)[]): Severity | undefined {
  return severities.find((one) => all.includes(one) && isRated(all, one));
}

/** Whether nothing unrated could be worse than a severity: only the worst one is certain beside it. */
function isRated(all: readonly (Severity | undefined)[], worst: Severity): boolean {
  return worst === 'critical' || worst === 'high' || !all.includes(undefined);
}
