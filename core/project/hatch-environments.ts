import { type ProjectFiles } from './project-files';
import { at, entriesOf, oneOrMore, textOf } from './tables';
import { type Task } from './task-files';

/** What `hatch run` is asked for: a script of one of hatch's environments, or of those that it is made after. */
export function hatchScript(
  files: ProjectFiles,
  environment: string,
  name: string,
): Task | undefined {
  const places: readonly (readonly [string, unknown])[] = [
    [
      'tool.hatch.envs in pyproject.toml',
      at(files.toml('pyproject.toml'), 'tool', 'hatch', 'envs'),
    ],
    ['envs in hatch.toml', at(files.toml('hatch.toml'), 'envs')],
  ];
  const chain = hatchTemplates(files, environment);
  const scripts: Readonly<Record<string, unknown>> = Object.fromEntries(
    chain.toReversed().flatMap(({ table }) => entriesOf(at(table, 'scripts'))),
  );
  const script = expanded(scripts, name, 0);
  const owner = chain.find(({ table }) => at(table, 'scripts', name) !== undefined)?.name;
  const [place] =
    places.find(([, all]) => at(all, owner ?? '', 'scripts', name) !== undefined) ?? [];
  return script === '' || owner === undefined || place === undefined
    ? undefined
    : { reason: `script ${name} of ${owner}, ${place}`, script };
}

/** An environment of hatch with its table. */
interface HatchEnvironment {
  readonly name: string;
  readonly table: unknown;
}

/** Templates that are followed. */
const mostTemplates = 5;

/**
 * An environment and those that it inherits from, nearest first. One of a matrix is called by its values too: `test.py3.12`.
 * https://hatch.pypa.io/latest/config/environment/overview/#inheritance
 */
function hatchTemplates(files: ProjectFiles, called: string): readonly HatchEnvironment[] {
  const all = new Map(hatchEnvironments(files));
  const chain: HatchEnvironment[] = [];
  let name = all.has(called) ? called : called.replace(/\..*$/, '');
  while (chain.length < mostTemplates && !chain.some((one) => one.name === name)) {
    const table = all.get(name);
    chain.push({ name, table });
    if (/^true$/i.test(String(at(table, 'detached')))) break;
    name = textOf(at(table, 'template')) ?? 'default';
  }
  return chain;
}

/** The variables that hatch sets in an environment; those that it makes out of others are left out. */
export const hatchVariables = (
  files: ProjectFiles,
  environment: string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    entriesOf(
      hatchTemplates(files, environment)
        .map(({ table }) => at(table, 'env-vars'))
        .find((variables) => variables !== undefined),
    ).flatMap(([name, value]) =>
      typeof value === 'string' && !value.includes('{') ? [[name, value] as const] : [],
    ),
  );

/** A script may call others of its environment by their names. */
function expanded(scripts: unknown, name: string, depth: number): string {
  if (depth > 5) return '';
  return oneOrMore(at(scripts, name))
    .map((line) => line.replace(/\{args(?::([^{}]*))?\}/g, '$1'))
    .map((line) => {
      const [first = ''] = line.split(' ');
      const other = first === name ? '' : expanded(scripts, first, depth + 1);
      return other === '' ? line : `${other}${line.slice(first.length)}`;
    })
    .join('\n');
}

/** The environments of hatch with their tables, from pyproject.toml or hatch.toml. */
export const hatchEnvironments = (files: ProjectFiles): readonly (readonly [string, unknown])[] => [
  ...entriesOf(at(files.toml('pyproject.toml'), 'tool', 'hatch', 'envs')),
  ...entriesOf(at(files.toml('hatch.toml'), 'envs')),
];
