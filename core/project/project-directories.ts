import { describesItself } from './lock-files';
import { type ProjectFiles } from './project-files';
import { directoryOf, fileName } from './project-tree';
import { at, isTable } from './tables';
import { workspaceMembers } from './workspace';

/** Directories whose projects are not the repository's own, but examples, data or copies. */
const foreign =
  /(?:^|\/)(?:tests?|testing|fixtures?|testdata|examples?|samples?|demos?|docs?|templates?|cookiecutter.*|\{\{.*|node_modules|vendor|vendored|_vendor|third_party|benchmarks?|build|dist|venv|\..*|tools?|scripts?|playground|sandbox|extras?|ci|packaging|notebooks?)(?:\/|$)/i;

const deepest = 3;

/**
 * The directories with a project each, `.` first when there is one at the root. Members of a workspace belong to its root. A
 * root that only lists requirements or configures tools for the projects below it, and has no code of its own, is none.
 */
export function projectDirectories(files: ProjectFiles): readonly string[] {
  const alone = projectsBelow(files, false);
  if (!describesProject(files, '.')) return alone;
  return alone.length === 0 || declaresProject(files, '.') || hasOwnCode(files, alone)
    ? ['.', ...projectsBelow(files, true)]
    : alone;
}

/** Whether there is code that belongs to none of the projects. */
const hasOwnCode = (files: ProjectFiles, projects: readonly string[]): boolean =>
  files.paths.some(
    (path) =>
      path.endsWith('.py') &&
      (directoryOf(path) === '.' || !foreign.test(directoryOf(path))) &&
      !projects.some((project) => path.startsWith(`${project}/`)),
  );

function projectsBelow(files: ProjectFiles, isRoot: boolean): readonly string[] {
  const members = new Set(workspaceMembers(files).members.map(({ value }) => value.directory));
  const inside = files.paths
    .filter((path) => /\/(?:pyproject\.toml|setup\.py|setup\.cfg|requirements\.txt)$/.test(path))
    .filter((path) => path.split('/').length <= deepest + 1 && !foreign.test(directoryOf(path)))
    // Requirements of a directory are a project of their own only where the root has none.
    .filter((path) => !isRoot || fileName(path) !== 'requirements.txt')
    .map(directoryOf)
    .filter((directory) => !members.has(directory) && describesProject(files, directory));
  const others = [...new Set(inside)].sort();
  return others.filter((one) => !others.some((other) => one.startsWith(`${other}/`)));
}

/** Whether a directory has what can be installed, or a workspace. */
function declaresProject(files: ProjectFiles, directory: string): boolean {
  const path = (name: string): string => (directory === '.' ? name : `${directory}/${name}`);
  const pyproject = files.toml(path('pyproject.toml'));
  return (
    isTable(at(pyproject, 'project')) ||
    isTable(at(pyproject, 'dependency-groups')) ||
    describesItself(pyproject) !== undefined ||
    isTable(at(pyproject, 'tool', 'flit')) ||
    isTable(at(pyproject, 'tool', 'uv', 'workspace')) ||
    files.has(path('setup.py')) ||
    files.ini(path('setup.cfg')).has('metadata')
  );
}

function describesProject(files: ProjectFiles, directory: string): boolean {
  const path = (name: string): string => (directory === '.' ? name : `${directory}/${name}`);
  if (declaresProject(files, directory)) return true;
  if (directory === '.')
    return files.paths.some(
      (one) =>
        /^(?:requirements[^/]*|[^/]*[-_]requirements|requirements\/[^/]+)\.(?:txt|in)$/i.test(
          one,
        ) ||
        one === 'Pipfile' ||
        one === 'pyproject.toml' ||
        one === 'setup.cfg',
    );
  return (
    files.has(path('requirements.txt')) &&
    files.paths.some((one) => one.startsWith(`${directory}/`) && one.endsWith('.py'))
  );
}
