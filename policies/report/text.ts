import { formatViolation } from '../../core/reading/violation';
import { type CheckReport } from '../check-report';
import { type Excepted } from '../excepted';

/** One line per violation, in the order of the files, then what is excused, and a closing line with the count. */
export function textReport({ violations, excepted, known, gone }: CheckReport): string {
  const count = violations.length;
  return [
    ...violations.map((item) => `${formatViolation(item)} [${item.rule}]`),
    ...excepted.map(exceptionLine),
    ...(known.length + gone === 0 ? [] : [baselineLine(known.length, gone)]),
    count === 0 ? 'no violations' : `${count} violation${count === 1 ? '' : 's'}`,
    '',
  ].join('\n');
}

function exceptionLine(excepted: Excepted): string {
  const { file = '', line, rule } = excepted.violation;
  const place = line === undefined ? file : `${file}:${line}`;
  return `${place} ${exceptionText(excepted)} [${rule}]`;
}

/** By what a finding is excepted, until when, by whom and why. */
export function exceptionText({ by, reason, owner, until }: Excepted): string {
  return `excepted by a ${by} until ${until}${owner === undefined ? '' : ` (${owner})`}: ${reason}`;
}

function baselineLine(known: number, gone: number): string {
  const left = `baseline: ${known} known`;
  return gone === 0 ? left : `${left}, ${gone} fixed; record it again with --write-baseline`;
}
