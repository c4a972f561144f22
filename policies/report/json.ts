import { stableJson } from '../../core/kernel/stable-json';
import { type CheckReport } from '../check-report';

/** The report as a JSON document `{ version: 1, violations: […], excepted: […], baseline: { known, gone } }`, with sorted keys. */
export function jsonReport({ violations, excepted, known, gone }: CheckReport): string {
  const document = {
    version: 1,
    violations: violations.map((item) => ({ ...item })),
    excepted: excepted.map(({ violation, ...exception }) => ({
      ...exception,
      violation: { ...violation },
    })),
    baseline: { known: known.length, gone },
  };
  return `${stableJson(document, 2)}\n`;
}
