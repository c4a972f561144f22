import { type PathTool } from '../tools';
import { known, missing, type FindingsFact, type Reading } from '../readiness/facts';
import { parsePipAudit } from '../readiness/parse/audit';
import {
  decodeReport,
  parsed,
  relativePath,
  shorten,
  withoutColours,
  type CheckOutput,
  type Parsed,
} from '../readiness/parse/parsed';
import { parseBandit, parsePipCheck } from '../readiness/parse/security';
import { toolReports, type ToolReport } from '../readiness/parse/tool-reports';
import { type ReportFiles } from '../readiness/readings';
import { formatProblem } from '../kernel/problem';
import { type JudgedFinding } from './baseline';
import { type WaivableGate } from './waiver';

/** Tools whose findings are judged one by one; `cve` is the audit with the second database. */
export const judgedTools = [
  ...(Object.keys(toolReports) as readonly PathTool[]),
  'bandit',
  'pip-audit',
  'cve',
  'pip-check',
] as const;
export type JudgedTool = (typeof judgedTools)[number];

type Read = (text: string, file: string, root: string | undefined) => CheckOutput<FindingList>;

/** Findings that can block; `count` is of all that there are. */
interface FindingList {
  readonly count: number;
  readonly findings: readonly JudgedFinding[];
}

interface Described {
  readonly gate: WaivableGate;
  readonly report: string;
  readonly read: Read;
}

const tools: Readonly<Record<Exclude<JudgedTool, PathTool>, Described>> = {
  bandit: { gate: 'security', report: 'bandit.json', read: highFindings },
  'pip-audit': { gate: 'security', report: 'pip-audit.json', read: vulnerabilities },
  cve: { gate: 'security', report: 'cve.json', read: vulnerabilities },
  'pip-check': { gate: 'security', report: 'pip-check.txt', read: conflicts },
};

export const gateOf = (tool: JudgedTool): WaivableGate => described(tool).gate;
export const reportOfTool = (tool: JudgedTool): string => described(tool).report;

function described(tool: JudgedTool): Described {
  if (!isPathTool(tool)) return tools[tool];
  const report: ToolReport = toolReports[tool];
  return { gate: report.gate, report: report.file, read: readOf(report) };
}

const isPathTool = (tool: JudgedTool): tool is PathTool => Object.hasOwn(toolReports, tool);

const readOf = (report: ToolReport): Read =>
  report.gate === 'format' ? filesFrom(report) : findingsFrom(report.read);

/** A tool and the name of its report. */
export interface ReportingTool {
  readonly tool: PathTool;
  readonly report: string;
}

/** The tools of a gate, in the order in which the score looks for their reports. */
export function toolsOf(gate: 'lint' | 'format' | 'types'): readonly ReportingTool[] {
  return (Object.keys(toolReports) as readonly PathTool[])
    .filter((tool) => gateOf(tool) === gate)
    .map((tool) => ({ tool, report: reportOfTool(tool) }));
}

/** What a tool found, out of its report. `root` is the directory it ran in. */
export function findingsOf(
  tool: JudgedTool,
  files: ReportFiles,
  root?: string,
): Reading<readonly JudgedFinding[]> {
  const { report, read } = described(tool);
  const bytes = files.get(report);
  if (bytes === undefined) return missing(`${report} is missing`);
  const text = decodeReport(bytes, report);
  const result = text.ok ? read(text.value, report, root) : text;
  if (!result.ok) return missing(result.problems.map(formatProblem).join('; '));
  const { count, findings } = result.value;
  return findings.length === count
    ? known(findings)
    : missing(`${report} names ${findings.length} of ${count} findings`);
}

function findingsFrom(
  parse: (text: string, file: string, root?: string) => CheckOutput<FindingsFact>,
): Read {
  return (text, file, root) =>
    mapped(parse(text, file, root), ({ count, first }) => ({
      count,
      findings: first.map((one) => ({ ...one, file: plainPath(one.file, root) })),
    }));
}

/** Formatters name files, each as a finding of the rule `format` that is about all of it. */
function filesFrom({ read: parse, line }: Extract<ToolReport, { readonly gate: 'format' }>): Read {
  return (text, file, root) =>
    mapped(parse(text, file), ({ count }) => ({
      count,
      findings: matches(text, line).map((name) => ({
        file: plainPath(name, root),
        line: 1,
        rule: 'format',
        message: 'would be reformatted',
      })),
    }));
}

function matches(text: string, line: RegExp): readonly string[] {
  return withoutColours(text)
    .split(/\r?\n/)
    .flatMap((one) => line.exec(one)?.[1] ?? [])
    .filter((name, index, all) => all.indexOf(name) === index);
}

/** Those that block: findings of medium severity are reported. */
function highFindings(text: string, file: string, root?: string): CheckOutput<FindingList> {
  return mapped(parseBandit(text, file, root), ({ high, first }) => ({
    count: high,
    findings: first.slice(0, high),
  }));
}

function vulnerabilities(text: string, file: string): CheckOutput<FindingList> {
  return mapped(parsePipAudit(text, file), ({ audited }) => {
    const findings = audited.flatMap(({ name, version, vulnerabilities: all }) =>
      all.map(({ id, aliases, fixedIn }) => ({
        file: name,
        line: 1,
        rule: id,
        message: `${name} ${version}${fixedIn.length === 0 ? '' : `, fixed in ${fixedIn.join(', ')}`}`,
        ids: [id, ...aliases],
      })),
    );
    return { count: findings.length, findings };
  });
}

const conflict =
  /^(?:The package `)?([A-Za-z0-9][\w.-]{0,100})`? .*(?:which is not installed|but you|is not supported on|requires)/;

function conflicts(text: string, file: string): CheckOutput<FindingList> {
  return mapped(parsePipCheck(text, file), ({ count }) => {
    const findings = withoutColours(text)
      .split(/\r?\n/)
      .flatMap((line) => {
        const name = conflict.exec(line)?.[1];
        return name === undefined
          ? []
          : [{ file: name, line: 1, rule: 'conflict', message: shorten(line) }];
      });
    return { count, findings };
  });
}

const plainPath = (path: string, root: string | undefined): string =>
  relativePath(path, root).replace(/^\.\//, '');

function mapped<T>(result: CheckOutput<T>, change: (value: T) => FindingList): Parsed<FindingList> {
  return result.ok ? parsed(change(result.value)) : { ok: false, problems: result.problems };
}
