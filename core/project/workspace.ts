import { type Problem } from '../kernel/problem';
import { fact, type Fact } from './fact';
import { type WorkspaceMember } from './model';
import { type ProjectFiles } from './project-files';
import { directoryOf, resolvePath } from './project-tree';
import { at, isTable, textOf, textsIn } from './tables';

/** Members of uv's workspace, the root itself left out. https://docs.astral.sh/uv/concepts/projects/workspaces/ */
export function workspaceMembers(files: ProjectFiles): {
  readonly members: readonly Fact<WorkspaceMember>[];
  readonly problems: readonly Problem[];
} {
  const workspace = at(files.toml('pyproject.toml'), 'tool', 'uv', 'workspace');
  if (!isTable(workspace)) return { members: [], problems: [] };
  const problems: Problem[] = [];
  const excluded = textsIn(at(workspace, 'exclude')).map(globPattern);
  const directories = files.paths
    .filter((path) => path.endsWith('/pyproject.toml'))
    .map(directoryOf)
    .filter((directory) => !excluded.some((pattern) => pattern.test(directory)));
  const found = new Map<string, string>();
  for (const [index, glob] of textsIn(at(workspace, 'members')).entries()) {
    const inside = resolvePath('.', glob);
    const matching =
      inside === undefined ? [] : directories.filter((one) => globPattern(inside).test(one));
    for (const directory of matching) found.set(directory, glob);
    if (matching.length > 0 || inside === '.' || (inside !== undefined && /[*?[]/.test(glob)))
      continue;
    problems.push({
      code: inside === undefined ? 'member-outside' : 'member-missing',
      file: 'pyproject.toml',
      path: `tool.uv.workspace.members[${String(index)}]`,
      message:
        inside === undefined
          ? 'a workspace member is outside of the repository'
          : 'a workspace member has no pyproject.toml',
      found: `"${glob}"`,
      allowed: 'directories of the repository with a pyproject.toml each',
      remedy: 'correct the path or remove it',
    });
  }
  const members = [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([directory, glob]) => {
      const name = textOf(at(files.toml(`${directory}/pyproject.toml`), 'project', 'name'));
      return fact(
        { directory, name: name ?? directory },
        `tool.uv.workspace.members "${glob}" in pyproject.toml`,
      );
    });
  return { members, problems };
}

/** A glob as a pattern for a whole path: `*` and `?` stay within a directory, `**` does not. */
export function globPattern(glob: string): RegExp {
  const plain = glob.replace(/^\.\//, '').replace(/\/+$/, '');
  const pattern = plain.replace(/\*\*\/?|\*|\?|\[!?[^\]/]*\]|[.+^${}()|[\]\\]/g, (part) => {
    if (part.startsWith('**')) return part.endsWith('/') ? '(?:.*/)?' : '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.length > 1) return part.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
    return `\\${part}`;
  });
  try {
    return new RegExp(`^${pattern}$`);
  } catch {
    // A set such as `[z-a]` matches nothing.
    return /^(?!)$/;
  }
}
