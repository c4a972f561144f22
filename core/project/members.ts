import { detectBuild } from './build';
import { type Declared, declaredDependencies } from './declared';
import { fact, type Fact } from './fact';
import { type FoundCommand, foundCommands } from './found-commands';
import { type Source, type WorkspaceMember } from './model';
import { type ProjectFiles, readProjectFiles } from './project-files';
import { type ProjectTree, resolvePath, treeBelow } from './project-tree';
import { detectSources } from './sources';

/** A member of a workspace: installed together with its root, and checked by commands in its own directory too. */
interface ReadMember {
  readonly directory: string;
  readonly declared: readonly Declared[];
  readonly commands: readonly FoundCommand[];
  readonly sources: readonly Source[];
}

/** @param place the repository, and the directory of the workspace's root in it. */
export function readMembers(
  tree: ProjectTree,
  members: readonly Fact<WorkspaceMember>[],
  place: { readonly repository: ProjectFiles; readonly directory: string },
): Promise<readonly ReadMember[]> {
  return Promise.all(
    members.map(async ({ value: { directory } }) => {
      const files = await readProjectFiles(treeBelow(tree, directory));
      const fromRoot = resolvePath(place.directory, directory) ?? directory;
      return {
        directory,
        declared: declaredDependencies(files).map((one) => ({
          ...one,
          reason: `${one.reason} of ${directory}`,
        })),
        commands: foundCommands(files, place.repository, fromRoot).filter(
          ({ strength }) => strength === 'workflow',
        ),
        sources: detectSources(files, detectBuild(files, 'uv').value).value,
      };
    }),
  );
}

/** The code of a project and of the members of its workspace. */
export function sourcesWithMembers(
  own: Fact<readonly Source[]>,
  members: readonly ReadMember[],
): Fact<readonly Source[]> {
  const ofMembers = members.flatMap(({ directory, sources }) =>
    sources.map(({ path, imports }) => ({ path: `${directory}/${path}`, imports })),
  );
  if (ofMembers.length === 0) return own;
  const kept = own.value.filter(
    ({ path }) => !ofMembers.some((one) => one.path === path || one.path.startsWith(`${path}/`)),
  );
  return fact(
    [...kept, ...ofMembers],
    kept.length === 0 ? 'the members of the workspace' : `${own.reason}, and the workspace`,
  );
}
