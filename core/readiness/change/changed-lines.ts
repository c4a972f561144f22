/** Lines that a change adds or edits, by file, as the changed file numbers them. */
export type ChangedLines = ReadonlyMap<string, ReadonlySet<number>>;

/** One file of a pull request, with its part of the diff; GitHub leaves it out of large and binary files. */
export interface ChangedFile {
  readonly path: string;
  readonly patch?: string | undefined;
  /** Lines that were added or removed, in all. */
  readonly changes?: number | undefined;
  /** As GitHub names it: added, removed, modified, renamed, copied, changed. */
  readonly status?: string | undefined;
  /** The path before a rename. */
  readonly previousPath?: string | undefined;
}

/** A line of a diff: what it does, its text without the mark, and its number in the changed file (of a removed one: of what follows it). */
export interface PatchLine {
  readonly kind: 'hunk' | 'same' | 'added' | 'removed';
  readonly text: string;
  readonly line: number;
}

/** https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html */
const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

export function changedLines(files: readonly ChangedFile[]): ChangedLines {
  return new Map(
    // Stryker disable next-line StringLiteral: text without a plus adds no line.
    files.map(({ path, patch = '' }) => [
      path,
      new Set(patchLines(patch).flatMap(({ kind, line }) => (kind === 'added' ? [line] : []))),
    ]),
  );
}

/** The part of a change that lies in a directory, by the paths that tools give which run there. */
export function linesBelow<T>(
  lines: ReadonlyMap<string, T>,
  directory: string,
): ReadonlyMap<string, T> {
  if (directory === '.') return lines;
  const prefix = `${directory}/`;
  return new Map(
    [...lines].flatMap(([path, numbers]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), numbers] as const] : [],
    ),
  );
}

/** The lines of a diff in their order; each hunk begins with a line of its own. */
export function patchLines(patch: string): readonly PatchLine[] {
  const lines: PatchLine[] = [];
  let line = 0;
  for (const text of patch.split('\n')) {
    const start = hunk.exec(text)?.[1];
    if (start !== undefined) {
      line = Number(start);
      lines.push({ kind: 'hunk', text: '', line });
    } else if (text.startsWith('+')) {
      lines.push({ kind: 'added', text: text.slice(1), line: line++ });
    } else if (text.startsWith('-')) {
      lines.push({ kind: 'removed', text: text.slice(1), line });
    } else if (!text.startsWith('\\')) {
      // "\ No newline at end of file" is no line.
      lines.push({ kind: 'same', text: text.slice(1), line: line++ });
    }
  }
  return lines;
}
