import { html } from './page';

/** A part of a page with its heading; the content is HTML already. */
export function section(title: string, ...content: readonly string[]): string {
  return `<section><h2>${html(title)}</h2>${content.join('\n')}</section>`;
}

interface TableLook {
  /** Class of the first column. */
  readonly first?: string;
  /** Columns of text that a narrow page must not squeeze to one word a line. */
  readonly wide?: readonly number[];
  /** Whether each head is a button, for a script that sorts by it. */
  readonly isSortable?: boolean;
}

/** Cells are HTML already. A wide table scrolls by itself, also with the keyboard. */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numeric: readonly number[],
  { first = '', wide = [], isSortable = false }: TableLook = {},
): string {
  const kind = (index: number) =>
    numeric.includes(index)
      ? ' class="number"'
      : index === 0 && first !== ''
        ? ` class="${first}"`
        : wide.includes(index)
          ? ' class="wide"'
          : '';
  return [
    `<div class="scroll" tabindex="0" role="region" aria-label="${html(caption)}"><table><caption>${html(caption)}</caption>`,
    `<thead><tr>${head.map((cell, index) => (cell === '' ? '<td></td>' : `<th scope="col"${kind(index)}>${isSortable ? `<button type="button">${html(cell)}</button>` : html(cell)}</th>`)).join('')}</tr></thead>`,
    `<tbody>${rows.map((row) => `<tr>${row.map((cell, index) => `<td${kind(index)}>${cell}</td>`).join('')}</tr>`).join('\n')}</tbody>`,
    '</table></div>',
  ].join('');
}
