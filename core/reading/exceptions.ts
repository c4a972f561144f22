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
  const found: ExceptionComment[] = [];
  // From the end, so that the next line that is no comment is known: several exceptions may be above one line.
  let below = lines.length;
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const line = lines[index] ?? '';
    const trimmed = line.trimStart();
    const isAlone = trimmed.startsWith('#');
    const match = COMMENT.exec(line);
    if (match !== null) found.push(exceptionOf(match, line, index, isAlone ? below : index));
    if (trimmed !== '' && !isAlone) below = index;
  }
  return found.reverse();
}

/** @param covered index of the line that it is about. */
function exceptionOf(
  { 0: whole, 1: names = '', index: start }: RegExpExecArray,
  line: string,
  index: number,
  covered: number,
): ExceptionComment {
  const { reason, until } = partsOf(line.slice(start + whole.length));
  return {
    line: index + 1,
    column: line.indexOf('#', start) + 1,
    rules: names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    reason,
    ...(until === undefined ? {} : { until }),
    covers: covered + 1,
  };
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
