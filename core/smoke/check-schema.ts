import * as z from 'zod/mini';
import { english } from '../kernel/english';
import type { Immutable } from '../kernel/immutable';
import { isOneLine } from './plain-text';

const oneLine = z.refine<string>(isOneLine, 'must be one line without control characters');
/** Longest text of a header or of an expectation. */
const longestText = 4_096;

const scalar = z.union([z.string().check(z.maxLength(longestText)), z.number(), z.boolean()]);

const count = z.int().check(z.minimum(0), z.maximum(1_000_000));

const assertions = z.strictObject({
  /** `false`: the path must not be there. */
  exists: z.exactOptional(z.boolean()),
  type: z.exactOptional(z.enum(['string', 'number', 'boolean', 'null', 'array', 'object'])),
  atLeast: z.exactOptional(z.number()),
  atMost: z.exactOptional(z.number()),
  /** Part of a text, or an entry of a list. */
  contains: z.exactOptional(scalar),
  /** Fewest entries of a list. */
  minItems: z.exactOptional(count),
  /** Most entries of a list. */
  maxItems: z.exactOptional(count),
  /** Fewest and most characters of a text, in UTF-16 code units. */
  minLength: z.exactOptional(count),
  maxLength: z.exactOptional(count),
});

const expectation = z.union([scalar, z.literal(null), assertions], {
  error:
    'must be a string, a number, true, false, null, or any of { exists, type, atLeast, atMost, contains, minItems, maxItems, minLength, maxLength }',
});

/** HTTP carries one byte a character. https://fetch.spec.whatwg.org/#concept-header-value */
const headerText = z
  .string()
  .check(
    z.maxLength(longestText),
    z.regex(/^[\t\x20-\x7e\xa0-\xff]*$/, 'must be one line of Latin-1 text'),
  );

const headerValue = z.union(
  [
    headerText,
    z.strictObject({
      secret: z
        .string()
        .check(
          z.maxLength(255),
          z.regex(
            /^(?!GITHUB_)[A-Z_]\w*$/i,
            'must be letters, digits and `_`, not starting with a digit or with GITHUB_',
          ),
          z.describe("Name of the repository's or environment's secret that holds the value."),
        ),
      prefix: z.exactOptional(
        headerText.check(
          z.maxLength(100),
          z.describe('Text before the secret, such as `Bearer `.'),
        ),
      ),
    }),
  ],
  { error: 'must be one line of Latin-1 text, or { secret: NAME, prefix: TEXT }' },
);

const status = z.int().check(z.minimum(100), z.maximum(599));

/** The connection itself sets the rest. https://fetch.spec.whatwg.org/#forbidden-request-header */
const headerName = z
  .string()
  .check(
    z.regex(/^[!#$%&'*+.^_`|~\w-]{1,100}$/, 'must be the name of a header'),
    z.regex(
      /^(?!(connection|content-length|host|keep-alive|transfer-encoding|upgrade)$)/i,
      'must not be a header that the HTTP client sets',
    ),
  );

const shared = {
  name: z
    .string()
    .check(
      z.minLength(1),
      z.maxLength(200),
      oneLine,
      z.describe('Name of the check in logs, reports and messages; unique in its environment.'),
    ),
  kind: z
    .enum(['health', 'api', 'database'])
    .check(z.describe('What the check covers; reports group by it.')),
  latencyBudgetMs: z._default(
    z
      .number()
      .check(
        z.positive(),
        z.maximum(300_000),
        z.describe('Maximum response time, in milliseconds.'),
      ),
    2_000,
  ),
  reach: z._default(
    z
      .enum(['public', 'private'])
      .check(
        z.describe(
          '`private`: run by the monitor inside the network only; the workflow reports it as skipped.',
        ),
      ),
    'public',
  ),
  dependsOn: z.exactOptional(
    z
      .array(z.string())
      .check(
        z.minLength(1),
        z.maxLength(10),
        z.describe(
          'Names of checks without which this one cannot pass: while one of them fails, messages name that one only.',
        ),
      ),
  ),
};

const server = {
  ...shared,
  host: z
    .string()
    .check(
      z.maxLength(253),
      z.regex(/^[\w.:-]+$/, 'must be a host name or an IP address, without a scheme or port'),
      z.describe('Server of a tcp, tls or postgres probe.'),
    ),
};
const port = z
  .int()
  .check(
    z.minimum(1),
    z.maximum(65_535),
    z.describe(
      'Port of a tcp, tls or postgres probe; 443 for tls and 5432 for postgres by default.',
    ),
  );
const postgresName = z.string().check(z.minLength(1), z.maxLength(63), oneLine);
const probe = z.describe('Kind of probe: an HTTP request, or a connection to a port.');

/**
 * Each probe's keys with their limits: the stack's configuration, the delivered definition and the action read by them.
 */
export const checkForms = {
  http: z.strictObject({
    ...shared,
    probe: z._default(z.literal('http').check(probe), 'http'),
    method: z._default(
      z
        .enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
        .check(
          z.describe(
            'HTTP method. A check is repeated, so the request must have no lasting effect.',
          ),
        ),
      'GET',
    ),
    path: z
      .string()
      .check(
        z.maxLength(2_000),
        z.regex(
          /^\/(?!\/)[^\s\\#]*$/,
          'must be a path below the base URL: it starts with one `/` and has no white space',
        ),
        oneLine,
        z.describe('Path below the base URL, with a query where there is one.'),
      ),
    headers: z._default(
      z
        .record(headerName, headerValue)
        .check(z.describe('Request headers by name: a text, or `{ secret: NAME }`.')),
      {},
    ),
    body: z.exactOptional(
      z
        .string()
        .check(
          z.maxLength(16_384),
          z.describe(
            'Body of a POST, PUT, PATCH or DELETE; sent as JSON unless a header says otherwise.',
          ),
        ),
    ),
    expectedStatus: z._default(
      z
        .union([status, z.array(status).check(z.minLength(1), z.maxLength(20))], {
          error: 'must be a status from 100 to 599, or a list of them',
        })
        .check(z.describe('Expected HTTP status, or a list of those that pass.')),
      200,
    ),
    expectText: z.exactOptional(
      z
        .string()
        .check(
          z.minLength(1),
          z.maxLength(longestText),
          z.describe('Text that the body of the response must contain.'),
        ),
    ),
    expectHeaders: z.exactOptional(
      z
        .record(headerName, headerText)
        .check(
          z.describe(
            'Text that each header of the response must contain, by its name; an empty text: the header must be there.',
          ),
        ),
    ),
    expectJson: z._default(
      z
        .record(z.string().check(z.minLength(1), z.maxLength(longestText)), expectation)
        .check(
          z.describe(
            'What the JSON response must contain, by dot-separated path (`*`: every entry of a list) or JSON Pointer: a value, or any of exists, type, atLeast, atMost, contains, minItems, maxItems, minLength, maxLength.',
          ),
        ),
      {},
    ),
  }),
  tcp: z.strictObject({ ...server, probe: z.literal('tcp').check(probe), port }),
  tls: z.strictObject({
    ...server,
    probe: z.literal('tls').check(probe),
    port: z._default(port, 443),
    certificateDays: z._default(
      z
        .int()
        .check(
          z.minimum(0),
          z.maximum(3_650),
          z.describe(
            'Minimum number of days for which the certificate of a tls probe must remain valid.',
          ),
        ),
      14,
    ),
  }),
  postgres: z.strictObject({
    ...server,
    probe: z.literal('postgres').check(probe),
    port: z._default(port, 5432),
    /** https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-SSLMODE-STATEMENTS */
    sslmode: z._default(
      z
        .enum(['disable', 'require', 'verify-full'])
        .check(z.describe('TLS mode of a postgres probe, with the names of libpq.')),
      'require',
    ),
    user: z._default(
      postgresName.check(
        z.describe(
          'User in the start-up message of a postgres probe; it need not exist, because the probe does not log in.',
        ),
      ),
      'gatehouse',
    ),
    database: z._default(
      postgresName.check(z.describe('Database in the start-up message of a postgres probe.')),
      'postgres',
    ),
  }),
} as const;

type Form<Probe extends keyof typeof checkForms> = Immutable<z.output<(typeof checkForms)[Probe]>>;

/** One request to a deployed service, and what its answer must be. */
export type HttpCheck = Form<'http'>;
/** The start-up of the PostgreSQL protocol, up to the server's demand for authentication. */
export type PostgresCheck = Form<'postgres'>;
/**
 * Whether a server takes connections, speaks TLS with a certificate that is trusted and does not end soon, or answers
 * as PostgreSQL.
 */
export type ProbeCheck = Exclude<SmokeCheck, HttpCheck>;
export type SmokeCheck = {
  [Probe in keyof typeof checkForms]: Form<Probe>;
}[keyof typeof checkForms];

/** What a value in a JSON answer must be: itself, or all of the named assertions. */
export type Expectation = Immutable<z.output<typeof expectation>>;
export type Assertions = Immutable<z.output<typeof assertions>>;
/** A header's value: text, or the name of a secret that whoever runs the check knows. */
export type HeaderValue = Immutable<z.output<typeof headerValue>>;

/** What is wrong at one key of what a schema read. */
export interface KeyProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What each key of a check allows and HTTP does not. */
export function impossibleRequest(check: SmokeCheck): readonly KeyProblem[] {
  if (check.probe !== 'http') return [];
  const { body, expectJson, expectText, method } = check;
  return [
    ...(body !== undefined && (method === 'GET' || method === 'HEAD')
      ? [{ path: ['body'], message: `a ${method} request cannot have a body` }]
      : []),
    ...(method === 'HEAD' && Object.keys(expectJson).length > 0
      ? [{ path: ['expectJson'], message: 'a response to HEAD has no body' }]
      : []),
    ...(method === 'HEAD' && expectText !== undefined
      ? [{ path: ['expectText'], message: 'a response to HEAD has no body' }]
      : []),
  ];
}

const probed = z.looseObject({
  probe: z._default(z.enum(Object.keys(checkForms) as (keyof typeof checkForms)[]), 'http'),
});

/**
 * A check in the delivered definition, in the action's input and in the monitor's configuration. A problem is named by
 * its own key. (zod's own discriminated union would add a kilobyte to the action, which is kept small because every run
 * of every repository reads it.)
 */
export const checkSchema = z.pipe(
  probed,
  z.transform((value: z.infer<typeof probed>, { issues }): SmokeCheck => {
    const parsed = checkForms[value.probe].safeParse(value, english);
    const found = parsed.success ? impossibleRequest(parsed.data) : parsed.error.issues;
    for (const { path, message } of found) {
      issues.push({ code: 'custom', input: value, path: [...path], message });
    }
    return parsed.success ? parsed.data : z.NEVER;
  }),
);
