import { parse as parseToml, TomlError } from 'smol-toml';
import { parseDocument } from 'yaml';
import { type Problem } from '../kernel/problem';
import { knownTools } from '../tools';
import { managerEntries } from '../tools/managers';
import { type IniFile, parseIni } from './ini-file';
import { type ProjectTree } from './project-tree';
import { isTable, type Table } from './tables';

/** The files of a project by which it is judged: read once, parsed once, and all that cannot be parsed noted. */
export interface ProjectFiles {
  readonly paths: readonly string[];
  readonly submodules: readonly string[];
  has(path: string): boolean;
  /** The text of a file that describes the project (not of its code); empty when there is none. */
  text(path: string): string;
  toml(path: string): Table;
  ini(path: string): IniFile;
  /** All scalars are texts, so that version 3.10 is not 3.1. Undefined when it is no YAML. */
  yaml(path: string): unknown;
  readonly problems: readonly Problem[];
}

/** Files that say something about a project. Of all others only the name counts. */
const telling = [
  /(?:^|\/)[^/]+\.(?:toml|cfg|ini|in|conf|yml|yaml)$/,
  /(?:requirements|constraints)[^/]*(?:\/[^/]+)?\.(?:txt|pip)$/i,
  /^(?:[^/]+\/)?(?:deps?|reqs?|requires|build-constraints)[^/]*\.txt$/i,
  /(?:^|\/)(?:setup|noxfile|manage|versioneer|conf)\.py$/,
  /(?:^|\/)(?:Makefile|makefile|GNUmakefile|justfile|Justfile|\.coveragerc)$/,
  /(?:^|\/)(?:\.python-version|\.tool-versions|runtime\.txt|Pipfile|\.gitattributes|\.gitmodules)$/,
  /^(?:[^/]+\/)?[^/]+\.sh$/,
  /^(?:scripts|script|bin|ci|tools|\.ci|\.github\/[^/]+)\/[^/.]+$/,
];

/** Files that configure tools, and lock files. */
const ofTools: ReadonlySet<string> = new Set([
  ...knownTools.flatMap(({ configuration }) => configuration.files),
  ...managerEntries.map(([, { lockFile }]) => lockFile),
]);

const isTelling = (path: string): boolean =>
  telling.some((pattern) => pattern.test(path)) ||
  ofTools.has(path.slice(path.lastIndexOf('/') + 1));

/** Folders that describe other things than the project. */
const foreign = /(?:^|\/)(?:node_modules|\.venv|venv|site-packages|vendor|third_party)\//;

const maximumDepth = 6;
/** A repository of templates or data may hold thousands of YAML files; those nearest to the root are read. */
const maximumFiles = 1500;

export async function readProjectFiles(tree: ProjectTree): Promise<ProjectFiles> {
  const read = tree.paths
    .filter((path) => !foreign.test(path) && isTelling(path))
    .map((path) => ({ path, depth: path.split('/').length }))
    .filter(({ depth, path }) => depth <= (/\.ya?ml$/.test(path) ? 4 : maximumDepth))
    .sort((a, b) => a.depth - b.depth)
    .slice(0, maximumFiles);
  const texts = new Map<string, string>();
  for (const { path } of read) {
    const text = await tree.read(path);
    if (text !== undefined) texts.set(path, text.replace(/^\uFEFF/, ''));
  }
  return projectFiles(tree, texts);
}

function projectFiles(tree: ProjectTree, texts: ReadonlyMap<string, string>): ProjectFiles {
  const problems: Problem[] = [];
  const known = new Set(tree.paths);
  const text = (path: string): string => texts.get(path) ?? '';
  const toml = once((path) => {
    const { table, problem } = readToml(path, text(path));
    if (problem !== undefined) problems.push(problem);
    return table;
  });
  return {
    paths: tree.paths,
    submodules: tree.submodules ?? [],
    has: (path) => known.has(path),
    text,
    toml,
    ini: once((path) => parseIni(text(path))),
    yaml: once((path) => readYaml(text(path))),
    problems,
  };
}

function once<T>(work: (path: string) => T): (path: string) => T {
  const done = new Map<string, { readonly value: T }>();
  return (path) => {
    const known = done.get(path) ?? { value: work(path) };
    done.set(path, known);
    return known.value;
  };
}

function readToml(
  path: string,
  text: string,
): { readonly table: Table; readonly problem?: Problem } {
  try {
    return { table: parseToml(text) };
  } catch (error) {
    const place = error instanceof TomlError ? { line: error.line, column: error.column } : {};
    return {
      table: {},
      problem: {
        code: 'toml-syntax',
        file: path,
        ...place,
        message: 'is not valid TOML',
        remedy: 'fix the line and commit it',
      },
    };
  }
}

/** More aliases than this are no workflow but a bomb. */
const maximumAliases = 100;

function readYaml(text: string): unknown {
  try {
    const document = parseDocument(text, {
      schema: 'failsafe',
      strict: false,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
    });
    const value: unknown =
      document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: maximumAliases });
    return isTable(value) || Array.isArray(value) ? value : undefined;
  } catch {
    // Too deep or too many aliases: no file of a project that anybody wrote.
    return undefined;
  }
}
