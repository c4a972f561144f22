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
 * The directories with a project each, `.` first when there is one at the root. Members of a workspace belong to its root.
 */
export function projectDirectories(files: ProjectFiles): readonly string[] {
  const members = new Set(workspaceMembers(files).members.map(({ value }) => value.directory));
  const isRoot = describesProject(files, '.');
  const inside = files.paths
    .filter((path) => /\/(?:pyproject\.toml|setup\.py|setup\.cfg|requirements\.txt)$/.test(path))
    .filter((path) => path.split('/').length <= deepest + 1 && !foreign.test(directoryOf(path)))
    // Requirements of a directory are a project of their own only where the root has none.
    .filter((path) => !isRoot || fileName(path) !== 'requirements.txt')
    .map(directoryOf)
    .filter((directory) => !members.has(directory) && describesProject(files, directory));
  const others = [...new Set(inside)].sort();
  const outermost = others.filter((one) => !others.some((other) => one.startsWith(`${other}/`)));
  return isRoot ? ['.', ...outermost] : outermost;
}

function describesProject(files: ProjectFiles, directory: string): boolean {
  const path = (name: string): string => (directory === '.' ? name : `${directory}/${name}`);
  const pyproject = files.toml(path('pyproject.toml'));
  const declares =
    isTable(at(pyproject, 'project')) ||
    isTable(at(pyproject, 'dependency-groups')) ||
    describesItself(pyproject) !== undefined ||
    isTable(at(pyproject, 'tool', 'flit')) ||
    isTable(at(pyproject, 'tool', 'uv', 'workspace'));
  if (declares || files.has(path('setup.py'))) return true;
  if (files.ini(path('setup.cfg')).has('metadata')) return true;
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
