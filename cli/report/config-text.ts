import { type EffectiveValue } from '../../core/config/fleet/effective';
import { type KeyMeaning } from '../../core/config/fleet/explain';
import { pathText } from '../../core/config/place';
import { type ShownRepository } from '../commands/config-command';

/** Characters of a value that a line shows; `--json` has all of it. */
const shownValue = 60;

/** One line a value: key, value, who says so, where. */
export function repositoryText({ name, values }: ShownRepository): string {
  const rows = values.map((value) => [
    pathText(value.path),
    valueText(value.value),
    sourceText(value),
    whereText(value),
  ]);
  const widths = [0, 1, 2].map((column) =>
    Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${name}\n\n${lines.join('\n')}\n`;
}

/** The same for machines. */
export function repositoryJson({ name, values }: ShownRepository): string {
  const document = {
    repository: name,
    values: values.map(({ path, value, from, group, place }) => ({
      key: pathText(path),
      value,
      from,
      group,
      file: place?.file,
      line: place?.line,
      column: place?.column,
    })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** What keys mean, one paragraph each. */
export function meaningText(meanings: readonly KeyMeaning[]): string {
  return meanings
    .map(({ key, type, fallback, description, setBy }) =>
      [
        key,
        ...(description === '' ? [] : [`  ${description}`]),
        ...(type === '' ? [] : [`  type: ${type.replaceAll('`', '')}`]),
        `  default: ${fallback === '' ? 'none' : fallback}`,
        `  set by: ${setBy}`,
      ].join('\n'),
    )
    .join('\n\n')
    .concat('\n');
}

function valueText(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > shownValue ? `${text.slice(0, shownValue - 1)}…` : text;
}

function sourceText({ from, group, place }: EffectiveValue): string {
  if (group !== undefined) return `group ${group}`;
  return from === 'house default' && place !== undefined ? 'house default, restored' : from;
}

function whereText({ place }: EffectiveValue): string {
  if (place?.file === undefined) return '';
  return place.line === undefined ? place.file : `${place.file}:${place.line}`;
}
