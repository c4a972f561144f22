import { managerEntries } from '../tools/managers';
import { type ProjectFiles } from './project-files';
import { at, listOf, oneOrMore, textOf } from './tables';

/** A named list of commands that developers run, and where it stands. */
export interface Task {
  readonly reason: string;
  readonly script: string;
}

const makefiles = ['Makefile', 'makefile', 'GNUmakefile'];
const justfiles = ['justfile', 'Justfile'];

/** The recipe of a target of the Makefile, after the recipes of what it depends on. */
export function makeTarget(files: ProjectFiles, target: string): Task | undefined {
  return recipe(files, makefiles, target);
}

/** The recipe of a justfile. */
export function justRecipe(files: ProjectFiles, name: string): Task | undefined {
  return recipe(files, justfiles, name);
}

function recipe(files: ProjectFiles, names: readonly string[], target: string): Task | undefined {
  const file = names.find((name) => files.has(name));
  if (file === undefined) return undefined;
  const lines = recipeLines(files.text(file), target, new Set());
  return lines.length === 0
    ? undefined
    : { reason: `target ${target} of ${file}`, script: lines.join('\n') };
}

function recipeLines(text: string, target: string, seen: Set<string>): readonly string[] {
  if (seen.has(target) || !/^[\w./-]+$/.test(target)) return [];
  seen.add(target);
  const name = target.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const head = new RegExp(
    `^(?:[\\w./-]+ +)*@?${name}(?: +[\\w./=*"'-]+)*\\s*::?(?!=)([^\\n]*)\\n((?:[\\t ]+[^\\n]*\\n|\\s*\\n)*)`,
    'm',
  );
  const found = head.exec(`${text}\n`);
  if (found === null) return [];
  const before = (found[1] ?? '').replace(/[#;].*$/, '').split(/\s+/);
  const own = (found[2] ?? '').split('\n').map((line) => line.trim().replace(/^[@-]+/, ''));
  return [...before.flatMap((one) => recipeLines(text, one, seen)), ...own].filter(
    (line) => line !== '',
  );
}

/** The names of the targets that a Makefile or justfile has. */
export function taskTargets(files: ProjectFiles): readonly string[] {
  return [...makefiles, ...justfiles].flatMap((file) =>
    [...files.text(file).matchAll(/^([\w-]+)(?: [^:=\n]*)?:(?!=)/gm)].map(([, name]) => name ?? ''),
  );
}

/** A task of pyproject.toml: of a package manager, poe, taskipy or Rye. */
export function pyprojectTask(files: ProjectFiles, name: string): Task | undefined {
  const pyproject = files.toml('pyproject.toml');
  const places: readonly (readonly string[])[] = [
    ['tool', 'poe', 'tasks'],
    ['tool', 'taskipy', 'tasks'],
    ...managerEntries.flatMap(([manager, { tasksKey }]) =>
      tasksKey === undefined ? [] : [['tool', manager, tasksKey]],
    ),
    ['tool', 'rye', 'scripts'],
  ];
  for (const place of places) {
    const table = at(pyproject, ...place);
    const script = scriptOf(table, at(table, name), 0);
    if (script !== '') return { reason: `${place.join('.')}.${name} in pyproject.toml`, script };
  }
  return undefined;
}

function scriptOf(table: unknown, task: unknown, depth: number): string {
  if (depth > 5) return '';
  if (typeof task === 'string') return task;
  if (Array.isArray(task))
    return listOf(task)
      .map((one) =>
        typeof one === 'string'
          ? scriptOf(table, at(table, one) ?? one, depth + 1)
          : scriptOf(table, one, depth + 1),
      )
      .join('\n');
  const direct = ['cmd', 'shell'].map(
    (key) => textOf(at(task, key)) ?? oneOrMore(at(task, key)).join(' '),
  );
  const lists = ['sequence', 'composite', 'chain'].map((key) =>
    scriptOf(table, at(task, key), depth + 1),
  );
  return [...direct, ...lists].filter((one) => one !== '').join('\n');
}
