import { knownTools, ruff } from '../tools';
import { type Configuration } from '../tools/check-tool';
import { fact, type Fact } from './fact';
import { preCommitFile } from './pre-commit';
import { type ProjectFiles } from './project-files';
import { coverageFacts, pytestOptions } from './pytest-facts';
import { at, isTable } from './tables';
import { type ToolName } from './tool-facts';
import { toxFile } from './tox';

/** Where the tools are configured that are not run on paths. */
const otherPlaces: Readonly<Partial<Record<ToolName, Configuration>>> = {
  nox: { files: ['noxfile.py'] },
  'pre-commit': { files: [preCommitFile] },
};

const places = Object.entries<Configuration>({
  ...Object.fromEntries(knownTools.map(({ program, configuration }) => [program, configuration])),
  ...otherPlaces,
}) as readonly (readonly [ToolName, Configuration])[];

export type ToolConfigs = Readonly<Partial<Record<ToolName, Fact<string>>>>;

/** The file that configures each tool, of those that are configured. */
export function toolConfigs(files: ProjectFiles): ToolConfigs {
  const found: Partial<Record<ToolName, Fact<string>>> = {};
  for (const [tool, configuration] of places) {
    const config = configOf(files, configuration);
    if (config !== undefined) found[tool] = config;
  }
  const pytest = pytestOptions(files);
  if (pytest !== undefined) found.pytest = fact(pytest.file, pytest.reason);
  const coverage = coverageFacts(files).config;
  if (coverage !== undefined) found.coverage = coverage;
  const tox = toxFile(files);
  if (tox !== undefined) found.tox = fact(tox.file, tox.file);
  return found;
}

function configOf(
  files: ProjectFiles,
  { files: names, table, sections = [] }: Configuration,
): Fact<string> | undefined {
  const file = names.find((name) => files.has(name));
  if (file !== undefined) return fact(file, file);
  if (table !== undefined && isTable(at(files.toml('pyproject.toml'), 'tool', table)))
    return fact('pyproject.toml', `tool.${table} in pyproject.toml`);
  for (const [name, pattern] of sections) {
    const section = [...files.ini(name).keys()].find((one) => pattern.test(one));
    if (section !== undefined) return fact(name, `section ${section} of ${name}`);
  }
  return undefined;
}

/** Configurations at the root of the repository that tools take in a directory below it too. */
export function sharedConfigs(repository: ProjectFiles): ToolConfigs {
  const { ruff, black, 'pre-commit': preCommit } = toolConfigs(repository);
  return {
    ...(ruff === undefined ? {} : { ruff }),
    ...(black === undefined ? {} : { black }),
    ...(preCommit === undefined ? {} : { 'pre-commit': preCommit }),
  };
}

/** Whether ruff's formatter is configured, as only a project that formats with ruff has it. */
export const configuresRuffFormat = (files: ProjectFiles): boolean =>
  isTable(at(files.toml('pyproject.toml'), 'tool', 'ruff', 'format')) ||
  ruff.configuration.files.some((file) => isTable(at(files.toml(file), 'format')));
