import * as z from 'zod/mini';
import { findingsKept, known, type Reading, type ReportFacts } from './facts';
import { reportingTool } from './parse/tool-reports';
import { severities } from './severity/severity';
import { waivedPartsSchema, type WaivedParts } from './waived';

const count = z.object({ count: z.number() });
const ofTool = { tool: z.optional(reportingTool) };
export const findingShape = z.object({
  file: z.string(),
  line: z.number(),
  rule: z.string(),
  message: z.string(),
});
export const vulnerablePackageShape = z.object({
  name: z.string(),
  version: z.string(),
  ids: z.array(z.string()),
  fixedIn: z.array(z.string()),
  severities: z.optional(z.record(z.string(), z.enum(severities))),
  aliases: z.optional(z.record(z.string(), z.array(z.string()))),
});
const findings = z.object({ count: z.number(), first: z.array(findingShape), ...ofTool });

/** What is kept of each report; of the tests there is a summary in the document. */
const shapes = {
  coverage: z.object({
    linesCovered: z.number(),
    linesTotal: z.number(),
    branchesCovered: z.number(),
    branchesTotal: z.number(),
    worstFiles: z.array(z.object({ path: z.string(), uncovered: z.number() })),
  }),
  lint: findings,
  format: z.extend(count, ofTool),
  types: findings,
  codeScan: z.object({
    high: z.number(),
    medium: z.number(),
    low: z.number(),
    first: z.array(findingShape),
  }),
  vulnerabilities: z.object({
    packages: z.array(vulnerablePackageShape),
    audited: z.number(),
    skipped: z.number(),
    skippedNames: z.array(z.string()),
  }),
  conflicts: count,
  outdated: count,
  mcp: z.object({ tools: z.number(), failed: z.number() }),
  caches: z.object({ lookups: z.number(), hits: z.number() }),
} as const;

type KeptName = keyof typeof shapes;
const keptNames = Object.keys(shapes) as readonly KeptName[];

/**
 * What the reports of the newest run said. GitHub deletes artifacts after some days; a run's reports never change, so that
 * what was read of them holds as long as the run is the newest one.
 */
export const keptReadingsSchema = z.object({
  run: z.number(),
  /** ISO 8601, UTC: when they were read. */
  at: z.iso.datetime(),
  reports: z.object({
    coverage: z.optional(shapes.coverage),
    lint: z.optional(shapes.lint),
    format: z.optional(shapes.format),
    types: z.optional(shapes.types),
    codeScan: z.optional(shapes.codeScan),
    vulnerabilities: z.optional(shapes.vulnerabilities),
    conflicts: z.optional(shapes.conflicts),
    outdated: z.optional(shapes.outdated),
    mcp: z.optional(shapes.mcp),
    caches: z.optional(shapes.caches),
  }),
  /** What was waived of them, each until its day. */
  waived: z.optional(waivedPartsSchema),
});
export type KeptReadings = z.infer<typeof keptReadingsSchema>;

/** Everything of a run's reports that is known now. */
export function keepReadings(
  reports: ReportFacts,
  run: number,
  at: string,
  waived: WaivedParts = {},
): KeptReadings {
  const values = keptNames.flatMap((name) => {
    const reading: Reading<unknown> = reports[name];
    return reading.state === 'known' ? [[name, brief(reading.value)] as const] : [];
  });
  return keptReadingsSchema.parse({
    ...{ run, at, reports: Object.fromEntries(values) },
    ...(Object.keys(waived).length === 0 ? {} : { waived }),
  });
}

/** A value with as many single findings as are shown. */
function brief(value: unknown): unknown {
  const { first } = (value ?? {}) as { readonly first?: unknown };
  return Array.isArray(first)
    ? { ...(value as object), first: first.slice(0, findingsKept) }
    : value;
}

/** The line of the score that a report is the input of, where waivers can excuse something of it. */
const waivableLines: Partial<Record<KeptName, keyof WaivedParts>> = {
  lint: 'lint',
  format: 'format',
  types: 'types',
  codeScan: 'code-scan',
  vulnerabilities: 'vulnerabilities',
  conflicts: 'conflicts',
};

/** A run's reports, what is waived of them, and whether anything of both is from an earlier look. */
interface Restored {
  readonly reports: ReportFacts;
  readonly waived: WaivedParts;
  readonly restored: boolean;
}

/** A run's reports with what is missing of them filled in from what was kept. */
export function restoreReadings(
  reports: ReportFacts,
  run: number,
  kept: KeptReadings | undefined,
  waived: WaivedParts = {},
): Restored {
  if (kept?.run !== run) return { reports, waived, restored: false };
  const restored = keptNames.flatMap((name) => {
    const value: unknown = kept.reports[name];
    return reports[name].state === 'missing' && value !== undefined
      ? [[name, known(value)] as const]
      : [];
  });
  const keptParts = restored.flatMap(([name]) => {
    const line = waivableLines[name];
    const parts = line === undefined ? undefined : kept.waived?.[line];
    return parts === undefined ? [] : [[line, parts] as const];
  });
  return {
    reports: { ...reports, ...(Object.fromEntries(restored) as Partial<ReportFacts>) },
    waived: { ...waived, ...(Object.fromEntries(keptParts) as WaivedParts) },
    restored: restored.length > 0,
  };
}
