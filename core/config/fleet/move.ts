import { isAlias, isMap, isNode, isScalar, isSeq, Lexer, type Pair, parseDocument } from 'yaml';
import { type Problem } from '../../kernel/problem';
import { stableJson, type Json } from '../../kernel/stable-json';
import { readLocatedYaml } from '../located-yaml';
import { isSettings, own } from '../own';
import { withAnchors } from './shared-anchors';

/** The two files after the move. */
interface Moved {
  readonly stackText: string;
  readonly fleetText: string;
  readonly repositories: number;
}

export type MoveResult =
  | { readonly ok: true; readonly moved: Moved }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Takes the repositories out of a stack file, and makes a fleet file of them: line by line, so that comments, order and
 * quotes stay. An anchor that is used on both sides is written on both.
 *
 * @param schema path of the JSON Schema of fleet files, as the fleet file sees it.
 */
export function moveRepositories(
  file: string,
  text: string,
  project: string,
  schema: string,
): MoveResult {
  const refuse = (path: string, message: string, remedy: string): MoveResult => ({
    ok: false,
    problems: [{ code: 'move', file, path, message, remedy }],
  });
  const before = readLocatedYaml(file, text);
  if (!before.ok) return before;
  const document = parseDocument(text, { merge: true });
  const config: unknown = document.get('config', true);
  const names = [`${project}:repositories`, 'repositories'];
  const pair = isMap(config)
    ? (config.items as readonly Pair[]).find(({ key }) => names.includes(keyOf(key)))
    : undefined;
  const path = `config.${pair === undefined ? String(names[0]) : keyOf(pair.key)}`;
  if (!isMap(config) || pair === undefined || !isSeq(pair.value) || pair.value.items.length === 0) {
    return refuse(path, 'is not a list of repositories that can be moved', 'nothing is left to do');
  }
  const key = keyOf(pair.key);
  if (hasSecure(own(own(before.yaml.value, 'config'), key))) {
    const message = 'holds an encrypted value, which only a stack file can have';
    return refuse(path, message, 'give it a key of the stack, and name that by a secret reference');
  }
  const cut = cutOf(text, pair);
  if (cut === undefined) {
    return refuse(path, 'shares a line with other keys', 'give each key of `config` its own line');
  }
  const { start, end, column, keyRange } = cut;
  const list = text.slice(start, keyRange[0]) + 'repositories' + text.slice(keyRange[1], end);
  const isCut = (offset: number): boolean => offset >= start && offset < end;
  const rest = text.slice(0, start) + text.slice(end);
  const stackText = withAnchors(document, { text: rest, has: (offset) => !isCut(offset) });
  const fleetText = `# yaml-language-server: $schema=${schema}\n${withAnchors(document, {
    text: list.replace(new RegExp(`^ {1,${column}}`, 'gm'), ''),
    has: isCut,
  })}`;
  const lost = whatIsLost(before.yaml.value, key, text, { stackText, fleetText });
  if (lost !== undefined) {
    return refuse(path, `cannot be moved without losing ${lost}`, 'move it by hand');
  }
  return { ok: true, moved: { stackText, fleetText, repositories: pair.value.items.length } };
}

interface Cut {
  readonly start: number;
  readonly end: number;
  /** Spaces before the key. */
  readonly column: number;
  readonly keyRange: readonly [number, number];
}

/** The lines of a key with its value, the comments right above it and those indented below it. */
export function cutOf(text: string, { key, value }: Pair): Cut | undefined {
  if (!isNode(key) || key.range == null) return undefined;
  const [from, to] = key.range;
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  const column = from - lineStart;
  if (column === 0 || text.slice(lineStart, from).trim() !== '') return undefined;
  let start = lineStart;
  for (;;) {
    const above = text.lastIndexOf('\n', start - 2) + 1;
    const isComment = start > 0 && text.slice(above, start).trimStart().startsWith('#');
    if (!isComment || indentation(text, above) !== column) break;
    start = above;
  }
  let end = nextLine(text, lastOffset(value) - 1);
  for (let line = end; line < text.length; line = nextLine(text, line)) {
    const content = text.slice(line, nextLine(text, line)).trim();
    if (content === '') continue;
    if (!content.startsWith('#') || indentation(text, line) <= column) break;
    end = nextLine(text, line);
  }
  return { start, end, column, keyRange: [from, to] };
}

function indentation(text: string, line: number): number {
  return /^ */.exec(text.slice(line, line + 200))?.[0].length ?? 0;
}

/** Where the line after an offset begins. */
export function nextLine(text: string, offset: number): number {
  const found = text.indexOf('\n', offset);
  return found < 0 ? text.length : found + 1;
}

/** Where the last thing of a node ends, without what follows it. */
export function lastOffset(node: unknown): number {
  if (!isNode(node) || node.range == null) return 0;
  const [, end] = node.range;
  if (isAlias(node) || isScalar(node) || (isSeq(node) && node.flow === true)) return end;
  if (isSeq(node)) return lastOffset(node.items.at(-1));
  if (!isMap(node) || node.flow === true) return end;
  const last = node.items.at(-1);
  return Math.max(lastOffset(last?.key), lastOffset(last?.value));
}

/** The move is checked against what was there: the same values, and every comment. */
function whatIsLost(
  before: unknown,
  key: string,
  text: string,
  after: Pick<Moved, 'stackText' | 'fleetText'>,
): string | undefined {
  const [stack, fleet] = [after.stackText, after.fleetText].map((one) => readLocatedYaml('', one));
  if (stack?.ok !== true || fleet?.ok !== true) return 'its form';
  const config = own(before, 'config');
  const rest = Object.entries(isSettings(config) ? config : {}).filter(([name]) => name !== key);
  const expected = {
    ...(isSettings(before) ? before : {}),
    config: rest.length === 0 ? null : Object.fromEntries(rest),
  };
  if (!isSame(stack.yaml.value, expected)) return 'a value of the stack';
  if (!isSame(fleet.yaml.value, { repositories: own(config, key) })) return 'a value';
  const kept = [...commentsOf(after.stackText), ...commentsOf(after.fleetText)];
  for (const comment of commentsOf(text)) {
    const found = kept.indexOf(comment);
    if (found < 0) return `the comment ${comment}`;
    kept.splice(found, 1);
  }
  return undefined;
}

function isSame(one: unknown, other: unknown): boolean {
  return stableJson(one as Json) === stableJson(other as Json);
}

function commentsOf(text: string): readonly string[] {
  return [...new Lexer().lex(text)]
    .filter((token) => token.startsWith('#'))
    .map((token) => token.trim());
}

function keyOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : '';
}

function hasSecure(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasSecure);
  if (!isSettings(value)) return false;
  const keys = Object.keys(value);
  const isSecure = keys.length === 1 && typeof value['secure'] === 'string';
  return isSecure || Object.values(value).some(hasSecure);
}
