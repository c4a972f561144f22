import { pythonVersion } from '../config/formats';
import { type IniFile, iniLines, iniList, iniValue, parseIni } from './ini-file';
import { type ProjectFiles } from './project-files';
import { shellWords } from './shell-command';
import { at, distinct, entriesOf, isTable, listOf, oneOrMore, type Table, textOf } from './tables';

/** What tox does in one of its environments. */
interface ToxEnvironment {
  readonly name: string;
  readonly deps: readonly string[];
  readonly extras: readonly string[];
  readonly groups: readonly string[];
  readonly commands: readonly string[];
  /** Variables that it sets; those that it makes out of others are left out. */
  readonly variables: Readonly<Record<string, string>>;
}

export interface ToxFile {
  readonly file: string;
  /** Environments that tox runs when none is named. */
  readonly names: readonly string[];
  environment(name: string): ToxEnvironment;
}

/** https://tox.wiki/en/latest/config.html */
export function toxFile(files: ProjectFiles): ToxFile | undefined {
  const pyproject = files.toml('pyproject.toml');
  const legacy = textOf(at(pyproject, 'tool', 'tox', 'legacy_tox_ini'));
  if (files.has('tox.ini') && hasTox(files.ini('tox.ini')))
    return fromIni('tox.ini', files.ini('tox.ini'));
  if (files.has('tox.toml')) return fromToml('tox.toml', files.toml('tox.toml'));
  if (legacy !== undefined) return fromIni('pyproject.toml', parseIni(legacy));
  const native = at(pyproject, 'tool', 'tox');
  if (isTable(native)) return fromToml('pyproject.toml', native);
  const setup = files.ini('setup.cfg');
  return setup.has('tox:tox') ? fromIni('setup.cfg', setup) : undefined;
}

const hasTox = (ini: IniFile): boolean =>
  [...ini.keys()].some((section) => /^(?:tox|testenv)(?:$|:)/.test(section));

function fromIni(file: string, ini: IniFile): ToxFile {
  const core = ini.has('tox:tox') ? 'tox:tox' : 'tox';
  const list = iniValue(ini, core, 'env_list') ?? iniValue(ini, core, 'envlist');
  const names = distinct(splitEnvironments(list ?? '').flatMap(expandBraces));
  return {
    file,
    names: names.length > 0 ? names : ['py'],
    environment: (name) => {
      const section = sectionOf(ini, name);
      const lines = (key: string, old = key): readonly string[] => {
        const value =
          iniValue(ini, section, key) ??
          iniValue(ini, section, old) ??
          iniValue(ini, 'testenv', key) ??
          iniValue(ini, 'testenv', old);
        return factored(resolved(ini, value ?? '', 0), name);
      };
      return {
        name,
        deps: lines('deps').map(withoutPlaces),
        extras: lines('extras').flatMap((line) => iniList(line)),
        groups: lines('dependency_groups').flatMap((line) => iniList(line)),
        commands: joined([...lines('commands_pre'), ...lines('commands')]).map(plainCommand),
        variables: plainVariables(
          lines('set_env', 'setenv').flatMap((line) => {
            const [, key, text] = /^(\w+)\s*=\s*(.*)$/.exec(line) ?? [];
            return key === undefined ? [] : [[key, text ?? ''] as const];
          }),
        ),
      };
    },
  };
}

/** The section of an environment; one may be written for several, such as `[testenv:py{310,311}]`. */
function sectionOf(ini: IniFile, name: string): string {
  const own = [...ini.keys()].find(
    (section) =>
      section.startsWith('testenv:') &&
      splitEnvironments(section.slice('testenv:'.length)).flatMap(expandBraces).includes(name),
  );
  return own ?? 'testenv';
}

/** Commas inside braces belong to them. */
const splitEnvironments = (text: string): readonly string[] =>
  [...text.replace(/#[^\n]*/g, '').matchAll(/(?:\{[^}]*\}|[^\s,{}])+/g)].map(([one]) => one);

/** More environments than this are not listed. */
const maximumEnvironments = 200;

/** `py{310,311}-{a,b}` is four names. */
function expandBraces(text: string): readonly string[] {
  let names = [''];
  for (const [part] of text.matchAll(/\{[^}]*\}|[^{]+/g)) {
    const choices = part.startsWith('{')
      ? part
          .slice(1, -1)
          .split(',')
          .map((one) => one.trim())
      : [part];
    const ranged = choices.flatMap((choice) => {
      const range = /^(\d+)-(\d+)$/.exec(choice);
      if (range === null) return [choice];
      const [from, to] = [Number(range[1]), Number(range[2])];
      return Array.from({ length: Math.max(0, Math.min(to - from + 1, 50)) }, (_, step) =>
        String(from + step),
      );
    });
    names = names
      .flatMap((name) => ranged.map((choice) => name + choice))
      .slice(0, maximumEnvironments);
  }
  return names;
}

/** `{[testenv]deps}` is another section's value. */
function resolved(ini: IniFile, value: string, depth: number): string {
  if (depth > 5) return '';
  return value.replace(/\{\[([^\]]+)\](\w+)\}/g, (_all, section: string, key: string) =>
    resolved(ini, iniValue(ini, section, key) ?? '', depth + 1),
  );
}

/** Lines that hold for an environment; `py310,py311: dep` holds for these factors alone. */
function factored(value: string, name: string): readonly string[] {
  const factors = name.split('-');
  return iniLines(value).flatMap((line) => {
    const found = /^([\w.!{},-]+):\s+(.*)$|^([\w.!{},-]+):()$/.exec(line);
    if (found === null) return [line];
    const holds = splitEnvironments(found[1] ?? found[3] ?? '')
      .flatMap(expandBraces)
      .some((all) =>
        all
          .split(/-(?=[!\w])/)
          .every((factor) =>
            factor.startsWith('!')
              ? !factors.includes(factor.slice(1))
              : factors.includes(factor) || isPythonOf(factor, factors),
          ),
      );
    return holds && found[2] !== undefined ? [found[2]] : [];
  });
}

const pythonFactor = /^py(?:thon)?(\d)\.?(\d+)$/;

/** Whether a factor may be the Python of an environment whose name says none: tox runs it on the one at hand. */
function isPythonOf(factor: string, factors: readonly string[]): boolean {
  const [, major = '', minor = ''] = pythonFactor.exec(factor) ?? [];
  return (
    pythonVersion.options.some((version) => version === `${major}.${minor}`) &&
    !factors.some((one) => pythonFactor.test(one))
  );
}

/** A command may go on in the next line, after a backslash. */
const joined = (lines: readonly string[]): readonly string[] =>
  lines.join('\n').replace(/\\\n/g, ' ').split('\n');

const withoutPlaces = (text: string): string =>
  text
    .replace(/\{(?:toxinidir|tox_root)\}\{?\/?\}?\/?/g, '')
    .replace(/^-r\s*/, '-r ')
    .replace(/^-c\s*/, '-c ');

const plainCommand = (text: string): string =>
  withoutPlaces(text)
    .replace(/\{posargs:?((?:[^{}]|\{[^{}]*\})*)\}/g, '$1')
    .replace(/\{(?:envpython|env_python)\}/g, 'python')
    .replace(/\{(?:envbindir|env_bin_dir)\}\/?/g, '')
    .replace(/^-\s*/, '')
    .trim();

function fromToml(file: string, tox: Table): ToxFile {
  const base = at(tox, 'env_run_base');
  const names = listOf(at(tox, 'env_list')).flatMap((one) =>
    typeof one === 'string' ? [one] : [],
  );
  return {
    file,
    names: names.length > 0 ? names : ['py'],
    environment: (name) => {
      const value = (key: string): unknown => at(tox, 'env', name, key) ?? at(base, key);
      return {
        name,
        deps: oneOrMore(value('deps')).map(withoutPlaces),
        extras: oneOrMore(value('extras')),
        groups: oneOrMore(value('dependency_groups')),
        commands: listOf(value('commands')).map((words) =>
          plainCommand(listOf(words).flatMap(tomlWord).join(' ')),
        ),
        variables: plainVariables(entriesOf(value('set_env'))),
      };
    },
  };
}

const plainVariables = (
  entries: readonly (readonly [string, unknown])[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    entries.flatMap(([name, value]) =>
      typeof value === 'string' && value !== '' && !value.includes('{')
        ? [[name, value] as const]
        : [],
    ),
  );

/** A word of a command, or `{ replace = "posargs", default = [..] }`. */
const tomlWord = (word: unknown): readonly string[] =>
  typeof word === 'string'
    ? [/\s/.test(word) ? `'${word}'` : word]
    : entriesOf(word).flatMap(([key, value]) => (key === 'default' ? oneOrMore(value) : []));

/** A line of tox's `deps`: options of pip, or one requirement, which may hold spaces. */
export const requirementWords = (line: string): readonly string[] => {
  const plain = line
    .replace(/(?:^|\s)#.*$/, '')
    .replace(/;.*$/, '')
    .trim();
  return plain.startsWith('-')
    ? shellWords(plain)
    : [plain.replace(/\s+(?=[=<>!~,])|(?<=[=<>!~,])\s+/g, '')];
};
