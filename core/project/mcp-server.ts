import { fact, type Fact } from './fact';
import { type ProjectFiles } from './project-files';
import { type ProjectTree } from './project-tree';
import { at, entriesOf, textOf } from './tables';

/** Packages that a Model Context Protocol server in Python is written with. */
const libraries = ['mcp', 'fastmcp'];
const importsLibrary = /^\s*(?:from|import)\s+(?:mcp\.server|mcp|fastmcp)\b/m;
const hasMainGuard = /^if\s+__name__\s*==\s*['"]__main__['"]/m;

/** Whether a project, by the names of its dependencies, uses such a library. */
export const usesMcp = (dependencies: ReadonlySet<string>): boolean =>
  libraries.some((name) => dependencies.has(name));

/**
 * The command that starts the project's MCP server on standard input and output: the module that imports the library and
 * can be run, else the script whose name says so. Undefined when there is none.
 */
export async function mcpCommand(
  tree: ProjectTree,
  files: ProjectFiles,
  sources: readonly string[],
): Promise<Fact<readonly [string, ...string[]]> | undefined> {
  const scripts = scriptsOf(at(files.toml('pyproject.toml'), 'project', 'scripts'));
  const modules = new Map<string, { readonly path: string; readonly text: string }>();
  for (const path of tree.paths.filter((one) => one.endsWith('.py') && isWithin(one, sources))) {
    const text = (await tree.read(path)) ?? '';
    if (importsLibrary.test(text)) modules.set(moduleName(path), { path, text });
  }
  const runnable = [...modules].filter(
    ([name, { text }]) => hasMainGuard.test(text) || tree.paths.includes(mainOf(name)),
  );
  const started = new Set(scripts.map(({ module }) => module));
  const [best] = runnable.sort(
    ([a], [b]) => Number(started.has(b)) - Number(started.has(a)) || a.length - b.length,
  );
  if (best !== undefined)
    return fact(['python', '-m', best[0]], `${best[1].path} imports an MCP library`);
  const script =
    scripts.find(({ module }) => modules.has(module)) ??
    scripts.find(({ name }) => /(?:^|[-_])mcp(?:$|[-_])/.test(name));
  return script === undefined
    ? undefined
    : fact([script.name], `project.scripts.${script.name} in pyproject.toml`);
}

function scriptsOf(table: unknown): readonly { name: string; module: string }[] {
  return entriesOf(table).map(([name, target]) => ({
    name,
    module: (textOf(target) ?? '').split(':')[0] ?? '',
  }));
}

const isWithin = (path: string, sources: readonly string[]): boolean =>
  sources.some((source) => path === source || path.startsWith(`${source}/`));

function moduleName(path: string): string {
  return path
    .replace(/^src\//, '')
    .replace(/(?:\/__init__|\/__main__)?\.py$/, '')
    .replaceAll('/', '.');
}

const mainOf = (module: string): string => `src/${module.replaceAll('.', '/')}/__main__.py`;
