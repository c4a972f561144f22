import { findingsRead, type CountFact, type FindingsFact } from '../facts';
import {
  contradiction,
  incomplete,
  parsed,
  refused,
  relativePath,
  shorten,
  withoutColours,
  type CheckOutput,
  type Parsed,
} from './parsed';

type Found = FindingsFact['first'][number];

const linesOf = (printed: string): readonly string[] => withoutColours(printed).split(/\r?\n/);

function findings(found: readonly Found[]): FindingsFact {
  return { count: found.length, first: found.slice(0, findingsRead) };
}

function found(match: RegExpExecArray, root: string | undefined): Found {
  // Stryker disable next-line StringLiteral: each group is always there.
  const [, file = '?', line = '1', rule = 'error', message = ''] = match;
  return {
    file: relativePath(file, root).replace(/^\.\//, ''),
    line: Number(line),
    rule,
    message: shorten(message),
  };
}

function noResult<T>(file: string, tool: string, printed: string): Parsed<T> {
  return refused(file, 'report-shape', `the output of ${tool} is none of a check`, {
    found: shorten(printed.trim() === '' ? 'an empty file' : printed),
    remedy: `write what \`${tool}\` prints, in its default format`,
  });
}

/** Output of `flake8`, which prints its findings and nothing else: whatever else is there was not printed by a check. */
export function parseFlake8(printed: string, file: string, root?: string): Parsed<FindingsFact> {
  const all: Found[] = [];
  for (const line of linesOf(printed).filter((text) => text.trim() !== '')) {
    const match = /^(.{1,500}?):(\d+):\d+: ([A-Z]{1,3}\d{1,4}) (.*)/.exec(line);
    if (match === null) return noResult(file, 'flake8', line);
    all.push(found(match, root));
  }
  return parsed(findings(all));
}

/** Output of `pylint`: nothing, or its findings and the rating of the code. */
export function parsePylint(printed: string, file: string, root?: string): Parsed<FindingsFact> {
  const lines = linesOf(printed);
  const all = lines.flatMap((line) => {
    const match = /^(.{1,500}?):(\d+):\d+: ([A-Z]\d{4}): (.*)/.exec(line);
    return match === null ? [] : [found(match, root)];
  });
  const isRated = lines.some((line) => line.startsWith('Your code has been rated at '));
  return isRated || printed.trim() === ''
    ? parsed(findings(all))
    : noResult(file, 'pylint', printed);
}

/** Output of `ruff format --check`: the files it would reformat, as its last line counts them. */
export function parseRuffFormat(printed: string, file: string): CheckOutput<CountFact> {
  const lines = linesOf(printed);
  const summary = lines
    .filter((line) => /^\d+ files? (would be reformatted|already formatted)/.test(line))
    .at(-1);
  // Stryker disable next-line StringLiteral: what counts nothing counts none.
  const count = Number(/(\d+) files? would be reformatted/.exec(summary ?? '')?.[1] ?? 0);
  const unread = lines.find((line) => /^error: /.test(line));
  if (unread !== undefined) {
    return incomplete(
      file,
      'ruff could not check every file',
      { count },
      { found: shorten(unread), remedy: 'fix or exclude the file' },
    );
  }
  return summary === undefined ? noResult(file, 'ruff format', printed) : parsed({ count });
}

/** Output of `pyright`: its errors, held against the line that counts them. Warnings do not count. */
export function parsePyright(printed: string, file: string, root?: string): Parsed<FindingsFact> {
  const lines = linesOf(printed);
  const all = lines.flatMap((line, index) => {
    const match = /^\s*(.{1,500}?):(\d+):\d+ - error: (.*)/.exec(line);
    if (match === null) return [];
    // The rule stands at the end of the message, which may go on in the lines below.
    const below = lines.slice(index + 1, index + 6);
    const end = below.findIndex((other) => /:\d+:\d+ - |^\d+ errors?, /.test(other));
    // Stryker disable next-line StringLiteral: a rule stands on one line.
    const message = [line, ...below.slice(0, end === -1 ? below.length : end)].join(' ');
    // Stryker disable next-line ArrayDeclaration: a rule would be the second.
    const [, rule = 'error'] = /\((report\w+)\)/.exec(message) ?? [];
    // Stryker disable next-line StringLiteral: each group is always there.
    const [, path = '?', at = '1', text = ''] = match;
    return [{ file: relativePath(path, root), line: Number(at), rule, message: shorten(text) }];
  });
  const counted = lines.flatMap((line) => /^(\d+) errors?, \d+ warnings?/.exec(line)?.[1] ?? []);
  const last = counted.at(-1);
  if (last === undefined) return noResult(file, 'pyright', printed);
  return Number(last) === all.length
    ? parsed(findings(all))
    : contradiction(file, 'pyright', Number(last), all.length);
}

/** Output of `ty check`: its diagnostics, held against the line that counts them. */
export function parseTy(printed: string, file: string, root?: string): Parsed<FindingsFact> {
  const lines = linesOf(printed);
  const all = lines.flatMap((line, index) => {
    // Stryker disable next-line ArrayDeclaration,StringLiteral: a message comes with its rule.
    const [, rule, message = ''] = /^(?:error|warning)\[([\w-]+)\]:? (.*)/.exec(line) ?? [];
    if (rule === undefined) return [];
    const place = lines.slice(index + 1, index + 4).join('\n');
    // Stryker disable next-line ArrayDeclaration: a path would be the second.
    const [, path = '?', at = '1'] = /^\s*--> (.{1,500}?):(\d+):\d+/m.exec(place) ?? [];
    return [{ file: relativePath(path, root), line: Number(at), rule, message: shorten(message) }];
  });
  const counted = /^Found (\d+) diagnostics?/m.exec(lines.join('\n'))?.[1];
  const isClean = lines.some((line) => line.startsWith('All checks passed!'));
  if (counted === undefined && !isClean) return noResult(file, 'ty', printed);
  const listed = Number(counted ?? 0);
  return listed === all.length
    ? parsed(findings(all))
    : contradiction(file, 'ty', listed, all.length);
}
