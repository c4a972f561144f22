import { formatProblem } from '../kernel/problem';
import { missing, known, type Reading, type ReportFacts, type VulnerabilitiesFact } from './facts';
import { parseCoverageJson, parseCoverageXml } from './parse/coverage';
import { parseJunit } from './parse/junit';
import { parseBlack, parseMypy, parseRuff } from './parse/lint';
import { parseCaches, parseMcp } from './parse/mcp';
import { decodeReport, type CheckOutput, type Unread } from './parse/parsed';
import { parseNotAudited, parsePipAudit, vulnerabilitiesOf, type Audit } from './parse/audit';
import { parseBandit, parseOutdated, parsePipCheck } from './parse/security';

/** The reports of one run by file name; only those that are there. */
export type ReportFiles = ReadonlyMap<string, Uint8Array | Unread>;

/** File names a run's reports are looked for under. */
export const reportNames = [
  'ruff.json',
  'black.txt',
  'mypy.txt',
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

/**
 * Reads every report. One that is not there or cannot be read is a missing reading that names the file and the reason.
 * `root` is the directory the tools ran in, taken off absolute paths.
 */
export function readReports(files: ReportFiles, root?: string): Omit<ReportFacts, 'documentation'> {
  const read = <T>(
    name: string,
    parse: (text: string, file: string) => CheckOutput<T>,
  ): Reading<T> => {
    const bytes = files.get(name);
    if (bytes === undefined) return missing(`${name} is missing`);
    const text = decodeReport(bytes, name);
    const result: CheckOutput<T> = text.ok ? parse(text.value, name) : text;
    if (result.ok) return known(result.value);
    const reason = result.problems.map(formatProblem).join('; ');
    return missing(reason, 'partial' in result ? result.partial : undefined);
  };
  const json = read('coverage.json', parseCoverageJson);
  return {
    coverage:
      json.state === 'known' || !files.has('coverage.xml')
        ? json
        : read('coverage.xml', parseCoverageXml),
    tests: read('junit.xml', parseJunit),
    lint: read('ruff.json', (text, file) => parseRuff(text, file, root)),
    format: read('black.txt', parseBlack),
    types: read('mypy.txt', parseMypy),
    codeScan: read('bandit.json', (text, file) => parseBandit(text, file, root)),
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
  if (audits.length > 0) {
    return known(
      vulnerabilitiesOf([...audits, ...(unreleased.state === 'known' ? [unreleased.value] : [])]),
    );
  }
  return missing(first.state === 'missing' ? first.reason : '');
}
