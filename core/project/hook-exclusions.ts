import { toolsOnPaths } from '../tools';
import { type CheckTool } from '../tools/check-tool';
import { type Hook } from './pre-commit';
import { directoryOf } from './project-tree';
import { distinct } from './tables';

/** A list that is longer than this is no list of exceptions. */
const longestList = 30;

/**
 * Options by which a tool leaves out what a hook leaves out: pre-commit hands single files to it, and here it walks through
 * directories.
 *
 * @param tool as settings name it, `ruff-format` for the formatter.
 * @param python paths of the Python files that the tool would look at, from the project's directory.
 */
export function exclusionOptions(
  tool: string,
  { excluded }: Pick<Hook, 'excluded'>,
  python: readonly string[],
  directory: string,
): readonly string[] {
  const isOut = (path: string): boolean => {
    const fromRoot = directory === '.' ? path : `${directory}/${path}`;
    return excluded.some((pattern) => pattern.test(fromRoot));
  };
  const out = outermost(python, isOut);
  if (out.length === 0 || out.length > longestList || python.every(isOut)) return [];
  const pattern = out.map((path) => escaped(path) + (path.endsWith('/') ? '' : '$')).join('|');
  const paths = out.map((path) => path.replace(/\/$/, ''));
  const known: Readonly<Record<string, CheckTool>> = toolsOnPaths;
  return (
    (Object.hasOwn(known, tool) ? known[tool]?.leaveOut?.({ paths, pattern }) : undefined) ?? []
  );
}

const escaped = (path: string): string => path.replace(/[.+()[\]{}^$*?|\\]/g, '\\$&');

/** Directories (with `/` at the end) of which every Python file is left out, and else the files themselves. */
function outermost(python: readonly string[], isOut: (path: string) => boolean): readonly string[] {
  const kept = new Set(python.filter((path) => !isOut(path)).flatMap(directoriesOf));
  return distinct(
    python.filter(isOut).map((path) => {
      const whole = directoriesOf(path).findLast((directory) => !kept.has(directory));
      return whole === undefined ? path : `${whole}/`;
    }),
  );
}

/** The directories that a path lies in, the innermost first. */
function directoriesOf(path: string): readonly string[] {
  const found: string[] = [];
  for (let at = directoryOf(path); at !== '.'; at = directoryOf(at)) found.push(at);
  return found;
}
