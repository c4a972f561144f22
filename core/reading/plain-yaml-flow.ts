import { plainEnd, quotedEnd, Unusual, unquoted } from './plain-yaml-text';
import { type YamlNode, type YamlText } from './yaml-tree';

/** Deepest nesting of brackets that is read. */
const DEEPEST = 20;

/**
 * A collection in brackets, with the offset behind it.
 *
 * @param indent columns of what it belongs to; its lines are further in.
 * @throws Unusual where it is no plain one.
 */
export function readFlow(
  text: string,
  at: number,
  indent: number,
  depth = 0,
): { readonly node: YamlNode; readonly end: number } {
  if (depth > DEEPEST) throw new Unusual();
  const isMap = text.charAt(at) === '{';
  const close = isMap ? '}' : ']';
  const items: YamlNode[] = [];
  const pairs: { key: YamlNode; value: YamlNode }[] = [];
  const names = new Set<string>();
  const next = (from: number): number => nextIn(text, from, indent, depth);
  let index = next(at + 1);
  while (text.charAt(index) !== close) {
    if (isMap) {
      const key = flowText(text, index);
      if (names.has(key.value) || text.charAt(spaces(text, key.end)) !== ':') throw new Unusual();
      names.add(key.value);
      const colon = spaces(text, key.end);
      if (text.charAt(colon + 1) !== ' ') throw new Unusual();
      const value = flowNode(text, spaces(text, colon + 1), indent, depth);
      pairs.push({ key, value: value.node });
      index = next(value.end);
    } else {
      const item = flowNode(text, index, indent, depth);
      items.push(item.node);
      index = next(item.end);
    }
    if (text.charAt(index) === ',') index = next(index + 1);
    else if (text.charAt(index) !== close) throw new Unusual();
  }
  const node: YamlNode = isMap ? { kind: 'map', start: at, items: pairs } : { kind: 'list', items };
  return { node, end: index + 1 };
}

function flowNode(
  text: string,
  at: number,
  indent: number,
  depth: number,
): { readonly node: YamlNode; readonly end: number } {
  const first = text.charAt(at);
  if (first === '[' || first === '{') return readFlow(text, at, indent, depth + 1);
  const node = flowText(text, at);
  return { node, end: node.end };
}

function flowText(text: string, at: number): YamlText {
  const newline = text.indexOf('\n', at);
  const end = newline === -1 ? text.length : newline;
  const first = text.charAt(at);
  if (first === '"' || first === "'") {
    const behind = quotedEnd(text, at, end);
    const value = unquoted(text.slice(at, behind));
    return { kind: 'text', start: at, end: behind, value, plain: false };
  }
  let stop = at;
  while (stop < end && !',[]{}'.includes(text.charAt(stop))) {
    if (text.charAt(stop) === ':' && ' ,[]{}'.includes(text.charAt(stop + 1))) break;
    stop += 1;
  }
  // Brackets in a text are an error; one that goes on below is seen by what follows.
  if (stop < end && '[{'.includes(text.charAt(stop))) throw new Unusual();
  const last = plainEnd(text, at, stop);
  // A comment inside of the brackets hides their end.
  if (text.slice(last, stop).trim() !== '' || last === at) throw new Unusual();
  return { kind: 'text', start: at, end: last, value: text.slice(at, last), plain: true };
}

function spaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 32) at += 1;
  return at;
}

/** The next offset that is no space, line break or comment. @throws Unusual at the end, and where a line is not further in. */
function nextIn(text: string, from: number, indent: number, depth: number): number {
  let at = spaces(text, from);
  while (text.charAt(at) === '\n' || (text.charAt(at) === '#' && at > from)) {
    const newline = text.indexOf('\n', at);
    if (newline === -1) throw new Unusual();
    at = spaces(text, newline + 1);
    const columns = at - newline - 1;
    // The last bracket alone may be where the key is.
    const isLast = depth === 0 && ']}'.includes(text.charAt(at));
    if (text.charAt(at) !== '\n' && columns < (isLast ? indent : indent + 1)) throw new Unusual();
  }
  if (at >= text.length) throw new Unusual();
  return at;
}
