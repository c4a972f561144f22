import { parse as parseToml, TomlError } from 'smol-toml';
import { parseIni } from '../project/ini-file';
import { at, entriesOf, isTable } from '../project/tables';
import { knownTools } from '../tools';
import { guardFinding, type GuardFinding } from './guard-finding';
import { nameOf } from './gate-paths';

/** A file before and after a change; undefined where there is none. */
export interface FileTexts {
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Files that configure one tool. */
const ownFiles: Readonly<Record<string, string>> = {
  '.coveragerc': 'coverage',
  '.coveragerc.toml': 'coverage',
  'pytest.ini': 'pytest',
  '.pytest.ini': 'pytest',
  'pytest.toml': 'pytest',
  '.pytest.toml': 'pytest',
  ...Object.fromEntries(
    knownTools.flatMap(({ program, configuration }) =>
      configuration.files.map((file) => [file, program] as const),
    ),
  ),
  '.bandit': 'bandit',
  'bandit.yaml': 'bandit',
  'bandit.yml': 'bandit',
  'tox.ini': 'tox',
  'tox.toml': 'tox',
  'noxfile.py': 'nox',
  '.pre-commit-config.yaml': 'pre-commit',
};

/** Tools whose settings are a part of the gate: names of tables below `tool` in pyproject.toml, and of sections in setup.cfg. */
const tools: ReadonlySet<string> = new Set([
  ...Object.values(ownFiles),
  ...knownTools.map(({ program }) => program),
  'hatch',
  'isort',
  'pip-audit',
  'pycodestyle',
  'pydocstyle',
]);

/** Whether a file may hold settings of a tool, so that its text before and after has to be known. */
export const mayHoldSettings = (path: string): boolean =>
  Object.hasOwn(ownFiles, nameOf(path)) || sharedFiles.has(nameOf(path));

const sharedFiles: ReadonlySet<string> = new Set(['pyproject.toml', 'setup.cfg']);

/** Names of files, in whatever directory, that may hold settings of a tool. */
export const settingsFiles: readonly string[] = [...sharedFiles, ...Object.keys(ownFiles)];

/** Settings of one tool by name, each as a text that says the same exactly when the setting is the same. */
type Settings = ReadonlyMap<string, string>;

/** Which settings of which tools a file has after the change that it had not before, and the other way round. */
export function settingChanges(path: string, texts: FileTexts): readonly GuardFinding[] {
  const before = settingsIn(path, texts.before ?? '');
  const after = settingsIn(path, texts.after ?? '');
  // What cannot be read cannot be compared: the file as a whole is named.
  if (before === undefined || after === undefined) return [guardFinding('tool-settings', path)];
  const own = Object.hasOwn(ownFiles, nameOf(path)) ? ownFiles[nameOf(path)] : undefined;
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.get(name) !== after.get(name),
  );
  // In a file of several tools that is a comment, or the order of keys; a tool's own file is named in any case.
  if (changed.length === 0) return own === undefined ? [] : [guardFinding('tool-settings', path)];
  const isThreshold = (name: string) => /(?:^|[.:])(?:fail|cov-fail)[_-]under$/.test(name);
  const thresholds = changed.filter(isThreshold);
  const measured = changed.filter(
    (name) => !isThreshold(name) && (own ?? name).includes('coverage'),
  );
  const others = changed.filter((name) => !thresholds.includes(name) && !measured.includes(name));
  return [
    ...thresholds.map((name) => threshold(path, name, before, after)),
    ...(measured.length === 0 ? [] : [guardFinding('measured-code', path, { names: measured })]),
    ...(others.length === 0 ? [] : [guardFinding('tool-settings', path, { names: others })]),
  ];
}

function threshold(path: string, name: string, before: Settings, after: Settings): GuardFinding {
  const [from, to] = [number(before.get(name)), number(after.get(name))];
  return guardFinding('threshold', path, {
    names: [name],
    ...(from === undefined || to === undefined ? {} : { limit: { before: from, after: to } }),
  });
}

function number(text: string | undefined): number | undefined {
  const value = text === undefined ? 0 : Number(text.replaceAll('"', ''));
  return Number.isFinite(value) ? value : undefined;
}

/** The settings of tools in a file; undefined where it cannot be read. */
function settingsIn(path: string, text: string): Settings | undefined {
  const name = nameOf(path);
  const isOwn = Object.hasOwn(ownFiles, name);
  if (/\.toml$/.test(name)) {
    const document = tomlOf(text);
    if (document === undefined) return undefined;
    return leaves(isOwn ? document : toolTables(document));
  }
  if (/\.(?:cfg|ini)$|rc$|^\.\w+$/.test(name)) return iniSettings(text, isOwn);
  // Formats without a reader here: the whole text is one setting.
  return new Map([[ownFiles[name] ?? name, text]]);
}

function tomlOf(text: string): unknown {
  try {
    return parseToml(text);
  } catch (error) {
    if (error instanceof TomlError) return undefined;
    throw error;
  }
}

function toolTables(document: unknown): unknown {
  return {
    tool: Object.fromEntries(
      entriesOf(at(document, 'tool')).filter(([name]) => tools.has(name.toLowerCase())),
    ),
  };
}

/** Every value that is no table, by the path to it. */
function leaves(value: unknown, path = ''): Settings {
  if (!isTable(value)) return new Map([[path, JSON.stringify(value)]]);
  // A key with a dot in it is another setting than the path that it looks like.
  const below = (key: string) =>
    `${path === '' ? '' : `${path}.`}${key.includes('.') ? JSON.stringify(key) : key}`;
  return new Map(entriesOf(value).flatMap(([key, one]) => [...leaves(one, below(key))]));
}

function iniSettings(text: string, isOwn: boolean): Settings | undefined {
  // Whether an indented header opens a section depends on what is above it.
  if (/^[ \t]+\[/m.test(text)) return undefined;
  return new Map(
    [...parseIni(text)].flatMap(([section, keys]) =>
      isOwn || tools.has(toolOf(section))
        ? [...keys].map(([key, value]) => [`${section}.${key}`, value] as const)
        : [],
    ),
  );
}

/** The tool of a section such as `tool:pytest`, `coverage:run`, `mypy-orders.*`, `pylint.MASTER`. */
function toolOf(section: string): string {
  return /^(?:tool:)?([a-z0-9]+(?:-audit)?)/i.exec(section)?.[1]?.toLowerCase() ?? '';
}
