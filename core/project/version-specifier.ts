/** One condition on a version; all releases are compared as their numbers, `3.12` being `3.12.0`. */
interface Clause {
  readonly operator: string;
  readonly release: readonly number[];
  /** `.*` at the end. */
  readonly isPrefix: boolean;
  /** -1 before the release itself (alpha, beta, candidate, dev), 1 after it (post). */
  readonly phase: -1 | 0 | 1;
}

/** Alternatives (Poetry's `||`), each of conditions that hold together. */
export type Specifier = readonly (readonly Clause[])[];

const clausePattern =
  /^(===|==|~=|!=|>=|<=|>|<|\^|~|=)?\s*v?(\d+(?:\.\d+)*)(\.?[a-z][a-z0-9.+-]*|-\d+)?(\.[*x])?$/i;

/**
 * Reads a version specifier, as Python's packaging does, and Poetry's `^`, `~`, `*`, `||` and bare versions too. Undefined
 * when it is none.
 * https://packaging.python.org/en/latest/specifications/version-specifiers/
 */
export function parseSpecifier(text: string): Specifier | undefined {
  const alternatives = text.split(/\|\|?/).map((alternative) =>
    alternative
      .replace(/(===|==|~=|!=|>=|<=|>|<|\^|~|=)\s+/g, '$1')
      .split(/[\s,]+/)
      .filter((clause) => clause !== '' && clause !== '*'),
  );
  const specifier: Clause[][] = [];
  for (const clauses of alternatives) {
    const read = clauses.map(parseClause);
    if (read.some((clause) => clause === undefined)) return undefined;
    specifier.push(read.filter((clause) => clause !== undefined));
  }
  return specifier;
}

function parseClause(text: string): Clause | undefined {
  const found = clausePattern.exec(text);
  if (found === null) return undefined;
  const [, operator = '==', release = '', suffix = '', star] = found;
  const phase = suffix === '' || suffix.startsWith('+') ? 0 : isPost(suffix) ? 1 : -1;
  return {
    operator: operator === '=' ? '==' : operator,
    release: release.split('.').map(Number),
    isPrefix: star !== undefined,
    phase,
  };
}

const isPost = (suffix: string): boolean => /^(?:[.-]?(?:post|rev|r)\d*|-\d+)$/i.test(suffix);

/** Whether a release such as 3.12.4, given as its numbers, meets a specifier. */
export const meets = (specifier: Specifier, release: readonly number[]): boolean =>
  specifier.some((clauses) => clauses.every((clause) => meetsClause(clause, release)));

/** The releases that a specifier names one by one (`==3.12.4`). */
export const namedReleases = (specifier: Specifier): readonly (readonly number[])[] =>
  specifier.flatMap((clauses) =>
    clauses
      .filter(({ operator, isPrefix }) => /^===?$/.test(operator) && !isPrefix)
      .map(({ release }) => release),
  );

function meetsClause(clause: Clause, own: readonly number[]): boolean {
  const { operator, release, isPrefix } = clause;
  const order = compareReleases(own, release) || -clause.phase;
  const same = isPrefix ? hasPrefix(own, release) : order === 0;
  switch (operator) {
    case '==':
    case '===':
      return same;
    case '!=':
      return !same;
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '<':
      // `<3.13.0a1` does not let in 3.13 itself, nor does `<3.13`.
      return order < 0;
    case '~=':
      return order >= 0 && hasPrefix(own, release.slice(0, -1));
    case '^': {
      const fixed = release.findIndex((part) => part !== 0);
      return order >= 0 && hasPrefix(own, release.slice(0, fixed === -1 ? undefined : fixed + 1));
    }
    default:
      // `~3.11.2` and `~3.11` stay within 3.11, `~3` within 3.
      return order >= 0 && hasPrefix(own, release.slice(0, 2));
  }
}

const hasPrefix = (own: readonly number[], prefix: readonly number[]): boolean =>
  prefix.every((part, index) => (own[index] ?? 0) === part);

function compareReleases(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
