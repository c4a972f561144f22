import { type Confidence, type Rule, type Severity, type StackFinding } from './rule';

/** A finding with all that a reader, a tool or a code-scanning page needs. */
export interface Violation extends StackFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly link: string;
  /** Enforcement level, where it is known: the engine decides it for a policy. */
  readonly level?: string;
  /** Gatehouse configuration key that decides this, where there is one. */
  readonly setting?: string;
  /** Where its line ends, 1-based, where the text is known. */
  readonly endColumn?: number;
  /** The same for the same finding after changes elsewhere in the file, where the text is known. */
  readonly fingerprint?: string;
}

export function toViolation(
  rule: Rule,
  finding: StackFinding,
  where: { readonly repository?: string; readonly file?: string; readonly urn?: string },
): Violation {
  return {
    ...where,
    ...(rule.setting === undefined ? {} : { setting: rule.setting }),
    ...finding,
    rule: rule.name,
    severity: rule.severity,
    confidence: finding.confidence ?? rule.confidence ?? 'high',
    link: rule.link,
  };
}

/** One line: `acme/x .github/workflows/ci.yml:12:9 message; fix: …; config key: …`. */
export function formatViolation(violation: Violation): string {
  const place = [violation.file, violation.line, violation.column]
    .filter((part) => part !== undefined)
    .join(':');
  const where = [violation.repository, place].filter((part) => part !== undefined && part !== '');
  const setting = violation.setting === undefined ? '' : `; config key: ${violation.setting}`;
  return `${[...where, violation.message].join(' ')}; fix: ${violation.fix}${setting}`;
}
