import { type LockingManager, lockingManagers, packageManagers } from '../tools/managers';
import { type InstallGrammar, type InstallTarget } from '../tools/managers/package-manager';
import { type ShellCommand } from './shell-command';

/** What a command installs. */
export interface Install {
  readonly manager: LockingManager | 'pip' | 'pipenv' | 'hatch';
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
  const manager = lockingManagers.find((name) => name === program);
  if (manager !== undefined && packageManagers[manager].installs.includes(first))
    return { manager, ...options(args.slice(1), packageManagers[manager].grammar) };
  if (program === 'pip-sync') return { manager: 'pip', ...empty, files: args.filter(isWord) };
  if (program === 'pipenv' && (first === 'install' || first === 'sync'))
    return { manager: 'pipenv', ...empty };
  if (program === 'hatch' || through.includes('hatch run')) return { manager: 'hatch', ...empty };
  const runner = lockingManagers.find((name) => through.includes(`${name} run`));
  return runner === undefined ? undefined : { manager: runner, ...empty };
}

/** The words of a `pip install`, such as those of tox's deps and of nox's `session.install`. */
export const pipInstall = (words: readonly string[]): Install => ({
  manager: 'pip',
  ...options(words, pipOptions),
});

const isWord = (word: string): boolean => !word.startsWith('-');

const pipOptions: InstallGrammar = {
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
const syncOptions: InstallGrammar = { ...pipOptions, words: 'files' };
function options(words: readonly string[], grammar: InstallGrammar): Omit<Install, 'manager'> {
  const found: Record<Exclude<InstallTarget, 'ignored'>, string[]> = {
    files: [],
    constraints: [],
    groups: [],
    extras: [],
    requirements: [],
    indexes: [],
  };
  const all: Install['all'][number][] = [];
  const add = (target: InstallTarget, value: string): void => {
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
