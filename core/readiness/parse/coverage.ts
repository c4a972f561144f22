import * as z from 'zod/mini';
import type { CoverageFact } from '../facts';
import { entriesOf } from './first-wrong';
import { parseJson, parsed, refused, relativePath, type Parsed } from './parsed';
import { numeric, walkXml } from './xml';

const kept = 10;

/** coverage.py's XML report (`coverage xml`, pytest --cov-report=xml), of the Cobertura form. */
export function parseCoverageXml(text: string, file: string): Parsed<CoverageFact> {
  let covered: number | undefined;
  let total: number | undefined;
  let current: { path: string; uncovered: number } | undefined;
  const files: { path: string; uncovered: number }[] = [];
  const walked = walkXml(text, file, ['coverage'], {
    open(name, attributes) {
      if (name === 'coverage') {
        covered = numeric(attributes['lines-covered']);
        total = numeric(attributes['lines-valid']);
      } else if (name === 'class') {
        current = { path: relativePath(attributes['filename'] ?? '?', undefined), uncovered: 0 };
      } else if (name === 'line' && current !== undefined && attributes['hits'] === '0') {
        current.uncovered += 1;
      }
    },
    close(name) {
      if (name !== 'class' || current === undefined) return;
      files.push(current);
      current = undefined;
    },
  });
  return walked.ok ? coverage(file, covered, total, files) : walked;
}

const jsonSchema = z.object({
  totals: z.object({ covered_lines: z.number(), num_statements: z.number() }),
  files: entriesOf(z.object({ summary: z.object({ missing_lines: z.number() }) })),
});

/** coverage.py's JSON report (`coverage json`, pytest --cov-report=json). */
export function parseCoverageJson(text: string, file: string): Parsed<CoverageFact> {
  const report = parseJson(text, file, jsonSchema);
  if (!report.ok) return report;
  const { totals, files } = report.value;
  return coverage(
    file,
    totals.covered_lines,
    totals.num_statements,
    files.map(([path, { summary }]) => ({
      path,
      uncovered: summary.missing_lines,
    })),
  );
}

function coverage(
  file: string,
  covered: number | undefined,
  total: number | undefined,
  files: readonly { readonly path: string; readonly uncovered: number }[],
): Parsed<CoverageFact> {
  if (covered === undefined || total === undefined || !(covered >= 0 && covered <= total)) {
    return refused(file, 'report-shape', 'the report gives no possible number of covered lines', {
      found: `${covered ?? 'nothing'} of ${total ?? 'nothing'}`,
      allowed: 'covered lines from 0 to all lines',
    });
  }
  const worstFiles = files
    .filter((one) => one.uncovered > 0)
    .sort((a, b) => b.uncovered - a.uncovered || (a.path < b.path ? -1 : 1))
    .slice(0, kept);
  return parsed({ linesCovered: covered, linesTotal: total, worstFiles });
}
