/** What `staging-smoke-test.yml` and the definition beside it are made from. */
export interface SmokeSettings {
  /** Name of the GitHub environment, such as `staging`. */
  readonly environment: string;
  /** Absolute http(s) base URL of the deployed service. */
  readonly baseUrl: string;
  readonly checks: readonly [SmokeCheck, ...SmokeCheck[]];
  /** Absent: the job that compares a canary with the deployment is left out. */
  readonly canary?: CanarySettings;
  /** Whether a manual run can be given a version to whose checks the deployment is held, after a rollback to it. */
  readonly rollback: boolean;
  /** Absent: the job with the repository's own end-to-end tests is left out. */
  readonly e2e?: EndToEndSettings;
}

interface CheckBase {
  readonly name: string;
  readonly kind: 'health' | 'api' | 'database';
  /** Slowest answer that still passes, in milliseconds. */
  readonly latencyBudgetMs: number;
  /** `private`: left to a monitor inside the service's network. */
  readonly reach: 'public' | 'private';
}

interface HttpSmokeCheck extends CheckBase {
  readonly probe: 'http';
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the base URL, starting with a slash. */
  readonly path: string;
  /** Text, or the name of the repository's or environment's secret that holds it. */
  readonly headers: Readonly<Record<string, string | { readonly secret: string }>>;
  readonly body?: string;
  readonly expectedStatus: number;
  /** Expectations by dot-separated path into the JSON answer, such as `{"status": "ok"}`. */
  readonly expectJson: Readonly<Record<string, SmokeExpectation>>;
}

type SmokeExpectation =
  | string
  | number
  | boolean
  | null
  | {
      readonly exists?: boolean;
      readonly type?: 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object';
      readonly atLeast?: number;
      readonly atMost?: number;
      readonly contains?: string | number | boolean;
      readonly minItems?: number;
    };

interface ServerCheck extends CheckBase {
  readonly host: string;
  readonly port: number;
}

interface TcpSmokeCheck extends ServerCheck {
  readonly probe: 'tcp';
}

interface TlsSmokeCheck extends ServerCheck {
  readonly probe: 'tls';
  /** Fewest days the certificate must still be valid. */
  readonly certificateDays: number;
}

interface PostgresSmokeCheck extends ServerCheck {
  readonly probe: 'postgres';
  readonly sslmode: 'disable' | 'require' | 'verify-full';
  readonly user: string;
  readonly database: string;
}

type SmokeCheck = HttpSmokeCheck | TcpSmokeCheck | TlsSmokeCheck | PostgresSmokeCheck;

export interface CanarySettings {
  /** Base URL of the canary. */
  readonly url: string;
  /** Requests sent to each of the two deployments. */
  readonly requests: number;
  /** Fewest requests that allow a verdict. */
  readonly minimumRequests: number;
  /** Largest share of errors the canary may have more, such as 0.01. */
  readonly errorTolerance: number;
  /** Largest factor by which the canary may be slower. */
  readonly latencyFactor: number;
  readonly confidence: number;
}

export interface EndToEndSettings {
  /** The repository's own command, run in its environment; it finds the service at `SMOKE_BASE_URL`. */
  readonly command: readonly [string, ...string[]];
  /** Attempts of the whole command; each one that fails is named in the log. */
  readonly attempts: number;
  readonly timeoutMinutes: number;
}
