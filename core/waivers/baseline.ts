import * as z from 'zod/mini';
import { type ToolFinding } from '../readiness/facts';
import { stableJson, type Json } from '../kernel/stable-json';
import { parseJson, type Parsed } from '../readiness/parse/parsed';

/** Where a repository keeps what was wrong with it when its gates began to look. */
export const baselinePath = '.github/gatehouse/baseline.json';

/** Numbers of findings by file, rule and message. */
const entriesSchema = z.record(
  z.string(),
  z.record(z.string(), z.record(z.string(), z.int().check(z.minimum(1)))),
);
/** What is recorded of a project. */
const recordSchema = {
  /** Percent that the tests covered, as coverage.py counts it: the floor. */
  coverage: z.optional(z.number().check(z.minimum(0), z.maximum(100))),
  /** Tests that failed, by their ids in a JUnit report. */
  failing: z.optional(z.array(z.string())),
  findings: z.record(z.string(), entriesSchema),
};
const baselineSchema = z.strictObject({
  format: z.literal(1),
  ...recordSchema,
  /** Of projects in a directory, by that directory; what stands beside it is of the one at the root. */
  projects: z.optional(z.record(z.string(), z.strictObject(recordSchema))),
});

/**
 * What is known to be wrong and does not fail a gate of the mode `new`. A tool that is not in it was never recorded; one
 * without a finding is there, with nothing.
 */
export type Baseline = z.infer<typeof baselineSchema>;
type Entries = z.infer<typeof entriesSchema>;

export const emptyBaseline: Baseline = { format: 1, findings: {} };

/** What a baseline has of the project in a directory, `.` for the root; undefined where nothing of it was recorded. */
export function partOf(baseline: Baseline | undefined, directory: string): Baseline | undefined {
  if (baseline === undefined) return undefined;
  const { projects = {}, ...root } = baseline;
  if (directory === '.') return root;
  const part = Object.hasOwn(projects, directory) ? projects[directory] : undefined;
  return part === undefined ? undefined : { format: 1, ...part };
}

/** A baseline with that part in its place. */
export function withPart(
  baseline: Baseline | undefined,
  directory: string,
  { format, projects: _projects, ...part }: Baseline,
): Baseline {
  const { projects, ...root } = baseline ?? emptyBaseline;
  return directory === '.'
    ? { format, ...part, ...(projects === undefined ? {} : { projects }) }
    : { ...root, projects: { ...projects, [directory]: part } };
}

/** The parts of all projects. */
export const partsOf = ({ projects = {}, ...root }: Baseline): readonly Baseline[] => [
  root,
  ...Object.values(projects).map((part): Baseline => ({ format: 1, ...part })),
];

/** A finding of a tool, as far as a baseline knows it: the line moves with every edit above it. */
export interface JudgedFinding extends ToolFinding {
  /** All ids of a vulnerability. */
  readonly ids?: readonly string[];
}

/** Reads the file that {@link baselineText} writes. */
export function readBaseline(text: string, file = baselinePath): Parsed<Baseline> {
  const read = parseJson(text, file, baselineSchema);
  return read.ok
    ? read
    : {
        ok: false,
        problems: read.problems.map(({ message, ...problem }) => ({
          ...problem,
          message: message
            .replace('the report', 'the baseline')
            .replace('the tool writes', '`make ci-baseline` writes'),
        })),
      };
}

export function baselineText(baseline: Baseline): string {
  return `${stableJson(baseline as unknown as Json, 2)}\n`;
}

/** How many findings a baseline has, of all tools. */
export function findingCount({ findings }: Baseline): number {
  return sum(Object.values(findings).map((entries) => sum(counts(entries).values())));
}

/** Findings against what a baseline has of their tool. */
export interface Compared {
  /** Those that it does not have. */
  readonly fresh: readonly JudgedFinding[];
  /** How many it has. */
  readonly known: number;
  /** How many of its own were not found any more. */
  readonly gone: number;
}

/** Of findings that look alike the last ones of a file are the new ones. */
export function compare(
  entries: Entries | undefined,
  findings: readonly JudgedFinding[],
): Compared {
  const left = counts(entries ?? {});
  const fresh: JudgedFinding[] = [];
  let known = 0;
  for (const finding of [...findings].sort((a, b) => a.line - b.line)) {
    const key = keyOf(finding);
    const count = left.get(key) ?? 0;
    if (count === 0) fresh.push(finding);
    else {
      left.set(key, count - 1);
      known += 1;
    }
  }
  return { fresh, known, gone: sum(left.values()) };
}

/**
 * What a tool finds now as entries of a baseline. Where the tool has some already they only lose what is not found any more:
 * a baseline never grows.
 */
function recorded(entries: Entries | undefined, findings: readonly JudgedFinding[]): Entries {
  const limits = entries === undefined ? undefined : counts(entries);
  const found = new Map<string, number>();
  for (const finding of findings) {
    const key = keyOf(finding);
    found.set(key, (found.get(key) ?? 0) + 1);
  }
  const table: Record<string, Record<string, Record<string, number>>> = Object.create(
    null,
  ) as typeof table;
  for (const [key, count] of found) {
    const kept = limits === undefined ? count : Math.min(count, limits.get(key) ?? 0);
    if (kept === 0) continue;
    const [file = '', rule = '', message = ''] = JSON.parse(key) as readonly string[];
    const rules = (table[file] ??= Object.create(null) as (typeof table)[string]);
    const messages = (rules[rule] ??= Object.create(null) as (typeof rules)[string]);
    messages[message] = kept;
  }
  return table;
}

/** What is wrong now, as far as it was looked for. */
export interface Present {
  /** Findings by tool, without those that are waived. */
  readonly findings: ReadonlyMap<string, readonly JudgedFinding[]>;
  readonly failing?: readonly string[];
  /** Percent. */
  readonly coverage?: number;
}

/** Records what is wrong now. What a baseline has already only shrinks, and its floor only rises. */
export function record(before: Baseline | undefined, present: Present): Baseline {
  const earlier = before?.findings ?? {};
  const findings = [...present.findings].map(
    ([tool, found]) =>
      [tool, recorded(Object.hasOwn(earlier, tool) ? earlier[tool] : undefined, found)] as const,
  );
  const failing = failingTests(before?.failing, present.failing);
  const coverage =
    present.coverage === undefined
      ? before?.coverage
      : Math.max(present.coverage, before?.coverage ?? 0);
  return {
    format: 1,
    ...(coverage === undefined ? {} : { coverage }),
    ...(failing === undefined ? {} : { failing }),
    findings: { ...earlier, ...Object.fromEntries(findings) },
  };
}

function failingTests(
  before: readonly string[] | undefined,
  present: readonly string[] | undefined,
): string[] | undefined {
  if (present === undefined) return before === undefined ? undefined : [...before];
  const had = new Set(before);
  return [...new Set(present)].filter((id) => before === undefined || had.has(id)).sort();
}

/** What a baseline has more than another one: how much of each tool that both have. Tools recorded for the first time do not count. */
export function growth(before: Baseline, after: Baseline): ReadonlyMap<string, number> {
  const grown = new Map<string, number>();
  for (const [tool, entries] of Object.entries(after.findings)) {
    const earlier = Object.hasOwn(before.findings, tool) ? before.findings[tool] : undefined;
    if (earlier === undefined) continue;
    const had = counts(earlier);
    const more = sum(
      [...counts(entries)].map(([key, count]) => Math.max(0, count - (had.get(key) ?? 0))),
    );
    if (more > 0) grown.set(tool, more);
  }
  if (before.failing !== undefined) {
    const had = new Set(before.failing);
    const more = (after.failing ?? []).filter((id) => !had.has(id)).length;
    if (more > 0) grown.set('tests', more);
  }
  if (before.coverage !== undefined && (after.coverage ?? 0) < before.coverage) {
    grown.set('coverage', before.coverage - (after.coverage ?? 0));
  }
  return grown;
}

function counts(entries: Entries): Map<string, number> {
  return new Map(
    Object.entries(entries).flatMap(([file, rules]) =>
      Object.entries(rules).flatMap(([rule, messages]) =>
        Object.entries(messages).map(
          ([message, count]) => [JSON.stringify([file, rule, message]), count] as const,
        ),
      ),
    ),
  );
}

/**
 * Numbers in a message are mostly places and amounts, which change with the code around them. A vulnerability is known by its
 * package and id, whatever is said of it.
 */
function keyOf({ file, rule, message, ids }: JudgedFinding): string {
  const text = ids === undefined ? message.replace(/\d+/g, '#') : '';
  return JSON.stringify([file, rule, text]);
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, one) => total + one, 0);
}
