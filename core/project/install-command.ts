import { type ShellCommand } from './shell-command';

/** What a command installs. */
export interface Install {
  readonly manager: 'pip' | 'uv' | 'poetry' | 'pdm' | 'pipenv' | 'hatch';
  readonly files: readonly string[];
  readonly constraints: readonly string[];
  readonly groups: readonly string[];
  readonly extras: readonly string[];
  readonly all: readonly ('groups' | 'extras' | 'members')[];
  /** Requirements that are named in the command itself. */
  readonly requirements: readonly string[];
  readonly indexes: readonly string[];
}

const empty: Omit<Install, 'manager'> = {
  files: [],
  constraints: [],
  groups: [],
  extras: [],
  all: [],
  requirements: [],
  indexes: [],
};

/** What a command installs; undefined when it installs nothing. */
export function installOf({ program, args, through }: ShellCommand): Install | undefined {
  const [first = '', second = ''] = args;
  if (/^pip3?(?:\.\d+)?$/.test(program) && (first === 'install' || first === 'wheel'))
    return { manager: 'pip', ...options(args.slice(1), pipOptions) };
  if (program === 'uv' && first === 'pip' && /^(?:install|sync)$/.test(second))
    return {
      manager: 'pip',
      ...options(args.slice(2), second === 'sync' ? syncOptions : pipOptions),
    };
  if (program === 'uv' && first === 'sync')
    return { manager: 'uv', ...options(args.slice(1), uvOptions) };
  if (program === 'poetry' && (first === 'install' || first === 'sync'))
    return { manager: 'poetry', ...options(args.slice(1), poetryOptions) };
  if (program === 'pdm' && (first === 'install' || first === 'sync'))
    return { manager: 'pdm', ...options(args.slice(1), pdmOptions) };
  if (program === 'pip-sync') return { manager: 'pip', ...empty, files: args.filter(isWord) };
  if (program === 'pipenv' && (first === 'install' || first === 'sync'))
    return { manager: 'pipenv', ...empty };
  if (program === 'hatch' || through.includes('hatch run')) return { manager: 'hatch', ...empty };
  const runner = through.find((one) => /^(?:uv|poetry|pdm) run$/.test(one))?.split(' ')[0];
  return runner === 'uv' || runner === 'poetry' || runner === 'pdm'
    ? { manager: runner, ...empty }
    : undefined;
}

/** The words of a `pip install`, such as those of tox's deps and of nox's `session.install`. */
export const pipInstall = (words: readonly string[]): Install => ({
  manager: 'pip',
  ...options(words, pipOptions),
});

const isWord = (word: string): boolean => !word.startsWith('-');

type Target =
  'files' | 'constraints' | 'groups' | 'extras' | 'requirements' | 'indexes' | 'ignored';
interface Grammar {
  readonly values: Readonly<Record<string, Target>>;
  readonly flags: Readonly<Record<string, 'groups' | 'extras' | 'members'>>;
  readonly words: Target;
}

const pipOptions: Grammar = {
  values: {
    '-r': 'files',
    '--requirement': 'files',
    '--requirements': 'files',
    '-c': 'constraints',
    '--constraint': 'constraints',
    '--group': 'groups',
    '--extra': 'extras',
    '-e': 'requirements',
    '--editable': 'requirements',
    '-i': 'indexes',
    '--index-url': 'indexes',
    '--extra-index-url': 'indexes',
    '-f': 'ignored',
    '--find-links': 'ignored',
    '--python': 'ignored',
    '-p': 'ignored',
    '--no-binary': 'ignored',
    '--only-binary': 'ignored',
    '--target': 'ignored',
    '-t': 'ignored',
    '--prefix': 'ignored',
    '--upgrade-strategy': 'ignored',
    '--resolution': 'ignored',
    '--config-settings': 'ignored',
    '-C': 'ignored',
  },
  flags: { '--all-extras': 'extras' },
  words: 'requirements',
};
const syncOptions: Grammar = { ...pipOptions, words: 'files' };
const uvOptions: Grammar = {
  values: { '--extra': 'extras', '--group': 'groups', '--only-group': 'groups' },
  flags: { '--all-extras': 'extras', '--all-groups': 'groups', '--all-packages': 'members' },
  words: 'ignored',
};
const poetryOptions: Grammar = {
  values: { '--with': 'groups', '--only': 'groups', '-E': 'extras', '--extras': 'extras' },
  flags: { '--all-extras': 'extras', '--all-groups': 'groups' },
  words: 'ignored',
};
const pdmOptions: Grammar = {
  values: { '-G': 'groups', '--group': 'groups', '-dG': 'groups', '--with': 'groups' },
  flags: {},
  words: 'ignored',
};

function options(words: readonly string[], grammar: Grammar): Omit<Install, 'manager'> {
  const found: Record<Exclude<Target, 'ignored'>, string[]> = {
    files: [],
    constraints: [],
    groups: [],
    extras: [],
    requirements: [],
    indexes: [],
  };
  const all: Install['all'][number][] = [];
  const add = (target: Target, value: string): void => {
    if (target === 'ignored') return;
    const isList = target === 'groups' || target === 'extras';
    found[target].push(...(isList ? value.split(/[\s,]+/).filter((one) => one !== '') : [value]));
  };
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const [name = '', assigned] = word.startsWith('--') ? word.split(/=(.*)/s) : [word];
    const short = /^(-[rcei])(?=[^-\s])(.+)$/.exec(word);
    const target = grammar.values[name];
    const flag = grammar.flags[name];
    if (flag !== undefined) all.push(flag);
    else if (target !== undefined) {
      if (assigned === undefined) index += 1;
      add(target, assigned ?? words[index] ?? '');
    } else if (short !== null && grammar.words !== 'ignored')
      add(grammar.values[short[1] ?? ''] ?? 'ignored', short[2] ?? '');
    else if (isWord(word)) add(grammar.words, word);
  }
  return { ...found, all };
}
