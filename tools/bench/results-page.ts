import { readFileSync, writeFileSync } from 'node:fs';

/** A page with one table of results. */
export interface ResultsPage {
  readonly file: string;
  /** Lines above the table. */
  readonly introduction: readonly string[];
  /** Names of the columns before the last one, which is the day of each row. */
  readonly columns: readonly string[];
}

/**
 * Puts rows of today into the page's table: in place of those with the same first cell, or at its end. What was not
 * measured now stays as it is, with its date.
 */
export function writeRows(page: ResultsPage, rows: readonly (readonly string[])[]): void {
  const today = new Date().toISOString().slice(0, 10);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const nameOf = (row: string): string => row.split(' | ')[0] ?? '';
  const columns = [...page.columns, 'on'];
  const heading = [line(columns), line(columns.map(() => '---'))];
  const known = readFileSync(page.file, 'utf8')
    .split('\n')
    .filter((row) => row.startsWith('| ') && !heading.includes(row));
  const table = [...known, ...rows.map((cells) => line([...cells, today]))];
  const text = [
    ...page.introduction,
    '',
    ...heading,
    ...new Map(table.map((row) => [nameOf(row), row])).values(),
    '',
  ];
  writeFileSync(page.file, text.join('\n'));
}

/** What the command line asks for, or all there is; undefined, with exit code 1, when it asks for something else. */
export function askedFor<T>(
  what: string,
  all: Readonly<Record<string, T>>,
  asked: readonly string[],
): readonly (readonly [string, T])[] | undefined {
  const unknown = asked.filter((name) => !(name in all));
  if (unknown.length > 0) {
    console.error(`no ${what} ${unknown.join(', ')}; there are ${Object.keys(all).join(', ')}`);
    process.exitCode = 1;
    return undefined;
  }
  return Object.entries(all).filter(([name]) => asked.length === 0 || asked.includes(name));
}
