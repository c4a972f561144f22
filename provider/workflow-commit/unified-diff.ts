import { createTwoFilesPatch } from 'diff';
import { logText } from '../../core/kernel/foreign-text';

/** Lines of one file's difference that are shown. */
const maximumLines = 200;

/** A file's change as a unified diff for a person to read, shortened where it is very long. */
export function unifiedDiff(path: string, before: string, after: string): string {
  const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, '', '', {
    context: 3,
  });
  // A diff ends in the log of a run, and its lines are someone else's.
  const lines = logText(patch)
    .split('\n')
    .filter((line) => !/^=+$/.test(line));
  const rest = lines.length - maximumLines;
  return [...lines.slice(0, maximumLines), ...(rest > 0 ? [`… and ${rest} more lines`] : [])].join(
    '\n',
  );
}
