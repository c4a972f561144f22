import { z } from 'zod';
import {
  environmentName,
  isOneLine,
  jobMinutes,
  plainText,
  secretName,
  serviceUrl,
} from './formats';

const scalar = z.union([plainText, z.number(), z.boolean()]);

const expectation = z.union(
  [
    scalar,
    z.null(),
    z.strictObject({
      exists: z.boolean().exactOptional(),
      type: z.enum(['string', 'number', 'boolean', 'null', 'array', 'object']).exactOptional(),
      atLeast: z.number().exactOptional(),
      atMost: z.number().exactOptional(),
      contains: scalar.exactOptional(),
      minItems: z.int().min(0).max(1_000_000).exactOptional(),
    }),
  ],
  {
    error:
      'must be a text, a number, true, false, null, or any of { exists, type, atLeast, atMost, contains, minItems }',
  },
);

const headerValue = z.union(
  [plainText, z.strictObject({ secret: secretName.describe('Repository or environment secret.') })],
  { error: 'must be one line of text, or { secret: NAME }' },
);

/** Headers that the connection itself sets. https://fetch.spec.whatwg.org/#forbidden-request-header */
const ownHeaders = /^(connection|content-length|host|keep-alive|transfer-encoding|upgrade)$/i;

const shared = {
  name: plainText.max(100),
  kind: z.enum(['health', 'api', 'database']),
  latencyBudgetMs: z
    .int()
    .min(1)
    .max(60_000)
    .default(2_000)
    .describe('Slowest answer that still passes, milliseconds.'),
  reach: z
    .enum(['public', 'private'])
    .default('public')
    .describe('`private`: left to the monitor inside the network; the workflow says so.'),
};

const server = {
  ...shared,
  host: z
    .string()
    .max(253)
    .regex(/^[A-Za-z0-9](?:[A-Za-z0-9.:-]*[A-Za-z0-9])?$/, {
      error: 'must be a host name or an IP address, without a scheme or port',
    })
    .describe('Server of a tcp, tls or postgres probe.'),
};
const port = z.int().min(1).max(65_535);
const postgresName = z.string().regex(/^[A-Za-z0-9_.-]{1,63}$/, {
  error: 'must be up to 63 letters, digits, `_`, `.` and `-`',
});

const httpCheck = z.strictObject({
  ...shared,
  probe: z
    .literal('http')
    .default('http')
    .describe('What is spoken: an HTTP request, or a connection to a port.'),
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  path: z
    .string()
    .regex(/^\/(?!\/)[A-Za-z0-9._~/?&=%:,-]*$/, {
      error: 'must be a path that starts with one `/`',
    })
    .describe('Path below the base URL.'),
  headers: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z0-9-]{1,100}$/, { error: 'must be the name of a header' })
        .refine((name) => !ownHeaders.test(name), {
          error: 'must not be a header that the connection itself sets',
        }),
      headerValue,
    )
    .default({})
    .describe('Values by name: a text, or `{ secret: NAME }`.'),
  body: z
    .string()
    .max(4_096)
    .refine((text) => isOneLine(text) && !text.includes('${{'), {
      error: 'must be one line without control characters or a GitHub expression',
    })
    .exactOptional()
    .describe('Body of a POST, PUT, PATCH or DELETE; sent as JSON unless a header says otherwise.'),
  expectedStatus: z.int().min(100).max(599).default(200),
  expectJson: z
    .record(z.string().regex(/^[A-Za-z0-9_.-]+$/), expectation)
    .default({})
    .describe(
      'By dot-separated path: a value, or any of exists, type, atLeast, atMost, contains, minItems.',
    ),
});

const smokeCheck = z
  .discriminatedUnion(
    'probe',
    [
      httpCheck,
      z.strictObject({ ...server, probe: z.literal('tcp'), port }),
      z.strictObject({
        ...server,
        probe: z.literal('tls'),
        port: port.default(443),
        certificateDays: z
          .int()
          .min(0)
          .max(365)
          .default(14)
          .describe('Fewest days the certificate of a tls probe must still be valid.'),
      }),
      z.strictObject({
        ...server,
        probe: z.literal('postgres'),
        port: port.default(5432).describe('Port; 443 for tls and 5432 for postgres by default.'),
        sslmode: z
          .enum(['disable', 'require', 'verify-full'])
          .default('require')
          .describe('Of a postgres probe, as libpq has it.'),
        user: postgresName
          .default('gatehouse')
          .describe('Named in the start-up; it need not exist, nobody logs in.'),
        database: postgresName.default('postgres').describe('Named in the start-up.'),
      }),
    ],
    { error: 'must be http, tcp, tls or postgres' },
  )
  .superRefine((check, context) => {
    if (check.probe !== 'http') return;
    if (check.body !== undefined && (check.method === 'GET' || check.method === 'HEAD')) {
      context.addIssue({
        code: 'custom',
        path: ['body'],
        message: `a ${check.method} request has no body`,
        input: check.body,
      });
    }
    if (check.method === 'HEAD' && Object.keys(check.expectJson).length > 0) {
      context.addIssue({
        code: 'custom',
        path: ['expectJson'],
        message: 'an answer to HEAD has no body',
        input: check.expectJson,
      });
    }
  });

const canary = z
  .strictObject({
    url: serviceUrl.describe('Base URL of the canary.'),
    requests: z.int().min(30).max(5_000).default(500).describe('Requests to each deployment.'),
    minimumRequests: z
      .int()
      .min(30)
      .max(5_000)
      .default(200)
      .describe('Fewest requests that allow a verdict.'),
    errorTolerance: z
      .number()
      .min(0.001)
      .max(0.5)
      .default(0.01)
      .describe('Largest share of errors the canary may have more.'),
    latencyFactor: z
      .number()
      .min(1.01)
      .max(10)
      .default(1.25)
      .describe('Largest factor by which the canary may be slower.'),
    confidence: z.number().min(0.8).max(0.999).default(0.95),
  })
  .superRefine(({ requests, minimumRequests }, context) => {
    if (requests >= minimumRequests) return;
    context.addIssue({
      code: 'custom',
      path: ['requests'],
      message: `must be at least minimumRequests (${minimumRequests}), or no verdict is ever possible`,
      input: requests,
    });
  });

/** The staging deployment, and what makes it healthy. */
export const smokeSettings = z
  .strictObject({
    environment: environmentName.default('staging').describe('One of `environments`.'),
    baseUrl: serviceUrl.describe('Absolute http(s) URL of the deployed service.'),
    allowInsecure: z
      .boolean()
      .exactOptional()
      .describe('Send secrets over plain http, and reach link-local addresses.'),
    checks: z.tuple([smokeCheck], smokeCheck),
    canary: canary
      .exactOptional()
      .describe(
        'A second deployment to compare before it is promoted; absent, its job is left out.',
      ),
    rollback: z
      .boolean()
      .default(false)
      .describe(
        'A manual run can be given a version, to whose checks the deployment is then held.',
      ),
    e2e: z
      .strictObject({
        command: z
          .tuple([plainText], plainText)
          .describe('Runs in the environment of the project; finds the service at SMOKE_BASE_URL.'),
        attempts: z.int().min(1).max(10).default(2).describe('Attempts of the whole command.'),
        timeoutMinutes: jobMinutes.default(30),
      })
      .exactOptional()
      .describe('End-to-end tests of the repository; absent, their job is left out.'),
  })
  .superRefine(({ checks, canary: compared }, context) => {
    checks.forEach(({ name }, index) => {
      if (checks.findIndex((one) => one.name === name) === index) return;
      context.addIssue({
        code: 'custom',
        path: ['checks', index, 'name'],
        message: 'must not be the name of an earlier check',
        input: name,
      });
    });
    if (!checks.some(({ reach }) => reach === 'public')) {
      context.addIssue({
        code: 'custom',
        path: ['checks'],
        message: 'must have a public check: the workflow reaches no other',
        input: checks,
      });
    }
    const isComparable = checks.some(
      (check) =>
        check.probe === 'http' &&
        check.reach === 'public' &&
        (check.method === 'GET' || check.method === 'HEAD'),
    );
    if (compared !== undefined && !isComparable) {
      context.addIssue({
        code: 'custom',
        path: ['canary'],
        message:
          'needs a public check with the method GET or HEAD, which it sends hundreds of times',
        input: compared,
      });
    }
  });
