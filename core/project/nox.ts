import { isCall, keywordValue, literalAt } from './setup-py';
import { oneOrMore, textsIn } from './tables';

/** What a session of a noxfile.py does, as far as its literals say. */
interface NoxSession {
  readonly name: string;
  readonly pythons: readonly string[];
  /** Words of `session.install(…)`. */
  readonly installs: readonly string[];
  readonly commands: readonly string[];
}

export interface NoxFile {
  /** Sessions that nox runs when none is named. */
  readonly names: readonly string[];
  readonly sessions: readonly NoxSession[];
}

/** https://nox.thea.codes/en/stable/config.html */
export function readNoxfile(python: string): NoxFile {
  const definition = /^@nox\.session\b([\s\S]*?)^(?:async\s+)?def\s+(\w+)\s*\(/gm;
  const found = [...python.matchAll(definition)];
  const sessions = found.map((match) => {
    const decorator = match[1] ?? '';
    const begin = match.index + match[0].length;
    const end = /^\S/m.exec(
      python.slice(begin).replace(/^[^\n]*\n/, (line) => ' '.repeat(line.length)),
    );
    const body = python.slice(begin, end === null ? undefined : begin + end.index);
    const called = callsOf(python, body, begin);
    return {
      name: text(keywordValue(decorator, 'name')) ?? match[2] ?? '',
      pythons: pythonsOf(python, decorator),
      installs: called.filter(({ method }) => method !== 'run').flatMap(({ words }) => words),
      commands: called.filter(({ method }) => method === 'run').map(({ words }) => words.join(' ')),
    };
  });
  const chosen = /^nox\.options\.sessions\s*=\s*/m.exec(python);
  const names = chosen === null ? [] : textsIn(literalAt(python, chosen.index + chosen[0].length));
  return { names: names.length > 0 ? names : sessions.map(({ name }) => name), sessions };
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

function pythonsOf(python: string, decorator: string): readonly string[] {
  const named = /\bpython\s*=\s*([A-Za-z_]\w*)\s*[,)]/.exec(decorator)?.[1];
  if (named === undefined) return oneOrMore(keywordValue(decorator, 'python'));
  return oneOrMore(keywordValue(`${python}\nf(x=${named})`, 'x'));
}

interface SessionCall {
  readonly method: 'run' | 'install';
  readonly words: readonly string[];
}

function callsOf(python: string, body: string, offset: number): readonly SessionCall[] {
  const pattern = /\b\w+\.(run_install|run_always|run|install)\(/g;
  return [...body.matchAll(pattern)].map((match) => ({
    method: match[1] === 'install' || match[1] === 'run_install' ? 'install' : 'run',
    words: literalWords(python, offset + match.index + match[0].length),
  }));
}

/** `*nox.project.dependency_groups(PYPROJECT, "test")`: the requirements of groups. */
const dependencyGroups = /\*\s*[\w.]*\bdependency_groups\(([^()]*)\)/g;

const groupOptions = (_all: string, names: string): string =>
  [...names.matchAll(/"([\w.-]+)"|'([\w.-]+)'/g)]
    .map(([, double, single]) => `"--group", "${double ?? single ?? ''}"`)
    .join(', ');

/** The words among the arguments of a call; what is no literal is left out. */
function literalWords(python: string, index: number): readonly string[] {
  const written = python.slice(index, index + 4000).replace(dependencyGroups, groupOptions);
  const call = literalAt(`f(${written}`, 0);
  if (call !== undefined && isCall(call))
    return call.arguments.filter((one): one is string => typeof one === 'string');
  const end = written.indexOf(')\n');
  // The words of a nested call are not this call's.
  const argumentsText = written
    .slice(0, end === -1 ? 1000 : end)
    .replace(/[\w.]+\((?:[^()]|\([^()]*\))*\)/g, '');
  return [...argumentsText.matchAll(/"([^"\n]*)"|'([^'\n]*)'/g)].map(
    ([, double, single]) => double ?? single ?? '',
  );
}
