import { type BareRepository } from './bare-repository';
import { changedFiles } from './render/commit';

/** A line of CODEOWNERS that names a pattern; without owners it takes files out. */
interface CodeOwnersLine {
  /** Counted from 1. */
  readonly line: number;
  readonly source: string;
  readonly pattern: string;
  readonly owners: readonly string[];
}

/** The file that GitHub takes, with its lines. */
export interface CodeOwners {
  readonly path: string;
  readonly lines: readonly CodeOwnersLine[];
}

const places = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
export async function readCodeOwners(
  git: BareRepository,
  commit: string,
): Promise<CodeOwners | undefined> {
  for (const path of places) {
    const entry = await git.entry(commit, path);
    if (entry?.type !== 'blob') continue;
    return { path, lines: parsed((await git.blob(entry.sha)).toString('utf8')) };
  }
  return undefined;
}

function parsed(text: string): readonly CodeOwnersLine[] {
  return text.split('\n').flatMap((source, index) => {
    const [pattern, ...owners] = source
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/);
    return pattern === undefined || pattern === ''
      ? []
      : [{ line: index + 1, source, pattern, owners }];
  });
}

/** Owners of a path: the last line that fits decides. */
function ownersOf({ lines }: CodeOwners, path: string): readonly string[] {
  return lines.findLast(({ pattern }) => fits(pattern, path))?.owners ?? [];
}

/** Patterns are those of .gitignore, without negation and ranges. */
function fits(pattern: string, path: string): boolean {
  const isAnchored = pattern.replace(/\/$/, '').includes('/');
  const body = pattern
    .replace(/^\//, '')
    .replace(/\/$/, '/**')
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map(
      (part) =>
        ({ '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' })[part] ??
        part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('');
  // A name fits a directory too, and so all that is in it.
  const rest = pattern.endsWith('*') && isAnchored ? '' : '(?:/.*)?';
  return new RegExp(`^${isAnchored ? '' : '(?:.*/)?'}${body}${rest}$`).test(path);
}

/** Changed files of a pull request that have code owners on the base, of whom none approved. */
export async function unapprovedFiles(
  git: BareRepository,
  base: string,
  head: string,
  approvedBy: readonly string[],
): Promise<readonly string[]> {
  const owners = await readCodeOwners(git, base);
  if (owners === undefined) return [];
  const files = await changedFiles(git, await git.mergeBase(base, head), head);
  const approvers = new Set(approvedBy.map((login) => `@${login.toLowerCase()}`));
  return files
    .map(({ path }) => path)
    .filter((path) => {
      const own = ownersOf(owners, path);
      return own.length > 0 && !own.some((owner) => approvers.has(owner.toLowerCase()));
    });
}
