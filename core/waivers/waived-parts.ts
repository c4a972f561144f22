import type { Reading, ReportFacts } from '../readiness/facts';
import { parsePipAudit, packagesOf, type Audit } from '../readiness/parse/audit';
import { decodeReport, type CheckOutput } from '../readiness/parse/parsed';
import { parseBandit } from '../readiness/parse/security';
import type { ReportFiles } from '../readiness/readings';
import { packageMeasures } from '../readiness/severity/package-measures';
import { measureOfPackage } from '../readiness/severity/rate';
import type { WaivableLine, WaivedPart, WaivedParts } from '../readiness/waived';
import { findingsOf, toolsOf, type ReportingTool } from './judged-tools';
import { fileFromRoot, waiverFor, type Subject } from './match';
import type { WaivableGate, Waiver } from './waiver';

/** A run's reports, as files and as they were read. */
export interface RunReports {
  readonly files: ReportFiles;
  readonly reports: Omit<ReportFacts, 'documentation'>;
  /** Directory in which the tools ran. */
  readonly root?: string | undefined;
  /** The same from the root of the repository, where waivers name files from. Default: the root. */
  readonly directory?: string | undefined;
}

/** Of a measure: how much there is, and which of it can be waived one by one. */
interface Counted {
  readonly measure: string;
  readonly total: number;
  /** Each with everything that is to be waived for it not to count. */
  readonly each: readonly (readonly Subject[])[];
}

/**
 * What waivers excuse of a run's reports, for the score. The gates ask the same question of the same waivers (judge-check.ts).
 * A gate that is waived as a whole excuses all its findings; what is no finding stays what was measured: coverage, and a report
 * that is missing.
 */
export function waivedPartsOf(
  run: RunReports,
  waivers: readonly Waiver[],
  today: string,
): WaivedParts {
  const rules = { waivers, today };
  const { reports } = run;
  const parts: Record<WaivableLine, readonly WaivedPart[]> = {
    lint: partsOf('lint', toolFindings('findings', toolsOf('lint'), reports.lint, run), rules),
    format: partsOf('format', toolFindings('files', toolsOf('format'), reports.format, run), rules),
    types: partsOf('types', toolFindings('errors', toolsOf('types'), reports.types, run), rules),
    'code-scan': partsOf('security', scanFindings(run), rules),
    vulnerabilities: partsOf('security', packages(run), rules),
    conflicts: partsOf('security', conflicts(reports.conflicts), rules),
  };
  return Object.fromEntries(
    Object.entries(parts).flatMap(([line, found]) =>
      found.length === 0 ? [] : [[line, [...found]]],
    ),
  );
}

interface Rules {
  readonly waivers: readonly Waiver[];
  readonly today: string;
}

function partsOf(
  gate: WaivableGate,
  counted: readonly Counted[],
  { waivers, today }: Rules,
): readonly WaivedPart[] {
  const whole = waiverFor(waivers, { kind: 'gate', gate }, today)?.until;
  return counted.flatMap(({ measure, total, each }) => {
    const ends = each.map((subjects) => {
      const own = subjects.map((subject) => waiverFor(waivers, subject, today)?.until);
      return later(whole, own.length === 0 ? undefined : own.reduce(sooner));
    });
    const others = Math.max(0, total - each.length);
    const days = new Map<string, number>();
    const add = (until: string | undefined, count: number): void => {
      if (until !== undefined && count > 0) days.set(until, (days.get(until) ?? 0) + count);
    };
    for (const until of ends) add(until, 1);
    add(whole, others);
    return [...days].map(([until, count]) => ({ measure, count, until }));
  });
}

/** Something waits for all of its waivers: it is excused as long as the first of them, and not at all without one. */
function sooner(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || b === undefined ? undefined : a < b ? a : b;
}

function later(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}

/** Findings of the tool whose report the line was read from. */
function toolFindings(
  measure: string,
  tools: readonly ReportingTool[],
  reading: Reading<{ readonly count: number }>,
  { files, root, directory }: RunReports,
): readonly Counted[] {
  if (reading.state === 'missing') return [];
  const tool = tools.find(({ report }) => files.has(report))?.tool;
  const findings = tool === undefined ? undefined : findingsOf(tool, files, root);
  const each =
    tool === undefined || findings?.state !== 'known'
      ? []
      : findings.value.map(({ rule, file }) => [
          { kind: 'finding' as const, tool, rule, file: fileFromRoot(file, directory) },
        ]);
  return [{ measure, total: reading.value.count, each }];
}

/** Bandit's findings by severity, in which order its report was read. */
function scanFindings({
  files,
  root,
  directory,
  reports: { codeScan },
}: RunReports): readonly Counted[] {
  if (codeScan.state === 'missing') return [];
  const scan = readFile(files, 'bandit.json', (text, file) => parseBandit(text, file, root));
  const first = scan?.first ?? [];
  let from = 0;
  return (['high', 'medium', 'low'] as const).map((measure) => {
    const total = codeScan.value[measure];
    const own = first.slice(from, from + total);
    from += total;
    const each = own.map(({ rule, file }) => [
      {
        kind: 'finding' as const,
        tool: 'bandit' as const,
        rule,
        file: fileFromRoot(file, directory),
      },
    ]);
    return { measure, total, each };
  });
}

/** A vulnerable package counts until each of its vulnerabilities is waived. */
function packages({ files, reports: { vulnerabilities } }: RunReports): readonly Counted[] {
  if (vulnerabilities.state === 'missing') return [];
  const audits = ['pip-audit.json', 'cve.json'].flatMap((name): readonly Audit[] => {
    const audit = readFile(files, name, parsePipAudit);
    return audit === undefined ? [] : [audit];
  });
  const audited = packagesOf(audits);
  return packageMeasures.map((measure) => {
    const counted = vulnerabilities.value.packages.filter(
      (one) => measureOfPackage(one) === measure,
    );
    const each = audited
      .filter(({ name, version }) =>
        counted.some((one) => one.name === name && one.version === version),
      )
      .map(({ name, vulnerabilities: all }) =>
        all.map(({ id, aliases }) => ({
          kind: 'vulnerability' as const,
          ids: [id, ...aliases],
          package: name,
        })),
      );
    return { measure, total: counted.length, each };
  });
}

function conflicts(reading: ReportFacts['conflicts']): readonly Counted[] {
  return reading.state === 'missing'
    ? []
    : [{ measure: 'conflicts', total: reading.value.count, each: [] }];
}

/** What a report says, if it can be read; an incomplete one has no line in the score to waive anything of. */
function readFile<T>(
  files: ReportFiles,
  name: string,
  parse: (text: string, file: string) => CheckOutput<T>,
): T | undefined {
  const bytes = files.get(name);
  const text = bytes === undefined ? undefined : decodeReport(bytes, name);
  const read = text?.ok === true ? parse(text.value, name) : undefined;
  return read?.ok === true ? read.value : undefined;
}
