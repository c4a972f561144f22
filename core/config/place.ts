import { type Problem } from '../kernel/problem';

/** Where something stands: file, line and column as far as they are known, and key path. */
export type Place = Pick<Problem, 'file' | 'line' | 'column' | 'path'>;

export type KeyPath = readonly PropertyKey[];

/** Characters of a key that are shown; more are no name any more. */
const shownCharacters = 60;

/** A key as messages show it. */
export function shownKey(key: string): string {
  return key.length > shownCharacters
    ? `${key.slice(0, shownCharacters - 3)}… (${key.length} characters)`
    : key;
}

/** A key path as it is written: `repositories[0].gates.coverage`. */
export function pathText(path: KeyPath): string {
  return path.reduce<string>(
    (joined, key) =>
      typeof key === 'number'
        ? `${joined}[${key}]`
        : `${joined}${joined === '' ? '' : '.'}${shownKey(String(key))}`,
    '',
  );
}

/** Path of a key of a stack: `gatehouse:github.owner`. */
export function stackPath(path: KeyPath): string {
  return `gatehouse:${pathText(path)}`;
}

/** `file:line: key path`, as far as they are known. */
export function placeText({ file, line, path }: Place): string {
  const position = [file, line].filter((part) => part !== undefined).join(':');
  return [position, path].filter((part) => part !== undefined && part !== '').join(': ');
}
