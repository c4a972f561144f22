/** What is wrong at one key of what a schema read. */
export interface KeyProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}
