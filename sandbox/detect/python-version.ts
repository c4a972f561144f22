/** Python versions a pipeline can run on, oldest first. */
export const supportedVersions = ['3.10', '3.11', '3.12', '3.13', '3.14'] as const;

export type PythonVersion = (typeof supportedVersions)[number];

/** The version that is taken when the project allows it. */
export const preferredVersion: PythonVersion = '3.11';

/**
 * The supported versions that a version specifier such as `>=3.10,<3.13` allows. Whole minor versions are compared, with
 * their newest patch release, as that is what CI installs; `==3.12.4` allows 3.12. Understands Poetry's `^3.11` too.
 * https://packaging.python.org/en/latest/specifications/version-specifiers/
 */
export function allowedVersions(specifier: string): readonly PythonVersion[] {
  const alternatives = specifier.split('||').map((part) =>
    part
      .split(',')
      .map((clause) => clause.trim())
      .filter((clause) => clause !== ''),
  );
  return supportedVersions.filter((version) =>
    alternatives.some((clauses) => clauses.every((clause) => allows(clause, version))),
  );
}

/** Larger than any patch number. */
const newestPatch = 99;

function allows(clause: string, version: PythonVersion): boolean {
  const found = /^(===|==|~=|!=|>=|<=|>|<|\^|~)?\s*v?(\d+(?:\.\d+)*)(\.\*)?/.exec(clause);
  // Something else, such as a marker, does not decide.
  if (found === null) return true;
  const [, operator = '==', text = ''] = found;
  const wanted = text.split('.').map(Number);
  const own = [...version.split('.').map(Number), newestPatch];
  switch (operator) {
    case '>=':
      return compare(own, wanted) >= 0;
    case '>':
      // `>3.11` is above every 3.11.x: https://packaging.python.org/en/latest/specifications/version-specifiers/#exclusive-ordered-comparison
      return compare(own.slice(0, Math.min(wanted.length, 2)), wanted) > 0;
    case '<':
      return compare(own, wanted) < 0;
    case '<=':
      return compare(own, wanted) <= 0;
    case '^':
      return compare(own, wanted) >= 0 && own[0] === wanted[0];
    case '~=':
    case '~': {
      const fixed = wanted.length > 2 || operator === '~' ? 2 : 1;
      return (
        compare(own, wanted) >= 0 && compare(own.slice(0, fixed), wanted.slice(0, fixed)) === 0
      );
    }
    case '!=':
      return wanted.length > 2 || compare(own.slice(0, wanted.length), wanted) !== 0;
    default: {
      const length = Math.min(2, wanted.length);
      return compare(own.slice(0, length), wanted.slice(0, length)) === 0;
    }
  }
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
