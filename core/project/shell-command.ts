import { lockingManagers, managerEntries } from '../tools/managers';
/** A command of a script: its words without what only starts it (`uv run`, `sudo`, `python -m`). */
export interface ShellCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** The starters that were taken off, such as `uv run`. */
  readonly through: readonly string[];
  /** As the script has it. */
  readonly text: string;
  /** Whether the script goes on as if it had passed: `|| true`, and `-` before it in files of make and tox. */
  readonly isTolerated?: true;
}

/** The commands of a script, in order. Understands what scripts of checks use; conditions and loops are looked into. */
export function shellCommands(script: string): readonly ShellCommand[] {
  return script
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .flatMap((line) => split(line))
    .flatMap(({ words, isTolerated }) => {
      const command = commandOf(words);
      if (command === undefined) return [];
      return [isTolerated ? { ...command, isTolerated } : command];
    });
}

const separator = /^(?:&&|\|\||;|\||&|\(|\)|\{|\})$/;
const keyword = /^(?:then|do|else|if|while|until|!|time|elif)$/;

/** What follows `||` and makes of any failure a success. */
const forgives = /^(?:true|:|exit 0|echo\b.*)$/;

interface Words {
  readonly words: readonly string[];
  readonly isTolerated: boolean;
}

/** The words of each command of a line. */
function split(line: string): readonly Words[] {
  const commands: { readonly words: string[]; readonly after: string }[] = [];
  let words: string[] = [];
  for (const word of shellWords(line)) {
    if (separator.test(word) || (words.length === 0 && keyword.test(word))) {
      commands.push({ words, after: word });
      words = [];
    } else words.push(word);
  }
  return [...commands, { words, after: '' }]
    .map((command, index, list) => ({
      words: withoutDash(command.words),
      isTolerated:
        /^@?-/.test(command.words[0] ?? '') ||
        (command.after === '||' && forgives.test(list[index + 1]?.words.join(' ') ?? '')),
    }))
    .filter((command) => command.words.length > 0);
}

/** Without the `-` that tox takes off as a word of its own. */
const withoutDash = (words: readonly string[]): readonly string[] =>
  words[0] === '-' ? words.slice(1) : words;

/** The words of a line, quotes taken off; a comment ends it. `${{ … }}` is one word. */
export function shellWords(line: string): readonly string[] {
  const pattern =
    /\s*(?:(#.*)|(&&|\|\||[;|&])|((?:\$\{\{.*?\}\}|"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s;|&"'\\])+)|(["'\\]))/g;
  const words: string[] = [];
  for (const [, comment, operator, word, stray] of line.matchAll(pattern)) {
    if (comment !== undefined) break;
    if (operator !== undefined) words.push(operator);
    else if (word !== undefined)
      words.push(
        word.replace(
          /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g,
          (_all, double?: string, single?: string, escaped?: string) =>
            double ?? single ?? escaped ?? '',
        ),
      );
    else if (stray !== undefined) words.push(stray);
  }
  return words;
}

/** Options that take a value, of programs that start another one. */
const optionsWithValue: Readonly<Record<string, RegExp>> = {
  ...Object.fromEntries(
    managerEntries.map(([manager, { runOptions }]) => [`${manager} run`, runOptions]),
  ),
  uvx: /^(?:--(?:from|with|python|with-editable|constraints)|-p|-c)$/,
  'uv tool run': /^(?:--(?:from|with|python|with-editable)|-p)$/,
  'pipx run': /^--(?:spec|python)$/,
  'hatch run': /^$/,
  coverage: /^--(?:source|rcfile|include|omit|data-file|concurrency|context|source-pkgs)$/,
  'xvfb-run': /^(?:-s|--server-args|-n)$/,
};

/** Programs that start what follows their options. */
const starters: readonly (readonly string[])[] = [
  ['uv', 'tool', 'run'],
  ...lockingManagers.map((manager) => [manager, 'run']),
  ['pipx', 'run'],
  ['pipenv', 'run'],
  ['rye', 'run'],
  ['pixi', 'run'],
  ['micromamba', 'run'],
  ['uvx'],
  ['xvfb-run'],
  ['sudo'],
  ['env'],
  ['exec'],
  ['time'],
  ['command'],
  ['@'],
];

function commandOf(all: readonly string[]): ShellCommand | undefined {
  let words = all.map((word, index) => (index === 0 ? withoutVariables(word) : word));
  const through: string[] = [];
  // Each turn takes at least one word away.
  for (;;) {
    const [first] = words;
    if (first === undefined) return undefined;
    if (/^[A-Za-z_]\w*=/.test(first)) {
      words = words.slice(1).map((word, index) => (index === 0 ? withoutVariables(word) : word));
      continue;
    }
    const starter = starters.find((start) => start.every((word, index) => words[index] === word));
    if (starter !== undefined) {
      const name = starter.join(' ');
      through.push(name);
      words = withoutOptions(words.slice(starter.length), optionsWithValue[name]);
      continue;
    }
    const python = /^(?:\S*\/)?(?:python|pypy)(?:3(?:\.\d+)?t?)?(?:\.exe)?$/.test(first);
    if (python || first === '{envpython}' || first === '$(PYTHON)') {
      const rest = withoutOptions(words.slice(1), /^-[WX]$/, /^-m$/);
      if (rest[0] === '-m' && rest.length > 1) {
        words = rest.slice(1);
        continue;
      }
      if (rest[0] === undefined) return undefined;
      return { program: 'python', args: rest, through, text: all.join(' ') };
    }
    if ((first === 'coverage' || first === 'coverage3') && words[1] === 'run') {
      through.push('coverage run');
      const rest = withoutOptions(words.slice(2), optionsWithValue['coverage'], /^-m$/);
      if (rest[0] === '-m') words = rest.slice(1);
      else words = ['python', ...rest];
      continue;
    }
    const program = first.replace(/^\S*(?:env|VIRTUAL_ENV\}?)[^/]*\/(?:bin|Scripts)\//, '');
    return { program, args: words.slice(1), through, text: all.join(' ') };
  }
}

/**
 * The first word without make's `@` and `-`, and without variables: `$(UV)` is uv, and `${PREFIX}` or `$(VENV)/bin/` before
 * a name is left out.
 */
const withoutVariables = (word: string): string =>
  word
    .replace(/^[@-]+(?=[\w$])/, '')
    .replace(/^\$[({](\w+)[)}]$/, (_all, name: string) => name.toLowerCase())
    .replace(/^\$[({]\w+[)}](?:\/bin\/|\/)?(?=\w)/, '');

function withoutOptions(words: readonly string[], withValue?: RegExp, stop?: RegExp): string[] {
  let index = 0;
  for (;;) {
    const word = words[index];
    if (word === undefined || !word.startsWith('-') || stop?.test(word) === true) break;
    if (word === '--') {
      index += 1;
      break;
    }
    index += withValue?.test(word) === true ? 2 : 1;
  }
  return words.slice(index);
}
