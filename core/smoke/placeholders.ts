/** `${name}` in the text of a step: a value that an earlier step extracted, or `${secrets.NAME}`. */
const placeholder = /\$\{([^{}]*)\}/g;

/** Names in the placeholders of a text, in their order. */
export function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(placeholder)].map(([, name = '']) => name);
}

/** The name of a secret, where a placeholder stands for one. */
export function secretPlaceholder(name: string): string | undefined {
  return name.startsWith('secrets.') ? name.slice('secrets.'.length) : undefined;
}

/** Where a value is put, which decides how it is written. */
export type Position = 'path' | 'header' | 'json' | 'form' | 'text';

/** How a value is written there, so that it stays one value whatever characters it has. */
const written: Readonly<Record<Position, (value: string) => string>> = {
  path: encodeURIComponent,
  form: encodeURIComponent,
  json: (value) => JSON.stringify(value).slice(1, -1),
  header: (value) => value,
  text: (value) => value,
};

/** A text with values in place of its placeholders. */
export function filled(
  text: string,
  position: Position,
  valueOf: (name: string) => string,
): string {
  return text.replace(placeholder, (_, name: string) => written[position](valueOf(name)));
}

/** How the body of a request with this type of content takes values; without one it is JSON. */
export function bodyPosition(contentType: string | undefined): Position {
  if (contentType === undefined || /\bjson\b/i.test(contentType)) return 'json';
  return /x-www-form-urlencoded/i.test(contentType) ? 'form' : 'text';
}
