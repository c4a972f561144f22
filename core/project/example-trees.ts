import { type Problem } from '../kernel/problem';
import { detectRepository } from './detect-project';
import { type Fact } from './fact';
import { type Project } from './model';
import { type ProjectTree } from './project-tree';

/** A tree of files given as a record, for tests. */
export const treeOf = (
  files: Readonly<Record<string, string>>,
  submodules: readonly string[] = [],
): ProjectTree => ({
  paths: Object.keys(files).sort(),
  submodules,
  read: (path) => Promise.resolve(Object.hasOwn(files, path) ? files[path] : undefined),
});

/** A model without its reasons. */
type Plain<T> =
  T extends Fact<infer V>
    ? Plain<V>
    : T extends ReadonlySet<unknown> | string | number | boolean
      ? T
      : { readonly [K in keyof T]: Plain<T[K]> };

/** The values alone of the project at the root. */
export async function projectOf(files: Readonly<Record<string, string>>): Promise<Plain<Project>> {
  const [project] = (await detectRepository(treeOf(files))).projects;
  if (project === undefined) throw new Error('no project was found');
  return plain(project) as Plain<Project>;
}

export const problemsOf = async (
  files: Readonly<Record<string, string>>,
): Promise<readonly Problem[]> => (await detectRepository(treeOf(files))).problems;

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || value instanceof Set) return value;
  if ('reason' in value && 'value' in value) return plain(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
