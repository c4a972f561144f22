import { formatPatch, type StructuredPatch, structuredPatch } from 'diff';
import { logText } from '../../core/kernel/foreign-text';

/** How one file differs. */
export interface FileDiff {
  readonly added: number;
  readonly removed: number;
  /** Hunks of a unified diff without file names; empty for a file whose lines no person reads. */
  readonly text: string;
}

/** A line this long was written by a bundler. */
const longestLine = 2_000;

/** Compares two texts line by line; undefined stands for a file that is not there. */
export type FileDiffer = (before: string | undefined, after: string | undefined) => FileDiff;

/** A differ that looks at each pair of texts once, however many repositories have it. */
export function fileDiffer(): FileDiffer {
  const known = new Map<string, Map<string, FileDiff>>();
  return (before = '', after = '') => {
    const ofBefore = known.get(before) ?? new Map<string, FileDiff>();
    known.set(before, ofBefore);
    const found = ofBefore.get(after) ?? diffOf(before, after);
    ofBefore.set(after, found);
    return found;
  };
}

/** Lines that may differ before two files count as having nothing in common: the search grows with the square of it. */
const mostDifferent = 600;

function diffOf(before: string, after: string): FileDiff {
  const patch =
    structuredPatch('a', 'b', before, after, undefined, undefined, {
      context: 3,
      maxEditLength: mostDifferent,
    }) ?? rewritten(before, after);
  const lines = patch.hunks.flatMap((hunk) => hunk.lines);
  const count = (mark: string): number => lines.filter((line) => line.startsWith(mark)).length;
  const readable = lines.every((line) => line.length <= longestLine);
  return {
    added: count('+'),
    removed: count('-'),
    text: readable
      ? logText(formatPatch(patch))
          .split('\n')
          .filter((line) => !/^(?:=+|--- a|\+\+\+ b)\s*$/.test(line))
          .join('\n')
          .trimEnd()
      : '',
  };
}

/** Everything out, everything in. */
function rewritten(before: string, after: string): StructuredPatch {
  const linesOf = (text: string): readonly string[] =>
    text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const [out, into] = [linesOf(before), linesOf(after)];
  const hunk = {
    oldStart: 1,
    oldLines: out.length,
    newStart: 1,
    newLines: into.length,
    lines: [...out.map((line) => `-${line}`), ...into.map((line) => `+${line}`)],
  };
  return {
    oldFileName: 'a',
    newFileName: 'b',
    oldHeader: undefined,
    newHeader: undefined,
    hunks: [hunk],
  };
}
