import { logText } from '../../core/kernel/foreign-text';
import { type DriftFinding } from './findings';

/** What a look at a fleet came to. */
export interface DriftReport {
  readonly stack: string;
  /** Repositories that were looked at. */
  readonly repositories: number;
  readonly requests: number;
  readonly findings: readonly DriftFinding[];
  /** What the credential may not read, a line each. */
  readonly notes: readonly string[];
}

/** A table: repository, kind, what it is about, and how it differs. */
export function driftText(report: DriftReport): string {
  const { findings, notes, repositories, requests } = report;
  const rows = findings.map(({ repository, kind, subject, change, details }) => [
    repository,
    kind,
    change,
    details.length === 0 ? subject : `${subject}: ${details.join(', ')}`,
  ]);
  const table = rows.length === 0 ? [] : [['REPOSITORY', 'KIND', 'CHANGE', 'WHAT'], ...rows];
  const widths = [0, 1, 2].map((column) =>
    Math.max(0, ...table.map((row) => (row[column] ?? '').length)),
  );
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const drifted = new Set(findings.map(({ repository }) => repository)).size;
  const total = `${repositories} ${repositories === 1 ? 'repository' : 'repositories'}`;
  const verb = drifted === 1 ? 'differs' : 'differ';
  const summary =
    findings.length === 0
      ? `No drift: ${total} unchanged since the last update; ${requests} requests.`
      : `${drifted} of ${total} ${verb} from the last update; ${requests} requests.`;
  const gap = lines.length === 0 ? [] : [''];
  const text = [...lines, ...gap, summary, ...notes.map((note) => `note: ${note}`), ''];
  return logText(text.join('\n'));
}

/** The same as JSON. */
export function driftJson({ findings, ...report }: DriftReport): string {
  const whole = { version: 1, ...report, drifted: findings.length > 0, findings };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}
