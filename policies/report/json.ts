import { stableJson } from '../../core/kernel/stable-json';
import { type Violation } from '../../core/reading/violation';

/** The violations as a JSON document `{ version: 1, violations: […] }`, with sorted keys. */
export function jsonReport(violations: readonly Violation[]): string {
  const items = violations.map((item) => ({ ...item }));
  return `${stableJson({ version: 1, violations: items }, 2)}\n`;
}
