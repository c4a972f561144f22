/** Lines that a change adds or edits, by file, as the changed file numbers them. */
export type ChangedLines = ReadonlyMap<string, ReadonlySet<number>>;

/** One file of a pull request, with its part of the diff; GitHub leaves it out of large and binary files. */
export interface ChangedFile {
  readonly path: string;
  readonly patch?: string | undefined;
}

/** https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html */
const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

export function changedLines(files: readonly ChangedFile[]): ChangedLines {
  return new Map(files.map(({ path, patch }) => [path, addedLines(patch ?? '')]));
}

/** The part of a change that lies in a directory, by the paths that tools give which run there. */
export function linesBelow(lines: ChangedLines, directory: string): ChangedLines {
  if (directory === '.') return lines;
  const prefix = `${directory}/`;
  return new Map(
    [...lines].flatMap(([path, numbers]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), numbers] as const] : [],
    ),
  );
}

function addedLines(patch: string): ReadonlySet<number> {
  const added = new Set<number>();
  let line = 0;
  for (const text of patch.split('\n')) {
    const start = hunk.exec(text)?.[1];
    if (start !== undefined) line = Number(start);
    else if (text.startsWith('+')) added.add(line++);
    // A line that is gone has no number any more, and "\ No newline at end of file" is none.
    else if (!text.startsWith('-') && !text.startsWith('\\')) line += 1;
  }
  return added;
}
