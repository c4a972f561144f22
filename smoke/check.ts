/** One request to a deployed service, and what its answer must be. */
export interface SmokeCheck {
  readonly name: string;
  readonly kind: 'health' | 'api' | 'database';
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** Path below the base URL, starting with a slash. */
  readonly path: string;
  readonly expectedStatus: number;
  /** Expected values by dot-separated path into the JSON answer, such as `{"status": "ok"}`. */
  readonly expectJson: Readonly<Record<string, string | number | boolean>>;
  /** Slowest answer that still passes, in milliseconds. */
  readonly latencyBudgetMs: number;
}

/** What one attempt of a check saw. */
export type Attempt =
  | {
      readonly outcome: 'answered';
      readonly status: number;
      readonly latencyMs: number;
      /** The answer's JSON; undefined when the body is none. */
      readonly json: unknown;
    }
  | { readonly outcome: 'unreachable'; readonly reason: string; readonly latencyMs: number };
