import { foreignCell } from '../kernel/foreign-text';
import { isEmpty, licenseOf, type BillChanges, type Changed } from './compare-bills';

/** Rows of a table that are shown; the number is always of all. */
const mostRows = 100;

/** What differs from the former release, as Markdown; undefined: no former release has a bill. */
export function renderBillChanges(changes: BillChanges | undefined): string {
  const title = '## Packages of this release';
  if (changes === undefined) return `${title}\n\nNo former release has a bill of materials.\n`;
  if (isEmpty(changes)) return `${title}\n\nThe same as in the former release.\n`;
  const { added, removed, versions, licenses } = changes;
  const rows = (list: readonly Changed[]) =>
    list.map(({ name, before, after }) => [name, before, after]);
  return [
    title,
    '',
    // Licences first: they are what a release may not be made with.
    ...table('Other licence', ['package', 'before', 'now'], rows(licenses)),
    ...table(
      'New',
      ['package', 'version', 'licence'],
      added.map((one) => [one.name, one.version, licenseOf(one)]),
    ),
    ...table(
      'Gone',
      ['package', 'version', 'licence'],
      removed.map((one) => [one.name, one.version, licenseOf(one)]),
    ),
    ...table('Other version', ['package', 'before', 'now'], rows(versions)),
  ].join('\n');
}

function table(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  if (rows.length === 0) return [];
  const more = rows.length - mostRows;
  return [
    `### ${title} (${rows.length})`,
    '',
    `| ${head.join(' | ')} |`,
    `| ${head.map(() => '---').join(' | ')} |`,
    ...rows
      .slice(0, mostRows)
      .map((row) => `| ${row.map((cell) => foreignCell(cell)).join(' | ')} |`),
    ...(more > 0 ? ['', `and ${more} more`] : []),
    '',
  ];
}
