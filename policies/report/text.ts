import { formatViolation, type Violation } from '../../core/reading/violation';

/** One line per violation, in the order of the files, and a closing line with the count. */
export function textReport(violations: readonly Violation[]): string {
  const lines = violations.map((item) => `${formatViolation(item)} [${item.rule}]`);
  const count = violations.length;
  return [
    ...lines,
    count === 0 ? 'no violations' : `${count} violation${count === 1 ? '' : 's'}`,
    '',
  ].join('\n');
}
