import type { HttpCheck, SmokeCheck } from './check-schema';

export type {
  Assertions,
  Expectation,
  HeaderValue,
  HttpCheck,
  PostgresCheck,
  ProbeCheck,
  SmokeCheck,
} from './check-schema';

/** What one attempt of a check saw. */
export type Attempt =
  | {
      readonly outcome: 'answered';
      readonly status: number;
      readonly latencyMs: number;
      /** The answer's JSON; undefined when the body is none. */
      readonly json: unknown;
      /** The body as text; only where a check asks for it. */
      readonly text?: string;
      /** Headers by name in lower case; only those that a check asks for. */
      readonly headers?: Readonly<Record<string, string>>;
    }
  | {
      readonly outcome: 'connected';
      readonly latencyMs: number;
      /** Whole days the server's certificate is still valid; below 0 when it has ended. */
      readonly certificateDays?: number;
    }
  | { readonly outcome: 'unreachable'; readonly reason: string; readonly latencyMs: number };

/** Names of the secrets that a check cannot do without. */
export function headerSecrets(check: SmokeCheck): readonly string[] {
  if (check.probe !== 'http') return [];
  return Object.values(check.headers).flatMap((value) =>
    typeof value === 'string' ? [] : [value.secret],
  );
}

/** Where a check goes, for a reader: without the query, which can hold a key. */
export function targetOf(check: SmokeCheck): string {
  if (check.probe === 'http') {
    const [path = '', query] = check.path.split('?');
    return `${check.method} ${path}${query === undefined ? '' : '?…'}`;
  }
  return `${check.probe} ${check.host}:${check.port}`;
}

/** The checks that a canary is measured with: sent hundreds of times, they must have no effect. */
export function canaryChecks(checks: readonly SmokeCheck[]): readonly HttpCheck[] {
  return checks.filter(
    (check): check is HttpCheck =>
      check.probe === 'http' &&
      check.reach === 'public' &&
      (check.method === 'GET' || check.method === 'HEAD'),
  );
}
