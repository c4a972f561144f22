import { formatProblem } from '../kernel/problem';
import type { PathTool } from '../tools';
import { missing, known, type Reading, type ReportFacts, type VulnerabilitiesFact } from './facts';
import { parseCoverageJson, parseCoverageXml } from './parse/coverage';
import { parseJunit } from './parse/junit';
import { parseCaches, parseMcp } from './parse/mcp';
import { decodeReport, type CheckOutput, type Unread } from './parse/parsed';
import { parseNotAudited, parsePipAudit, vulnerabilitiesOf, type Audit } from './parse/audit';
import { findingsReports, formatReports, toolReports } from './parse/tool-reports';
import { parseBandit, parseOutdated, parsePipCheck } from './parse/security';

/** The reports of one run by file name; only those that are there. */
export type ReportFiles = ReadonlyMap<string, Uint8Array | Unread>;

/** File names a run's reports are looked for under. */
export const reportNames = [
  ...Object.values(toolReports).map(({ file }) => file),
  'coverage.xml',
  'coverage.json',
  'junit.xml',
  'bandit.json',
  'pip-audit.json',
  'cve.json',
  'not-audited.txt',
  'pip-check.txt',
  'outdated.json',
  'mcp.json',
  'caches.json',
] as const;

/** A report's name, and what reads it. */
interface Named<T> {
  readonly file: string;
  readonly read: (text: string, file: string, root?: string) => CheckOutput<T>;
}

interface OfTool {
  readonly tool: PathTool;
}

/**
 * Reads every report. One that is not there or cannot be read is a missing reading that names the file and the reason.
 * `root` is the directory the tools ran in, taken off absolute paths.
 */
export function readReports(files: ReportFiles, root?: string): Omit<ReportFacts, 'documentation'> {
  const read = <T>(name: string, parse: Named<T>['read']): Reading<T> => {
    const bytes = files.get(name);
    if (bytes === undefined) return missing(`${name} is missing`);
    const text = decodeReport(bytes, name);
    const result: CheckOutput<T> = text.ok ? parse(text.value, name, root) : text;
    if (result.ok) return known(result.value);
    const reason = result.problems.map(formatProblem).join('; ');
    return missing(reason, 'partial' in result ? result.partial : undefined);
  };
  /** The report of the tool that the project uses: the first that is there, and the usual one where none is. */
  const readOne = <T extends object>(
    reports: readonly (Named<T> & OfTool)[],
  ): Reading<T & OfTool> => {
    const [usual] = reports;
    const report = reports.find(({ file }) => files.has(file)) ?? usual;
    if (report === undefined) return missing('no tool is known');
    const { tool } = report;
    const found = read(report.file, report.read);
    if (found.state === 'known') return known({ ...found.value, tool });
    const { reason, partial } = found;
    return missing(reason, partial === undefined ? undefined : { ...partial, tool });
  };
  const json = read('coverage.json', parseCoverageJson);
  return {
    coverage:
      json.state === 'known' || !files.has('coverage.xml')
        ? json
        : read('coverage.xml', parseCoverageXml),
    tests: read('junit.xml', parseJunit),
    lint: readOne(findingsReports('lint')),
    format: readOne(formatReports),
    types: readOne(findingsReports('types')),
    codeScan: read('bandit.json', parseBandit),
    vulnerabilities: vulnerabilities(
      read('pip-audit.json', parsePipAudit),
      read('cve.json', parsePipAudit),
      read('not-audited.txt', parseNotAudited),
    ),
    conflicts: read('pip-check.txt', parsePipCheck),
    outdated: read('outdated.json', parseOutdated),
    mcp: read('mcp.json', parseMcp),
    caches: read('caches.json', parseCaches),
  };
}

/** The second database is a second opinion: one answer is enough, and what either knows counts. */
function vulnerabilities(
  first: Reading<Audit>,
  second: Reading<Audit>,
  unreleased: Reading<Audit>,
): Reading<VulnerabilitiesFact> {
  const audits = [first, second].flatMap((one) => (one.state === 'known' ? [one.value] : []));
  // Stryker disable next-line ConditionalExpression,StringLiteral: without an audit the first one is missing.
  if (audits.length === 0) return missing(first.state === 'missing' ? first.reason : '');
  const fact = vulnerabilitiesOf(
    unreleased.state === 'known' ? [...audits, unreleased.value] : audits,
  );
  return fact.audited === 0 && fact.skipped > 0
    ? missing(`none of the ${fact.skipped} packages could be looked up`, fact)
    : known(fact);
}

/** Reports that name files by their whole paths on the runner. */
const absoluteReports = ['ruff.json', 'pyright.txt'] as const;

/**
 * The directory in which a runner had a project checked out, from the paths that its reports name; undefined where none
 * names one, or the runner is not laid out as GitHub's are on Linux and macOS: the repository's name twice, below `work`.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables#default-environment-variables
 */
export function checkoutIn(
  files: ReportFiles,
  repository: string,
  directory = '.',
): string | undefined {
  const end = `work/${repository}/${repository}/`;
  for (const name of absoluteReports) {
    const bytes = files.get(name);
    const text = bytes === undefined ? undefined : decodeReport(bytes, name);
    if (text?.ok !== true) continue;
    const at = text.value.indexOf(end);
    if (at === -1) continue;
    const before = text.value.slice(Math.max(0, at - longestRoot), at);
    const start = /(?:^|[\s"])(\/[^\s"]*)$/.exec(before)?.[1];
    if (start !== undefined) {
      return directory === '.' ? `${start}${end}`.replace(/\/$/, '') : `${start}${end}${directory}`;
    }
  }
  return undefined;
}

/** Characters of a path before the runner's own directories. */
const longestRoot = 300;
