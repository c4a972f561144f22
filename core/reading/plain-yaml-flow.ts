import { plainEnd, quotedEnd, Unusual, unquoted } from './plain-yaml-text';
import { type YamlNode, type YamlText } from './yaml-tree';

/** Deepest nesting of brackets that is read. */
const DEEPEST = 20;

/** A collection in brackets that ends on its line, with the offset behind it. @throws Unusual for any other. */
export function readFlow(
  text: string,
  at: number,
  end: number,
  depth = 0,
): { readonly node: YamlNode; readonly end: number } {
  if (depth > DEEPEST) throw new Unusual();
  const isMap = text.charAt(at) === '{';
  const close = isMap ? '}' : ']';
  const items: YamlNode[] = [];
  const pairs: { key: YamlNode; value: YamlNode }[] = [];
  const names = new Set<string>();
  let index = spaces(text, at + 1);
  while (text.charAt(index) !== close) {
    if (index >= end) throw new Unusual();
    if (isMap) {
      const key = flowText(text, index, end);
      if (names.has(key.value) || text.charAt(spaces(text, key.end)) !== ':') throw new Unusual();
      names.add(key.value);
      const colon = spaces(text, key.end);
      if (text.charAt(colon + 1) !== ' ') throw new Unusual();
      const value = flowNode(text, spaces(text, colon + 1), end, depth);
      pairs.push({ key, value: value.node });
      index = spaces(text, value.end);
    } else {
      const item = flowNode(text, index, end, depth);
      items.push(item.node);
      index = spaces(text, item.end);
    }
    if (text.charAt(index) === ',') index = spaces(text, index + 1);
    else if (text.charAt(index) !== close) throw new Unusual();
  }
  if (index >= end) throw new Unusual();
  const node: YamlNode = isMap ? { kind: 'map', start: at, items: pairs } : { kind: 'list', items };
  return { node, end: index + 1 };
}

function flowNode(
  text: string,
  at: number,
  end: number,
  depth: number,
): { readonly node: YamlNode; readonly end: number } {
  if ('[{'.includes(text.charAt(at)) && at < end) return readFlow(text, at, end, depth + 1);
  const node = flowText(text, at, end);
  return { node, end: node.end };
}

function flowText(text: string, at: number, end: number): YamlText {
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
  if ('[{'.includes(text.charAt(stop)) || stop >= end) throw new Unusual();
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
