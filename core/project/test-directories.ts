import { fact, type Fact } from './fact';
import { type FoundCommand } from './found-commands';
import { type ProjectFiles } from './project-files';
import { directoryOf, resolvePath } from './project-tree';
import { distinct } from './tables';
import { globPattern } from './workspace';

/** Files that hold tests by their name. */
export const isTestFile = (path: string): boolean =>
  /(?:^|\/)(?:test_[^/]*|[^/]*_tests?|tests?)\.py$/.test(path) ||
  /(?:^|\/)tests?\/(?:.*\/)?test[^/]*\.py$/.test(path);

/** Where tests lie that are not the project's own. */
const foreign =
  /(?:^|\/)(?:docs?|examples?|templates?|vendor|third_party|node_modules|fixtures|testdata|\.[^/]+)\//;

/** The directories (or files) with tests: pytest's `testpaths`, else what checks name, else where tests lie. */
export function testDirectories(
  files: ProjectFiles,
  testpaths: Fact<readonly string[]> | undefined,
  commands: readonly FoundCommand[],
): Fact<readonly string[]> {
  const python = files.paths.filter((path) => path.endsWith('.py'));
  const isThere = (path: string): boolean =>
    path === '.' || python.some((one) => one === path || one.startsWith(`${path}/`));
  const configured = (testpaths?.value ?? []).flatMap((path) => matching(python, path));
  const known = distinct(configured.filter(isThere));
  if (testpaths !== undefined && known.length > 0) return fact(known, testpaths.reason);
  const tests = python.filter((path) => isTestFile(path) && !foreign.test(path));
  const named = commands
    .filter(({ checks }) => checks.some(({ tool }) => tool === 'pytest'))
    .map(({ command, reason }) =>
      fact(
        command.args
          .map((word) => resolvePath('.', word.split('::')[0] ?? ''))
          .filter((path) => path !== undefined)
          .filter((path) => path !== '.')
          .filter((path) => tests.some((one) => one === path || one.startsWith(`${path}/`))),
        reason,
      ),
    )
    .find(({ value }) => value.length > 0);
  const usual = ['tests', 'test'].filter((directory) =>
    tests.some((path) => path.startsWith(`${directory}/`)),
  );
  const hasMore =
    named !== undefined &&
    named.value.length > usual.length &&
    usual.every((directory) => named.value.includes(directory));
  if (usual.length > 0 && !hasMore) return fact(usual, `the directory ${usual.join(' and ')}`);
  if (named !== undefined) return fact(distinct(named.value), `named in ${named.reason}`);
  const nested = distinct(
    tests.flatMap((path) => /^(.*?\/tests?)\//.exec(path)?.[1] ?? directoryOf(path)),
  );
  const outermost = nested.filter(
    (one) =>
      !nested.some((other) => other !== one && (other === '.' || one.startsWith(`${other}/`))),
  );
  return outermost.length === 0
    ? fact([], 'no file with tests was found')
    : fact(outermost, 'directories with files named like tests');
}

/** A path as it is, or the directories that its glob means. */
function matching(python: readonly string[], path: string): readonly string[] {
  const inside = resolvePath('.', path);
  if (inside === undefined) return [];
  if (!/[*?[]/.test(inside)) return [inside];
  const pattern = globPattern(inside);
  const directories = distinct(
    python.flatMap((one) => {
      const parts = one.split('/');
      return parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'));
    }),
  );
  return directories.filter((one) => pattern.test(one));
}
