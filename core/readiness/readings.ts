import { formatProblem } from '../kernel/problem';
import { missing, known, type Reading, type ReportFacts } from './facts';
import { parseCoverageJson, parseCoverageXml } from './parse/coverage';
import { parseJunit } from './parse/junit';
import { parseBlack, parseMypy, parseRuff } from './parse/lint';
import { parseCaches, parseMcp } from './parse/mcp';
import { decodeReport, type Oversize, type Parsed } from './parse/parsed';
import { parseBandit, parseOutdated, parsePipAudit, parsePipCheck } from './parse/security';

/** The reports of one run by file name; only those that are there. */
export type ReportFiles = ReadonlyMap<string, Uint8Array | Oversize>;

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
  const read = <T>(name: string, parse: (text: string, file: string) => Parsed<T>): Reading<T> => {
    const bytes = files.get(name);
    if (bytes === undefined) return missing(`${name} was not handed in`);
    const text = decodeReport(bytes, name);
    const result = text.ok ? parse(text.value, name) : text;
    return result.ok ? known(result.value) : missing(result.problems.map(formatProblem).join('; '));
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
    vulnerabilities: read('pip-audit.json', parsePipAudit),
    conflicts: read('pip-check.txt', parsePipCheck),
    outdated: read('outdated.json', parseOutdated),
    mcp: read('mcp.json', parseMcp),
    caches: read('caches.json', parseCaches),
  };
}
