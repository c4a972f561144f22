import { isNode } from 'yaml';
import { readLocatedYaml } from '../located-yaml';
import { isSettings, own } from '../own';
import { type AppendResult } from './append';
import { lastOffset, nextLine } from './move';
import { entryOf, isCalled, isSame, valueOf } from './second-phase';

/** Adds `eject: true` to a repository's entry of a fleet file. Every other line stays as it is. */
export function ejectEntry(file: string, text: string, name: string): AppendResult {
  const refuse = (message: string, remedy: string): AppendResult => ({
    ok: false,
    problems: [{ code: 'eject', file, path: name, message, remedy }],
  });
  const before = readLocatedYaml(file, text);
  if (!before.ok) return before;
  const entry = entryOf(text, name);
  const first = entry?.items[0]?.key;
  if (entry === undefined || !isNode(first) || first.range == null) {
    return refuse('has no entry here', 'name the fleet file that has it with --to');
  }
  if (entry.has('eject')) return refuse('has `eject` already', 'change that key by hand');
  const [start] = first.range;
  const margin = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  const end = nextLine(text, lastOffset(entry) - 1);
  const head = text.slice(0, end);
  const gap = head.endsWith('\n') ? '' : '\n';
  const after = `${head}${gap}${margin}eject: true\n${text.slice(end)}`;
  const list = own(before.yaml.value, 'repositories');
  const expected = {
    ...(before.yaml.value as object),
    repositories: (Array.isArray(list) ? list : []).map((one: unknown) =>
      isSettings(one) && isCalled(one['name'], name) ? { ...one, eject: true } : one,
    ),
  };
  return isSame(valueOf(file, after), expected)
    ? { ok: true, text: after }
    : refuse('cannot be changed line by line', 'add `eject: true` by hand');
}
