import { fact, type Fact } from './fact';
import { type FoundCommand } from './found-commands';
import { type RequirementsFile } from './model';
import { type ProjectFiles } from './project-files';
import { directoryOf, fileName, resolvePath } from './project-tree';
import { pinnedVersion } from './requirement';
import { parseRequirementsText, type RequirementsText } from './requirements-text';
import { isCheckTool } from './tool-names';

/** A requirements file with all that it includes. */
export interface ReadRequirements {
  readonly path: string;
  readonly text: RequirementsText;
  /** Paths of itself and of what it includes, and of constraints. */
  readonly reached: ReadonlySet<string>;
  readonly constraints: readonly string[];
  /** Names of files that it includes and that are not there. */
  readonly missing: readonly { readonly file: string; readonly include: string }[];
}

const usualName =
  /^(?:requirements[^/]*|[^/]*[-_.]requirements|requirements\/(?:[^/]+\/)?[^/]+|(?:tests?|test-?reqs|deps|reqs)\/requirements[^/]*|reqs\/[^/]+)\.(?:txt|pip|in)$/i;
const constraintsName = /(?:^|\/)[^/]*constraints?[^/]*\.txt$/i;
const forDocs =
  /(?:^|[-_./])(?:docs?|rtd|readthedocs|documentation|sphinx|mkdocs|deploy|heroku|release|build|conda|benchmarks?|notebooks?|examples?|optional|gpu|cuda)(?:$|[-_./])/i;
/** What installs tools that start checks, not the checks. */
const forRunners =
  /(?:^|\/)(?:requirements[-_])?(?:tox|nox|pip|pip-tools|pip_tools|codecov|ci-tools)(?:[-_]requirements)?\.(?:txt|pip|in)$/i;
const forChecks =
  /(?:^|[-_./])(?:dev|devel|develop|development|tests?|testing|lint|linting|linters?|typing|types|mypy|ci|check|checks|quality|tox|local)(?:$|[-_./])/i;

/** Requirements files by their usual names, and those that commands of the project install. */
export function requirementsPaths(
  files: ProjectFiles,
  commands: readonly FoundCommand[],
): readonly string[] {
  const usual = files.paths.filter((path) => usualName.test(path) && !constraintsName.test(path));
  const compiled = (path: string): boolean =>
    path.endsWith('.in') && usual.includes(path.replace(/\.in$/, '.txt'));
  const named = installedFiles(commands).flatMap(({ path }) => (files.has(path) ? [path] : []));
  return [...new Set([...usual.filter((path) => !compiled(path)), ...named])];
}

/** Requirements files that commands install, by their paths in the project. */
export function installedFiles(commands: readonly FoundCommand[]) {
  return commands.flatMap(({ install, reason }) =>
    (install?.files ?? []).flatMap((file) => {
      const path = resolvePath(
        '.',
        file.replace(/^\{toxinidir\}\/?|^\$\{?GITHUB_WORKSPACE\}?\//, ''),
      );
      return path === undefined ? [] : [{ path, reason }];
    }),
  );
}

export function readRequirements(files: ProjectFiles, path: string): ReadRequirements {
  const reached = new Set<string>();
  const missing: { file: string; include: string }[] = [];
  const texts: RequirementsText[] = [];
  const constraints: string[] = [];
  const visit = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    const text = parseRequirementsText(files.text(file));
    texts.push(text);
    for (const constraint of text.constraints) {
      const target = resolvePath(directoryOf(file), constraint);
      if (target !== undefined && files.has(target)) constraints.push(target);
    }
    for (const include of text.includes) {
      const target = resolvePath(directoryOf(file), include);
      if (target !== undefined && files.has(target)) visit(target);
      else if (!/^[a-z]+:\/\/|\$/.test(include)) missing.push({ file, include });
    }
  };
  visit(path);
  const [own] = texts;
  return {
    path,
    reached,
    missing,
    constraints,
    text: {
      requirements: texts.flatMap(({ requirements }) => requirements),
      includes: [],
      constraints: [],
      indexes: texts.flatMap(({ indexes }) => indexes),
      places: texts.flatMap(({ places }) => places),
      hasHashes: own?.hasHashes === true,
      ...(own?.compiledWith === undefined ? {} : { compiledWith: own.compiledWith }),
    },
  };
}

/** Whether each requirement of a file names one version. */
export const pinsAll = ({ text }: ReadRequirements): boolean =>
  text.requirements.length > 0 &&
  text.requirements.every((one) => one.url !== undefined || pinnedVersion(one) !== undefined);

/**
 * The files that checks need: what existing checks install (`installs`); else the one for running and those for checks by their name
 * or by the tools they hold.
 */
export function chosenRequirements(
  files: ProjectFiles,
  all: readonly ReadRequirements[],
  installs: readonly FoundCommand[],
  isInstalled: boolean,
): readonly Fact<RequirementsFile>[] {
  const used = new Map(installedFiles(installs).map(({ path, reason }) => [path, reason]));
  const forUse = all.filter(({ path }) => !forDocs.test(path) && !forRunners.test(path));
  const toolIn = ({ text }: ReadRequirements): string | undefined =>
    text.requirements.find(({ name }) => isCheckTool(name))?.name;
  const run = runFile(
    forUse
      .filter((file) => isUsual(file.path) || toolIn(file) === undefined)
      .map(({ path }) => path),
  );
  const found = forUse.flatMap((file): readonly Fact<RequirementsFile>[] => {
    const { path } = file;
    const holdsTool = toolIn(file);
    const isCheck = path !== run && (forChecks.test(path) || holdsTool !== undefined);
    const value: RequirementsFile = {
      path,
      purpose: isCheck ? 'checks' : 'run',
      ...compilation(files, file),
    };
    const reason = used.get(path);
    if (reason !== undefined) return [fact(value, `installed by ${reason}`)];
    if (path === run && (!isInstalled || holdsTool !== undefined))
      return [fact(value, `${path}, by its name`)];
    if (!isCheck || used.size > 0) return [];
    return [
      fact(
        value,
        holdsTool === undefined ? `${path}, by its name` : `${path} asks for ${holdsTool}`,
      ),
    ];
  });
  // What another chosen file includes need not be installed by itself.
  return found.filter(
    ({ value }) =>
      !all.some(
        (other) =>
          other.path !== value.path &&
          other.reached.has(value.path) &&
          found.some((one) => one.value.path === other.path),
      ),
  );
}

const isUsual = (path: string): boolean =>
  /^(?:requirements|base|main|prod|production|common|default|app)\.(?:txt|pip)$/.test(
    fileName(path),
  );

/** Where the installation of an application starts: the usual name first, else the shortest. */
function runFile(paths: readonly string[]): string | undefined {
  const rank = (path: string): number => {
    if (path === 'requirements.txt') return 0;
    if (isUsual(path)) return 1;
    return 10 + path.length + (path.endsWith('.in') ? 500 : 0);
  };
  return paths
    .filter((path) => !forChecks.test(path))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))[0];
}

function compilation(
  files: ProjectFiles,
  { path, text }: ReadRequirements,
): Partial<RequirementsFile> {
  const source = path.replace(/\.(?:txt|pip)$/, '.in');
  return {
    ...(text.compiledWith === undefined ? {} : { compiledWith: text.compiledWith }),
    ...(source !== path && files.has(source) ? { compiledFrom: source } : {}),
  };
}
