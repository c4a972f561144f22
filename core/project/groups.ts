import { type Declared } from './declared';
import { fact, type Fact } from './fact';
import { type FoundCommand } from './found-commands';
import { type DependencyGroup } from './model';
import { normalName } from '../kernel/package-name';
import { at, listOf, textOf } from './tables';
import { checkGroupName, isCheckTool, otherGroupName } from './tool-names';

/**
 * The groups, extras and environments of a project, each with whether checks need it: because existing checks install it,
 * because it holds a tool of checks, or because of its name.
 *
 * @param installs commands of existing checks that install something.
 */
export function detectGroups(
  all: readonly Declared[],
  installs: readonly FoundCommand[],
  conflicts: readonly (readonly string[])[] = [],
): readonly Fact<DependencyGroup>[] {
  const used = usedNames(installs);
  const ofEnvironments = new Map(
    all
      .filter((one) => one.kind === 'environment' && isForChecks(one) !== undefined)
      .flatMap((one) => [
        ...one.features.map((name) => [keyOf({ kind: 'extra', name }), one.reason] as const),
        ...one.groups.map((name) => [keyOf({ kind: 'group', name }), one.reason] as const),
      ]),
  );
  const groups = all.flatMap((one): readonly Fact<DependencyGroup>[] => {
    const { kind, name } = one;
    if (kind === 'runtime') return [];
    const install = used.get(`${kind} ${normalName(name)}`);
    const environment = ofEnvironments.get(keyOf({ kind, name }));
    const why = isForChecks(one);
    const reason =
      install === undefined
        ? environment === undefined
          ? why
          : `installed by ${environment}`
        : `installed by ${install}`;
    return [
      reason === undefined
        ? fact({ kind, name, needed: false }, `${one.reason} holds no tool of checks`)
        : fact({ kind, name, needed: true }, `${one.reason}: ${reason}`),
    ];
  });
  return withoutConflicts(groups, conflicts);
}

/** Sets of groups and extras of which uv installs one at a time: `conflicts` of [tool.uv]. */
export const declaredConflicts = (pyproject: unknown): readonly (readonly string[])[] =>
  listOf(at(pyproject, 'tool', 'uv', 'conflicts')).map((set) =>
    listOf(set).flatMap((member) =>
      (['group', 'extra'] as const).flatMap((kind) => {
        const name = textOf(at(member, kind));
        return name === undefined ? [] : [keyOf({ kind, name })];
      }),
    ),
  );

const keyOf = ({ kind, name }: Pick<DependencyGroup, 'kind' | 'name'>): string =>
  `${kind} ${normalName(name)}`;

/** Of groups that exclude each other the one with a usual name stays needed, else the first. */
function withoutConflicts(
  groups: readonly Fact<DependencyGroup>[],
  conflicts: readonly (readonly string[])[],
): readonly Fact<DependencyGroup>[] {
  let left = groups;
  for (const set of conflicts) {
    const needed = left.filter(({ value }) => value.needed && set.includes(keyOf(value)));
    const kept =
      needed.find(({ value }) => checkGroupName.test(normalName(value.name))) ?? needed[0];
    left = left.map((one) =>
      kept !== undefined && one !== kept && needed.includes(one)
        ? fact(
            { ...one.value, needed: false },
            `tool.uv.conflicts in pyproject.toml: not together with ${kept.value.name}`,
          )
        : one,
    );
  }
  return left;
}

/** Why a group is for checks; undefined when it is not. */
export function isForChecks({ name, requirements }: Declared): string | undefined {
  const plain = normalName(name);
  if (otherGroupName.test(plain)) return undefined;
  const tool = requirements.find((one) => isCheckTool(one.name));
  if (tool !== undefined) return `it holds ${tool.name}`;
  return checkGroupName.test(plain) ? 'its name says that it is for checks' : undefined;
}

/** Groups and extras that commands install before they check something, with the command's place. */
function usedNames(installs: readonly FoundCommand[]): ReadonlyMap<string, string> {
  const used = new Map<string, string>();
  for (const { install, reason } of installs) {
    for (const name of install?.groups ?? []) used.set(`group ${normalName(name)}`, reason);
    for (const name of install?.extras ?? []) used.set(`extra ${normalName(name)}`, reason);
    for (const requirement of install?.requirements ?? []) {
      const extras = /^\.(?:\/)?\[([^\]]*)\]/.exec(requirement)?.[1] ?? '';
      for (const name of extras.split(','))
        if (name.trim() !== '') used.set(`extra ${normalName(name.trim())}`, reason);
    }
  }
  return used;
}
