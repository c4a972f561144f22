import { patchLines, type ChangedFile, type PatchLine } from '../readiness/change/changed-lines';
import { knownTools } from '../tools';
import { guardFinding, type GuardFinding } from './guard-finding';
import { isCollected, isTest, nameOf } from './gate-paths';

/** Comments by which a line or a file gets around a tool, by what they are called. */
const suppressions: readonly (readonly [string, RegExp])[] = [
  ['noqa', /#\s*(?:[\w-]+\s*:\s*)?noqa\b/i],
  ['nosec', /#\s*nosec\b/i],
  ['type: ignore', /#\s*type:\s*ignore\b/],
  ...knownTools.flatMap(({ suppression }) => (suppression === undefined ? [] : [suppression])),
  ['pragma: no cover', /#\s*pragma[:\s]?\s*no\s*(?:cover|branch)/i],
  ['fmt: off', /#\s*fmt:\s*(?:off|skip)\b/],
];

/** What keeps a test from running, or a failing one from counting. */
const skips =
  /\bmark\.(?:skip|skipif|xfail)\b|\bpytest\.(?:skip|xfail|importorskip)\b|\bskip(?:If|Unless|Test)?\s*\(|@(?:unittest\.)?skip\b|\bexpectedFailure\b|\bSkipTest\b|\b__test__\s*=\s*False\b|\bcollect_ignore|\bpytest_(?:ignore_collect|collection_modifyitems|runtest_\w+|sessionfinish)\b|\bpytest\.exit\b|\bos\._exit\b/;

/** What ends the run of pytest where it configures itself, with whatever code it likes. */
const exits = /\bsys\.exit\b|\bSystemExit\b/;

const testFunction = /^\s*(?:async\s+)?def\s+(test\w*)/;
const assertion =
  /^\s*(?:assert\b|(?:self|cls)\.assert\w+|with\s+(?:pytest\.raises|self\.assert\w+))/;

/** What the lines of a Python file do to the checks on it. */
export function codeChanges(
  { path, patch = '' }: ChangedFile,
  addedTests: ReadonlySet<string>,
): readonly GuardFinding[] {
  const lines = patchLines(patch);
  const added = unmatched(lines, 'added', 'removed');
  const removed = unmatched(lines, 'removed', 'added');
  return [
    ...suppressions.flatMap(([name, form]) =>
      named(
        'suppression',
        path,
        added.filter(({ text }) => form.test(text)),
        name,
      ),
    ),
    ...named(
      'test-skipped',
      path,
      added.filter(
        ({ text }) => skips.test(text) || (nameOf(path) === 'conftest.py' && exits.test(text)),
      ),
    ),
    ...(isTest(path) ? testChanges(path, added, removed, addedTests) : []),
  ];
}

function named(
  kind: 'suppression' | 'test-skipped',
  file: string,
  lines: readonly PatchLine[],
  name?: string,
): readonly GuardFinding[] {
  if (lines.length === 0) return [];
  const names = name === undefined ? [] : [name];
  return [guardFinding(kind, file, { lines: lines.map(({ line }) => line), names })];
}

function testChanges(
  path: string,
  added: readonly PatchLine[],
  removed: readonly PatchLine[],
  addedTests: ReadonlySet<string>,
): readonly GuardFinding[] {
  const gone = removed
    .flatMap(({ text }) => testName(text) ?? [])
    .filter((name) => !addedTests.has(name));
  const asserts = (lines: readonly PatchLine[]) =>
    lines.filter(({ text }) => assertion.test(text)).length;
  return [
    ...(gone.length === 0 ? [] : [guardFinding('test-removed', path, { names: gone })]),
    ...(gone.length === 0 && asserts(removed) > asserts(added)
      ? [guardFinding('assertion-removed', path)]
      : []),
  ];
}

const testName = (text: string): string | undefined => testFunction.exec(text)?.[1];

/** Names of the tests that a change adds where runners look for them: one that moved to another file is not gone. */
export function testsAdded(files: readonly ChangedFile[]): ReadonlySet<string> {
  return new Set(
    files
      .filter(({ path }) => isCollected(path))
      .flatMap(({ patch = '' }) => patchLines(patch))
      .flatMap(({ kind, text }) => (kind === 'added' ? (testName(text) ?? []) : [])),
  );
}

/** The lines of one kind without those that only moved or were indented: each line of the other kind pairs one. */
function unmatched(
  lines: readonly PatchLine[],
  kind: 'added' | 'removed',
  other: 'added' | 'removed',
): readonly PatchLine[] {
  const counts = new Map<string, number>();
  for (const line of lines) {
    if (line.kind !== other) continue;
    const text = line.text.trim();
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return lines.filter((line) => {
    if (line.kind !== kind) return false;
    const text = line.text.trim();
    const left = counts.get(text) ?? 0;
    counts.set(text, left - 1);
    return left <= 0;
  });
}
