import { fact, type Fact } from './fact';
import { type FoundCommand } from './found-commands';
import { parseRequirement } from './requirement';

/** What is installed beside the project to build, publish or start its checks, and is none of them. */
const others =
  /^(?:pip|setuptools|wheel|build|twine|uv|tox|tox-.*|nox|nox-.*|poetry|poetry-.*|pdm|hatch|hatchling|pre-commit|virtualenv|pip-tools|codecov|coveralls|pipenv|flit|scikit-build-core|cython|prek|rye|cibuildwheel|build|check-manifest|sphinx.*)$/;

/** Requirements that existing checks install before they run, and that the project asks for nowhere else. */
export function extraRequirements(
  installs: readonly FoundCommand[],
  asked: ReadonlySet<string>,
): readonly Fact<string>[] {
  const found = new Map<string, Fact<string>>();
  for (const { install, reason } of installs) {
    for (const text of install?.requirements ?? []) {
      const requirement = parseRequirement(text.replace(/\$\{\{.*$/, ''));
      if (requirement === undefined || others.test(requirement.name)) continue;
      if (asked.has(requirement.name) || found.has(requirement.name)) continue;
      found.set(requirement.name, fact(text, reason));
    }
  }
  return [...found.values()];
}
