import { fact, type Fact } from './fact';
import { preCommitFile } from './pre-commit';
import { type ProjectFiles } from './project-files';
import { coverageFacts, pytestOptions } from './pytest-facts';
import { at, isTable } from './tables';
import { type ToolName } from './tool-facts';
import { toxFile } from './tox';

/** Files, tables of pyproject.toml and sections of ini files that configure a tool, in the order in which it looks. */
const places: readonly {
  readonly tool: ToolName;
  readonly files?: readonly string[];
  readonly table?: string;
  readonly sections?: readonly (readonly [file: string, section: RegExp])[];
}[] = [
  { tool: 'ruff', files: ['.ruff.toml', 'ruff.toml'], table: 'ruff' },
  { tool: 'black', table: 'black' },
  {
    tool: 'flake8',
    files: ['.flake8'],
    table: 'flake8',
    sections: [
      ['setup.cfg', /^flake8$/],
      ['tox.ini', /^flake8$/],
    ],
  },
  {
    tool: 'pylint',
    files: ['pylintrc', '.pylintrc', 'pylintrc.toml', '.pylintrc.toml'],
    table: 'pylint',
    sections: [['setup.cfg', /^pylint\b/i]],
  },
  {
    tool: 'mypy',
    files: ['mypy.ini', '.mypy.ini'],
    table: 'mypy',
    sections: [['setup.cfg', /^mypy$/]],
  },
  { tool: 'pyright', files: ['pyrightconfig.json'], table: 'pyright' },
  { tool: 'basedpyright', table: 'basedpyright' },
  { tool: 'ty', files: ['ty.toml'], table: 'ty' },
  { tool: 'nox', files: ['noxfile.py'] },
  { tool: 'pre-commit', files: [preCommitFile] },
];

export type ToolConfigs = Readonly<Partial<Record<ToolName, Fact<string>>>>;

/** The file that configures each tool, of those that are configured. */
export function toolConfigs(files: ProjectFiles): ToolConfigs {
  const found: Partial<Record<ToolName, Fact<string>>> = {};
  for (const { tool, files: names = [], table, sections = [] } of places) {
    const config = configOf(files, names, table, sections);
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
  names: readonly string[],
  table: string | undefined,
  sections: readonly (readonly [string, RegExp])[],
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
  ['.ruff.toml', 'ruff.toml'].some((file) => isTable(at(files.toml(file), 'format')));
