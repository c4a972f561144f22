import { type Position } from './workflow';

/** A comment that excepts findings: `# gatehouse: ignore[rule, rule] reason, until 2027-01-31`. */
export interface ExceptionComment extends Position {
  readonly rules: readonly string[];
  /** Empty where none is given. */
  readonly reason: string;
  /** Last day on which it counts, as it is written; undefined where none is given. */
  readonly until?: string;
  /** The line that it is about: its own, or the next one where the comment is alone on its line. */
  readonly covers: number;
}

const COMMENT = /(?:^|\s)#\s*gatehouse:\s*ignore\[([^\]]*)\]/;
const END = 'until ';

/** The exceptions of a file, in comments of YAML and of the scripts in it. */
export function exceptionsIn(text: string): readonly ExceptionComment[] {
  if (!text.includes('gatehouse:')) return [];
  const lines = text.split('\n');
  return lines.flatMap((line, index): ExceptionComment[] => {
    const match = COMMENT.exec(line);
    if (match === null) return [];
    const [whole, names = ''] = match;
    const { reason, until } = partsOf(line.slice(match.index + whole.length));
    const isAlone = line.trimStart().startsWith('#');
    return [
      {
        line: index + 1,
        column: line.indexOf('#', match.index) + 1,
        rules: names
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== ''),
        reason,
        ...(until === undefined ? {} : { until }),
        covers: isAlone ? lineBelow(lines, index) : index + 1,
      },
    ];
  });
}

function partsOf(text: string): Pick<ExceptionComment, 'reason' | 'until'> {
  const rest = text.trim();
  const at = rest.lastIndexOf(END);
  const until = at < 0 ? '' : rest.slice(at + END.length).trim();
  if (until === '' || /\s/.test(until)) return { reason: rest };
  let end = at;
  while (end > 0 && /[\s,;:]/.test(rest[end - 1] ?? '')) end -= 1;
  return { reason: rest.slice(0, end), until };
}

/** The next line that is no comment of its own, so that several exceptions may be above one line. */
function lineBelow(lines: readonly string[], index: number): number {
  for (let at = index + 1; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').trimStart();
    if (line !== '' && !line.startsWith('#')) return at + 1;
  }
  return index + 1;
}
