import type { HttpCheck, SmokeCheck, StepsCheck } from './check-schema';
import { placeholdersOf, secretPlaceholder } from './placeholders';

export type {
  DnsCheck,
  GrpcCheck,
  HttpCheck,
  PostgresCheck,
  ProbeCheck,
  SmokeCheck,
  StepsCheck,
} from './check-schema';
export type { Assertions, Expectation, HeaderValue } from './http-form';

/** One request over HTTP, whether it is a check or a step of one. */
export type HttpRequest = Pick<
  HttpCheck,
  | 'method'
  | 'path'
  | 'headers'
  | 'body'
  | 'expectedStatus'
  | 'expectText'
  | 'expectHeaders'
  | 'expectJson'
> & {
  /** Headers of the response that are needed besides those of `expectHeaders`. */
  readonly wantedHeaders?: readonly string[];
};

/** Certificates of a check's connections, by the secrets that hold them. */
export type TlsSettings = NonNullable<HttpCheck['tls']>;

/** How long each part of an attempt took, in milliseconds; only what took place. */
export interface Phases {
  readonly dnsMs?: number;
  readonly connectMs?: number;
  readonly tlsMs?: number;
  /** From the request to the head of its response. */
  readonly firstByteMs?: number;
}

interface Measured {
  readonly latencyMs: number;
  readonly phases?: Phases;
}

/** A response to a request. */
export interface AnsweredAttempt extends Measured {
  readonly outcome: 'answered';
  readonly status: number;
  /** The answer's JSON; undefined when the body is none. */
  readonly json: unknown;
  /** The body as text; only where a check asks for it. */
  readonly text?: string;
  /** Headers by name in lower case, only those that a check asks for; each `set-cookie` is a line. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What one attempt of a check saw. */
export type Attempt =
  | AnsweredAttempt
  | (Measured & {
      readonly outcome: 'stepped';
      /** The answer to each step that was sent. */
      readonly answers: readonly AnsweredAttempt[];
    })
  | (Measured & {
      readonly outcome: 'connected';
      /** Whole days the server's certificate is still valid; below 0 when it has ended. */
      readonly certificateDays?: number;
    })
  | (Measured & { readonly outcome: 'resolved'; readonly records: readonly string[] })
  | (Measured & { readonly outcome: 'unreachable'; readonly reason: string });

/** Names of the secrets that a check cannot do without, each once. */
export function secretsOf(check: SmokeCheck): readonly string[] {
  const tls = 'tls' in check ? Object.values(check.tls ?? {}) : [];
  return [...new Set([...secretsSent(check), ...tls.map(({ secret }) => secret)])];
}

/** Names of the secrets in the requests of a check. */
export function secretsSent(check: SmokeCheck): readonly string[] {
  if (check.probe === 'http') return secretsOfRequest(check);
  return check.probe === 'steps' ? check.steps.flatMap(secretsOfRequest) : [];
}

function secretsOfRequest(request: HttpCheck | StepsCheck['steps'][number]): readonly string[] {
  const { headers, path, body = '' } = request;
  const values = Object.values(headers);
  const texts = [path, body, ...values.filter((value) => typeof value === 'string')];
  return [
    ...values.flatMap((value) => (typeof value === 'string' ? [] : [value.secret])),
    // A check of one request takes its texts as they are.
    ...('probe' in request ? [] : texts.flatMap(placeholdersOf).flatMap(secretIn)),
  ];
}

function secretIn(placeholder: string): readonly string[] {
  const secret = secretPlaceholder(placeholder);
  return secret === undefined ? [] : [secret];
}

/** Where a check goes, for a reader: without the query, which can hold a key. */
export function targetOf(check: SmokeCheck): string {
  switch (check.probe) {
    case 'http':
      return targetOfRequest(check);
    case 'steps':
      return check.steps.map(targetOfRequest).join(', ');
    case 'dns':
      return `dns ${check.recordType} ${check.host}`;
    default:
      return `${check.probe} ${check.host}:${check.port}`;
  }
}

function targetOfRequest(request: Pick<HttpRequest, 'method' | 'path'>): string {
  const [path = '', query] = request.path.split('?');
  return `${request.method} ${path}${query === undefined ? '' : '?…'}`;
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
