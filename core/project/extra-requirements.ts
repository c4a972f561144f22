import { lockingManagers } from '../tools/managers';
import { type Declared } from './declared';
import { fact, type Fact } from './fact';
import { type FoundCommand } from './found-commands';
import { isForChecks } from './groups';
import { normalName } from '../kernel/package-name';
import { parseRequirement, requirementText } from './requirement';

/** What is installed beside the project to build, publish or start its checks, and is none of them. */
const others =
  /^(?:pip|setuptools|wheel|build|twine|tox|tox-.*|nox|nox-.*|poetry-.*|hatch|hatchling|pre-commit|virtualenv|pip-tools|codecov|coveralls|pipenv|flit|scikit-build-core|cython|prek|rye|cibuildwheel|build|check-manifest|sphinx.*)$/;

const managers: ReadonlySet<string> = new Set(lockingManagers);

const isOther = (name: string): boolean => managers.has(name) || others.test(name);

/**
 * Requirements that existing checks need and that are not installed with the project: what they install before they run,
 * and what environments of hatch hold.
 *
 * @param present normalised names of what the project, its groups and its files bring.
 */
export function extraRequirements(
  installs: readonly FoundCommand[],
  declared: readonly Declared[],
  present: ReadonlySet<string>,
): readonly Fact<string>[] {
  const found = new Map<string, Fact<string>>();
  const add = (text: string, reason: string): void => {
    const requirement = parseRequirement(text.replace(/\$\{\{.*$/, ''));
    if (requirement === undefined || isOther(requirement.name)) return;
    // A word that names a group was meant as one, whatever package has that name on an index.
    if (declared.some((one) => normalName(one.name) === requirement.name)) return;
    if (present.has(requirement.name) || found.has(requirement.name)) return;
    found.set(requirement.name, fact(text, reason));
  };
  for (const one of declared)
    if (one.kind === 'environment' && isForChecks(one) !== undefined)
      for (const requirement of one.requirements) add(requirementText(requirement), one.reason);
  for (const { install, command, reason } of installs) {
    for (const text of install?.requirements ?? []) add(text, reason);
    // Of what `hatch test` brings, tests can depend on this one. https://hatch.pypa.io/latest/config/internal/testing/
    if (command.program === 'hatch' && command.args[0] === 'test') add('pytest-mock', reason);
  }
  return [...found.values()];
}
