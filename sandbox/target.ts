/** Something the user has to fix; the message says what and how. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
}

/** What a stack of the sandbox is about. */
export interface Target {
  readonly stack: string;
  /** Configuration file, relative to the root. */
  readonly configFile: string;
  /** Settings of the policies, relative to the root. */
  readonly policyConfig: string;
  /** Name of the repository in the sandbox. */
  readonly repository: string;
}
