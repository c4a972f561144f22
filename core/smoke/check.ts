/** Methods a check may use. Those with effects are for endpoints made for it: a check runs every few hours, and again when it fails. */
type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a value in a JSON answer must be: itself, or all of the named assertions. */
export type Expectation = string | number | boolean | null | Assertions;

export interface Assertions {
  /** `false`: the path must not be there. */
  readonly exists?: boolean | undefined;
  readonly type?: 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object' | undefined;
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
  /** Part of a text, or an entry of a list. */
  readonly contains?: string | number | boolean | undefined;
  /** Fewest entries of a list. */
  readonly minItems?: number | undefined;
}

/** A header's value: text, or the name of a secret that whoever runs the check knows. */
export type HeaderValue = string | { readonly secret: string };

interface CheckBase {
  readonly name: string;
  readonly kind: 'health' | 'api' | 'database';
  /** Slowest answer that still passes, in milliseconds. */
  readonly latencyBudgetMs: number;
  /** `private`: reachable from inside the service's network only, so that a hosted runner leaves it to the monitor there. */
  readonly reach: 'public' | 'private';
}

/** One request to a deployed service, and what its answer must be. */
export interface HttpCheck extends CheckBase {
  readonly probe: 'http';
  readonly method: HttpMethod;
  /** Path below the base URL, starting with a slash. */
  readonly path: string;
  readonly headers: Readonly<Record<string, HeaderValue>>;
  readonly body?: string | undefined;
  readonly expectedStatus: number;
  /** Expectations by dot-separated path into the JSON answer, such as `{"status": "ok"}`. */
  readonly expectJson: Readonly<Record<string, Expectation>>;
}

interface ProbeBase extends CheckBase {
  readonly host: string;
  readonly port: number;
}

/** Whether a port takes connections. */
interface TcpCheck extends ProbeBase {
  readonly probe: 'tcp';
}

/** Whether a port speaks TLS with a certificate that is trusted, names the host and does not end soon. */
interface TlsCheck extends ProbeBase {
  readonly probe: 'tls';
  /** Fewest days the certificate must still be valid. */
  readonly certificateDays: number;
}

/** Whether a PostgreSQL server takes connections: the protocol's start-up up to its demand for authentication. */
export interface PostgresCheck extends ProbeBase {
  readonly probe: 'postgres';
  /** As libpq has it. https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-SSLMODE-STATEMENTS */
  readonly sslmode: 'disable' | 'require' | 'verify-full';
  readonly user: string;
  readonly database: string;
}

export type ProbeCheck = TcpCheck | TlsCheck | PostgresCheck;
export type SmokeCheck = HttpCheck | ProbeCheck;

/** What one attempt of a check saw. */
export type Attempt =
  | {
      readonly outcome: 'answered';
      readonly status: number;
      readonly latencyMs: number;
      /** The answer's JSON; undefined when the body is none. */
      readonly json: unknown;
    }
  | {
      readonly outcome: 'connected';
      readonly latencyMs: number;
      /** Whole days the server's certificate is still valid; below 0 when it has ended. */
      readonly certificateDays?: number;
    }
  | { readonly outcome: 'unreachable'; readonly reason: string; readonly latencyMs: number };

/** Where a check goes, for a reader: without the query, which can hold a key. */
export function targetOf(check: SmokeCheck): string {
  if (check.probe === 'http') {
    const [path = '', query] = check.path.split('?');
    return `${check.method} ${path}${query === undefined ? '' : '?…'}`;
  }
  return `${check.probe} ${check.host}:${check.port}`;
}
