import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { stableJson } from '../core/kernel/stable-json';
import { type Violation } from '../core/reading/violation';

const baselineFile = z.strictObject({
  version: z.literal(1),
  findings: z.array(
    z.strictObject({
      fingerprint: z.string(),
      rule: z.string(),
      file: z.string(),
      count: z.number().int().min(1),
    }),
  ),
});

/** The findings that were there on the first day: those of one line and one policy, and how many. */
export type Baseline = z.infer<typeof baselineFile>;

/** Names a finding by policy, file and the text of its line, so that it keeps its name when lines above it change. */
export function fingerprintOf({ rule, file = '' }: Violation, line: string): string {
  const parts = [rule, file, line.trim()];
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 20);
}

/** @throws where the file is not a baseline, naming it, what was found and what is allowed. */
export function readBaseline(file: string): Baseline {
  const read = baselineFile.safeParse(parsed(readFileSync(file, 'utf8')));
  if (read.success) return read.data;
  const issues = read.error.issues.map(
    ({ path, message }) => `${file}: ${path.map(String).join('.') || 'the whole file'}: ${message}`,
  );
  throw new Error([...issues, 'write the baseline again with --write-baseline'].join('\n'));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The text of a baseline of these violations. */
export function baselineOf(violations: readonly Violation[]): string {
  const findings = new Map<string, Baseline['findings'][number]>();
  for (const { fingerprint = '', rule, file = '' } of violations) {
    const count = (findings.get(fingerprint)?.count ?? 0) + 1;
    findings.set(fingerprint, { fingerprint, rule, file, count });
  }
  const sorted = [...findings.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return `${stableJson({ version: 1, findings: sorted.map((item) => ({ ...item })) }, 2)}\n`;
}

const keyOf = ({ file, rule, fingerprint }: Baseline['findings'][number]): string =>
  `${file}\0${rule}\0${fingerprint}`;

/** What is left of violations without those of a baseline. */
export interface Compared {
  readonly added: readonly Violation[];
  readonly known: readonly Violation[];
  /** How many findings of the baseline are no longer there. */
  readonly gone: number;
}

/** Splits violations by a baseline; of equal ones as many are known as it has. */
export function compareWith(baseline: Baseline, violations: readonly Violation[]): Compared {
  const left = new Map(baseline.findings.map(({ fingerprint, count }) => [fingerprint, count]));
  const known: Violation[] = [];
  const added = violations.filter((violation) => {
    const { fingerprint = '' } = violation;
    const count = left.get(fingerprint) ?? 0;
    if (count === 0) return true;
    left.set(fingerprint, count - 1);
    known.push(violation);
    return false;
  });
  return { added, known, gone: [...left.values()].reduce((sum, count) => sum + count, 0) };
}
