import { type Problem } from '../../kernel/problem';
import { isPattern, matchesPattern } from './pattern';

/** What reading needs of `node:fs`, which has it under these names. */
export interface FileSystem {
  readdirSync(path: string): readonly string[];
  readFileSync(path: string): Uint8Array;
  statSync(path: string): { isFile(): boolean; isDirectory(): boolean; readonly size: number };
}

export interface FleetText {
  /** Path below the project. */
  readonly file: string;
  readonly text: string;
}

/** The files that patterns name, in the order of their names. */
export interface FleetFiles {
  readonly texts: readonly FleetText[];
  /** Files that could not be read. */
  readonly problems: readonly Problem[];
  /** Patterns that no file matches. */
  readonly unmatched: readonly string[];
}

/** Bytes of one file: a thousand rich repositories have less. */
const maximumBytes = 4 * 2 ** 20;

/** Reads the fleet files that patterns name below the project's root. */
export function readFleetFiles(
  fs: FileSystem,
  root: string,
  patterns: readonly string[],
): FleetFiles {
  const problems: Problem[] = [];
  const files = new Set<string>();
  const unmatched = patterns.filter((pattern) => {
    const found = expand(fs, root, pattern.split('/'), problems);
    found.forEach((file) => files.add(file));
    return found.length === 0;
  });
  const texts = [...files].sort().flatMap((file): FleetText[] => {
    const read = readText(fs, root, file);
    if (typeof read === 'string') return [{ file, text: read }];
    problems.push(read);
    return [];
  });
  return { texts, problems, unmatched };
}

function expand(
  fs: FileSystem,
  root: string,
  segments: readonly string[],
  problems: Problem[],
): readonly string[] {
  let found: readonly string[] = [''];
  for (const segment of segments) {
    found = found.flatMap((directory) => {
      const join = (name: string): string => (directory === '' ? name : `${directory}/${name}`);
      const names = entriesOf(fs, `${root}/${directory}`);
      if (typeof names === 'string') {
        problems.push({
          code: 'fleet-file',
          file: directory === '' ? '.' : directory,
          message: names,
        });
        return [];
      }
      // A name that starts with a dot is an editor's or a tool's, unless it is asked for.
      return names
        .filter((name) => (isPattern(segment) ? matchesPattern(segment, name) : name === segment))
        .filter((name) => !name.startsWith('.') || segment.startsWith('.'))
        .map(join);
    });
  }
  return found;
}

/** Names in a directory, none where it is missing or a file; a sentence when it cannot be read. */
function entriesOf(fs: FileSystem, directory: string): readonly string[] | string {
  try {
    return fs.readdirSync(directory);
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' || code === 'ENOTDIR' ? [] : unreadable(code);
  }
}

function readText(fs: FileSystem, root: string, file: string): string | Problem {
  const problem = (message: string, remedy: string): Problem => ({
    code: 'fleet-file',
    file,
    message,
    remedy,
  });
  try {
    const path = `${root}/${file}`;
    const stat = fs.statSync(path);
    if (!stat.isFile()) {
      const what = stat.isDirectory() ? 'is a directory' : 'is not a regular file';
      return problem(`${what} where a fleet file belongs`, 'move it, or name other files');
    }
    if (stat.size > maximumBytes) {
      return problem(`is larger than ${maximumBytes / 2 ** 20} MiB`, 'split it');
    }
    const text = decoded(fs.readFileSync(path));
    if (text === undefined) return problem('is not text in UTF-8', 'save it as UTF-8');
    if (text.includes('\0')) return problem('is not text: it has a NUL byte', 'save it as UTF-8');
    if (text.trim() === '') {
      return problem('is empty', 'give it `groups` or `repositories`, or remove it');
    }
    return text;
  } catch (error) {
    return problem(unreadable(codeOf(error)), 'make it readable: chmod u+r');
  }
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function unreadable(code: string): string {
  const reasons: Readonly<Record<string, string>> = {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    ENOENT: 'a broken link',
    ELOOP: 'a loop of links',
  };
  return `cannot be read: ${reasons[code] ?? code}`;
}

function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error) return String(error.code);
  throw error;
}
