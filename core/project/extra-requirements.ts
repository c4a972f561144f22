import { fact, type Fact } from './fact';
import { type FoundCommand } from './found-commands';
import { isBesideTests } from './groups';
import { type PythonVersion } from './python-versions';
import { parseRequirement } from './requirement';

/** What is installed beside the project to build, publish or start its checks, and is none of them. */
const others =
  /^(?:pip|setuptools|wheel|build|twine|uv|tox|tox-.*|nox|nox-.*|poetry|poetry-.*|pdm|hatch|hatchling|pre-commit|virtualenv|pip-tools|codecov|coveralls|pipenv|flit|scikit-build-core|cython|prek|rye|cibuildwheel|build|check-manifest|sphinx.*)$/;

/**
 * Requirements that tox, nox or a workflow install before they run tests, and that the project asks for nowhere else. Of
 * tox's environments only one counts, that of the primary Python, since others may name other versions of the same.
 */
export function extraRequirements(
  commands: readonly FoundCommand[],
  primary: PythonVersion,
  asked: ReadonlySet<string>,
): readonly Fact<string>[] {
  const beside = commands.filter(
    (one) => one.install !== undefined && one.strength !== 'task' && isBesideTests(commands, one),
  );
  const chosen = chosenEnvironment(beside, primary);
  const found = new Map<string, Fact<string>>();
  for (const { install, reason, through } of beside) {
    if (through !== undefined && through.name !== chosen) continue;
    for (const text of install?.requirements ?? []) {
      const requirement = parseRequirement(text.replace(/\$\{\{.*$/, ''));
      if (requirement === undefined || others.test(requirement.name)) continue;
      if (asked.has(requirement.name) || found.has(requirement.name)) continue;
      found.set(requirement.name, fact(text, reason));
    }
  }
  return [...found.values()];
}

function chosenEnvironment(
  beside: readonly FoundCommand[],
  primary: PythonVersion,
): string | undefined {
  const names = beside.flatMap(({ through }) => (through === undefined ? [] : [through.name]));
  const factor = `py${primary.replace('.', '')}`;
  return (
    names.findLast((name) => name.split('-').includes(factor) || name === primary) ??
    names.find((name) => /^(?:py|py3|tests?|unit|pytest)\b/.test(name)) ??
    names.at(-1)
  );
}
