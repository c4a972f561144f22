import { type Declared } from './declared';
import { fact, type Fact } from './fact';
import { type FoundCommand } from './found-commands';
import { type DependencyGroup } from './model';
import { normalName } from './requirement';
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
): readonly Fact<DependencyGroup>[] {
  const used = usedNames(installs);
  const features = new Map(
    all.flatMap((one) =>
      one.kind === 'environment' && isForChecks(one) !== undefined
        ? one.features.map((feature) => [normalName(feature), one.reason] as const)
        : [],
    ),
  );
  return all.flatMap((one): readonly Fact<DependencyGroup>[] => {
    const { kind, name } = one;
    if (kind === 'runtime') return [];
    const install = used.get(`${kind} ${normalName(name)}`);
    const feature = kind === 'extra' ? features.get(normalName(name)) : undefined;
    const why = isForChecks(one);
    const reason =
      install === undefined
        ? feature === undefined
          ? why
          : `a feature of ${feature}`
        : `installed by ${install}`;
    return [
      reason === undefined
        ? fact({ kind, name, needed: false }, `${one.reason} holds no tool of checks`)
        : fact({ kind, name, needed: true }, `${one.reason}: ${reason}`),
    ];
  });
}

function isForChecks({ name, requirements }: Declared): string | undefined {
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
