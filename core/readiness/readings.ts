import { formatProblem } from '../kernel/problem';
import { missing, known, type Reading, type ReportFacts, type VulnerabilitiesFact } from './facts';
import { parseCoverageJson, parseCoverageXml } from './parse/coverage';
import { parseJunit } from './parse/junit';
import { parseBlack, parseMypy, parseRuff } from './parse/lint';
import { parseCaches, parseMcp } from './parse/mcp';
import {
  parseFlake8,
  parsePylint,
  parsePyright,
  parseRuffFormat,
  parseTy,
} from './parse/other-tools';
import { decodeReport, type CheckOutput, type Unread } from './parse/parsed';
import { parseNotAudited, parsePipAudit, vulnerabilitiesOf, type Audit } from './parse/audit';
import { parseBandit, parseOutdated, parsePipCheck } from './parse/security';

/** The reports of one run by file name; only those that are there. */
export type ReportFiles = ReadonlyMap<string, Uint8Array | Unread>;

/** File names a run's reports are looked for under. */
export const reportNames = [
  'ruff.json',
  'flake8.txt',
  'pylint.txt',
  'black.txt',
  'ruff-format.txt',
  'mypy.txt',
  'pyright.txt',
  'ty.txt',
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
type Named<T> = readonly [string, (text: string, file: string) => CheckOutput<T>];

/**
 * Reads every report. One that is not there or cannot be read is a missing reading that names the file and the reason.
 * `root` is the directory the tools ran in, taken off absolute paths.
 */
export function readReports(files: ReportFiles, root?: string): Omit<ReportFacts, 'documentation'> {
  const read = <T>(name: string, parse: Named<T>[1]): Reading<T> => {
    const bytes = files.get(name);
    if (bytes === undefined) return missing(`${name} is missing`);
    const text = decodeReport(bytes, name);
    const result: CheckOutput<T> = text.ok ? parse(text.value, name) : text;
    if (result.ok) return known(result.value);
    const reason = result.problems.map(formatProblem).join('; ');
    return missing(reason, 'partial' in result ? result.partial : undefined);
  };
  /** The report of the tool that the project uses: the first that is there, and the usual one where none is. */
  const readOne = <T>(usual: Named<T>, ...others: readonly Named<T>[]): Reading<T> => {
    const [name, parse] = [usual, ...others].find(([one]) => files.has(one)) ?? usual;
    return read(name, parse);
  };
  const json = read('coverage.json', parseCoverageJson);
  return {
    coverage:
      json.state === 'known' || !files.has('coverage.xml')
        ? json
        : read('coverage.xml', parseCoverageXml),
    tests: read('junit.xml', parseJunit),
    lint: readOne(
      ['ruff.json', (text, file) => parseRuff(text, file, root)],
      ['flake8.txt', (text, file) => parseFlake8(text, file, root)],
      ['pylint.txt', (text, file) => parsePylint(text, file, root)],
    ),
    format: readOne(['black.txt', parseBlack], ['ruff-format.txt', parseRuffFormat]),
    types: readOne(
      ['mypy.txt', parseMypy],
      ['pyright.txt', (text, file) => parsePyright(text, file, root)],
      ['ty.txt', (text, file) => parseTy(text, file, root)],
    ),
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
  if (audits.length === 0) return missing(first.state === 'missing' ? first.reason : '');
  const fact = vulnerabilitiesOf(
    unreleased.state === 'known' ? [...audits, unreleased.value] : audits,
  );
  return fact.audited === 0 && fact.skipped > 0
    ? missing(`none of the ${fact.skipped} packages could be looked up`, fact)
    : known(fact);
}
