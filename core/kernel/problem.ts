/**
 * What is wrong with an input, as data: where it is, what was found, what is allowed and what to do.
 * Pure rooms return lists of problems; the shells print them with {@link formatProblem} and exit non-zero.
 */
export interface Problem {
  /** Stable kebab-case identifier of the kind of problem, for tools and tests. */
  readonly code: string;
  /** File the input came from, as the user named it. */
  readonly file?: string;
  /** Key path inside the file, such as `gatehouse:repositories[0].coverage.minimum`. */
  readonly path?: string;
  /** 1-based line, where the position in the text is known. */
  readonly line?: number;
  /** 1-based column, where the position in the text is known. */
  readonly column?: number;
  /** One sentence that says what is wrong. */
  readonly message: string;
  /** What was found, already shortened and free of secrets. */
  readonly found?: string;
  /** What is allowed instead: the allowed values, range or form. */
  readonly allowed?: string;
  /** The next step that fixes it, such as the nearest valid key. */
  readonly remedy?: string;
}

/** One line per problem: `file:line:column: key path: message; found …; allowed …; remedy`. */
export function formatProblem(problem: Problem): string {
  const position = [
    problem.file,
    problem.line,
    problem.line === undefined ? undefined : problem.column,
  ]
    .filter((part) => part !== undefined)
    .join(':');
  const where = [position, problem.path]
    .filter((part) => part !== undefined && part !== '')
    .join(': ');
  const facts = [
    problem.found === undefined ? undefined : `found ${problem.found}`,
    problem.allowed === undefined ? undefined : `allowed: ${problem.allowed}`,
    problem.remedy,
  ].filter((part) => part !== undefined);
  return `${where === '' ? '' : `${where}: `}${[problem.message, ...facts].join('; ')}`;
}

/** Thrown by a shell that cannot go on; carries every problem found, not just the first. */
export class ProblemsError extends Error {
  override readonly name = 'ProblemsError';

  constructor(
    readonly problems: readonly Problem[],
    options?: ErrorOptions,
  ) {
    super(problems.map(formatProblem).join('\n'), options);
  }
}

/** Whether something thrown is one, also where a bundle has the class twice. */
export function isProblemsError(error: unknown): error is ProblemsError {
  return error instanceof Error && error.name === 'ProblemsError' && 'problems' in error;
}
