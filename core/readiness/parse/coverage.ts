import * as z from 'zod/mini';
import type { CoverageFact } from '../facts';
import { entriesOf } from './first-wrong';
import { parseJson, parsed, refused, relativePath, type Parsed } from './parsed';
import { numeric, walkXml } from './xml';

const kept = 10;

/** NaN: the report gives no such number. */
interface Totals {
  readonly linesCovered: number;
  readonly linesTotal: number;
  readonly branchesCovered: number;
  readonly branchesTotal: number;
}

/**
 * coverage.py's XML report (`coverage xml`, pytest --cov-report=xml), of the Cobertura form. Where the root names no
 * totals, as in reports of coverage.py 4, they are counted.
 */
export function parseCoverageXml(text: string, file: string): Parsed<CoverageFact> {
  let root: Readonly<Record<string, string>> = {};
  let current: { path: string; uncovered: number } | undefined;
  let inMethods = 0;
  const files: { path: string; uncovered: number }[] = [];
  const counted = { linesCovered: 0, linesTotal: 0, branchesCovered: 0, branchesTotal: 0 };
  const walked = walkXml(text, file, ['coverage'], {
    open(name, attributes) {
      if (name === 'coverage') root = attributes;
      else if (name === 'methods') inMethods += 1;
      else if (name === 'class') {
        current = { path: relativePath(attributes['filename'] ?? '?', undefined), uncovered: 0 };
      } else if (name === 'line' && current !== undefined && inMethods === 0) {
        const isCovered = attributes['hits'] !== '0';
        current.uncovered += isCovered ? 0 : 1;
        counted.linesTotal += 1;
        counted.linesCovered += isCovered ? 1 : 0;
        // Stryker disable next-line StringLiteral: what has no brackets has no branches.
        const conditions = attributes['condition-coverage'] ?? '';
        // Stryker disable next-line ArrayDeclaration: neither number is there.
        const [, taken, all] = /\((\d+)\/(\d+)\)/.exec(conditions) ?? [];
        counted.branchesCovered += Number(taken ?? 0);
        counted.branchesTotal += Number(all ?? 0);
      }
    },
    close(name) {
      if (name === 'methods') inMethods -= 1;
      if (name !== 'class' || current === undefined) return;
      files.push(current);
      current = undefined;
    },
  });
  if (!walked.ok) return walked;
  const named = {
    linesCovered: numeric(root['lines-covered']) ?? Number.NaN,
    linesTotal: numeric(root['lines-valid']) ?? Number.NaN,
    branchesCovered: numeric(root['branches-covered'] ?? '0') ?? Number.NaN,
    branchesTotal: numeric(root['branches-valid'] ?? '0') ?? Number.NaN,
  };
  const isNamed = root['lines-covered'] !== undefined || root['lines-valid'] !== undefined;
  return coverage(file, isNamed || files.length === 0 ? named : counted, files);
}

const jsonSchema = z.object({
  totals: z.object({
    covered_lines: z.number(),
    num_statements: z.number(),
    covered_branches: z.optional(z.number()),
    num_branches: z.optional(z.number()),
  }),
  files: entriesOf(z.object({ summary: z.object({ missing_lines: z.number() }) })),
});

/** coverage.py's JSON report (`coverage json`, pytest --cov-report=json). */
export function parseCoverageJson(text: string, file: string): Parsed<CoverageFact> {
  const report = parseJson(text, file, jsonSchema);
  if (!report.ok) return report;
  const { totals, files } = report.value;
  return coverage(
    file,
    {
      linesCovered: totals.covered_lines,
      linesTotal: totals.num_statements,
      branchesCovered: totals.covered_branches ?? 0,
      branchesTotal: totals.num_branches ?? 0,
    },
    files.map(([path, { summary }]) => ({
      path: relativePath(path, undefined),
      uncovered: summary.missing_lines,
    })),
  );
}

function coverage(
  file: string,
  { linesCovered, linesTotal, branchesCovered, branchesTotal }: Totals,
  files: readonly { readonly path: string; readonly uncovered: number }[],
): Parsed<CoverageFact> {
  const word = (count: number) => (Number.isNaN(count) ? 'nothing' : String(count));
  const shown = (part: number, whole: number) => `${word(part)} of ${word(whole)}`;
  const isPossible = (part: number, whole: number) => part >= 0 && part <= whole;
  if (!isPossible(linesCovered, linesTotal)) {
    return refused(file, 'report-shape', 'the report gives no possible number of covered lines', {
      found: shown(linesCovered, linesTotal),
      allowed: 'covered lines from 0 to all lines',
    });
  }
  if (!isPossible(branchesCovered, branchesTotal)) {
    return refused(
      file,
      'report-shape',
      'the report gives no possible number of covered branches',
      {
        found: shown(branchesCovered, branchesTotal),
        allowed: 'covered branches from 0 to all branches',
      },
    );
  }
  if (linesTotal === 0 && files.length === 0) {
    return refused(file, 'report-empty', 'the report measured no file', {
      remedy: 'name the directories with the code (--cov, or source in the configuration)',
    });
  }
  const worst = files.filter((one) => one.uncovered > 0);
  // Stryker disable next-line EqualityOperator: no file is there twice.
  worst.sort((a, b) => b.uncovered - a.uncovered || (a.path < b.path ? -1 : 1));
  const counted = { linesCovered, linesTotal, branchesCovered, branchesTotal };
  return parsed({ ...counted, worstFiles: worst.slice(0, kept) });
}
