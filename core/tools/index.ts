import { black } from './black';
import { type CheckTool, type KnownTool } from './check-tool';
import { flake8 } from './flake8';
import { mypy } from './mypy';
import { namesIn } from './names-in';
import { pylint } from './pylint';
import { basedpyright, pyright } from './pyright';
import { ruff, ruffFormat } from './ruff';
import { ty } from './ty';

export { black, ruff, ruffFormat };

type Tools = Readonly<Record<string, CheckTool>>;

/** By the names that settings have for them. */
export const lintTools = { ruff, flake8, pylint } as const satisfies Tools;
export const formatTools = { black, ruff: ruffFormat } as const satisfies Tools;
export const typeTools = { mypy, pyright, ty } as const satisfies Tools;

/** Type checkers that a project may use; what is not one of `typeTools` has one of them in its place. */
export const knownTypeTools = {
  mypy,
  pyright,
  basedpyright,
  ty,
} as const satisfies Readonly<Record<string, KnownTool>>;

export type Linter = keyof typeof lintTools;
export type Formatter = keyof typeof formatTools;

/** Tools that are run on paths, by what they are for: `ruff` is the linter, `ruff-format` the formatter. */
export const toolsOnPaths = {
  ...lintTools,
  black,
  'ruff-format': ruffFormat,
  ...typeTools,
} as const satisfies Tools;
export type PathTool = keyof typeof toolsOnPaths;

/** Name of a formatter among the tools that are run on paths. */
export const formatterTool = (formatter: Formatter): PathTool =>
  formatter === 'ruff' ? 'ruff-format' : formatter;

/** Every tool that is known, also one that only detection knows. */
export const knownTools: readonly KnownTool[] = [
  ...Object.values(toolsOnPaths),
  ...Object.values(knownTypeTools),
].filter((tool, index, all) => all.indexOf(tool) === index);

/** The package of a tool. */
export const packageOf = (tool: PathTool): ToolPackage => (tool === 'ruff-format' ? 'ruff' : tool);

/** Packages that these tools are. */
export const toolPackages = namesIn(toolsOnPaths).filter((name) => name !== 'ruff-format');
type ToolPackage = (typeof toolPackages)[number];
