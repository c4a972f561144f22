import * as z from 'zod/mini';
import type { PathTool } from '../../tools';
import type { CountFact, FindingsFact } from '../facts';
import { parseBlack, parseMypy, parseRuff } from './lint';
import { parseFlake8, parsePylint, parsePyright, parseRuffFormat, parseTy } from './other-tools';
import type { CheckOutput } from './parsed';

/** The report of a tool that is run on paths: the file's name, and what reads it. */
export type ToolReport = FindingsReport | FormatReport;

interface FindingsReport {
  readonly gate: 'lint' | 'types';
  readonly file: string;
  /** @param root the directory the tool ran in, taken off absolute paths. */
  readonly read: (text: string, file: string, root?: string) => CheckOutput<FindingsFact>;
}

interface FormatReport {
  readonly gate: 'format';
  readonly file: string;
  readonly read: (text: string, file: string) => CheckOutput<CountFact>;
  /** A line that names a file that would be reformatted, in its first group. */
  readonly line: RegExp;
}

/** Of each gate the usual tool first. */
export const toolReports = {
  ruff: { gate: 'lint', file: 'ruff.json', read: parseRuff },
  flake8: { gate: 'lint', file: 'flake8.txt', read: parseFlake8 },
  pylint: { gate: 'lint', file: 'pylint.txt', read: parsePylint },
  black: {
    gate: 'format',
    file: 'black.txt',
    read: parseBlack,
    line: /^would reformat (.{1,500})$/,
  },
  'ruff-format': {
    gate: 'format',
    file: 'ruff-format.txt',
    read: parseRuffFormat,
    // Newer releases name the place of the first difference.
    line: /^(?:Would reformat: | *--> )(.{1,500}?)(?::\d+:\d+)?$/,
  },
  mypy: { gate: 'types', file: 'mypy.txt', read: parseMypy },
  pyright: { gate: 'types', file: 'pyright.txt', read: parsePyright },
  ty: { gate: 'types', file: 'ty.txt', read: parseTy },
} as const satisfies Readonly<Record<PathTool, ToolReport>>;

const all: readonly (ToolReport & { readonly tool: PathTool })[] = (
  Object.keys(toolReports) as readonly PathTool[]
).map((tool) => ({ tool, ...toolReports[tool] }));

/** Which tool wrote a report. */
type OfTool<T> = T & { readonly tool: PathTool };

/** Reports of the tools that a gate may have. */
export const findingsReports = (gate: FindingsReport['gate']): readonly OfTool<FindingsReport>[] =>
  all.flatMap((report) => (report.gate === gate ? [report] : []));

export const formatReports: readonly OfTool<FormatReport>[] = all.flatMap((report) =>
  report.gate === 'format' ? [report] : [],
);

/** Names of the tools, for what others wrote. */
export const reportingTool = z.enum(
  Object.keys(toolReports) as [PathTool, ...(readonly PathTool[])],
);
