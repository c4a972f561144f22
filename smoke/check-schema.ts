import * as z from 'zod';
import type { SmokeCheck } from './check';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const assertions = z.strictObject({
  exists: z.boolean().optional(),
  type: z.enum(['string', 'number', 'boolean', 'null', 'array', 'object']).optional(),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
  contains: scalar.optional(),
  minItems: z.int().min(0).optional(),
});

const expectation = z.union([scalar, z.literal(null), assertions], {
  error:
    'must be a text, number, boolean, null, or an object of exists, type, atLeast, atMost, contains and minItems',
});

const headerValue = z.union(
  [
    z.string().regex(/^[\t\x20-\xff]{0,4096}$/, 'must be one line of Latin-1 text'),
    z.strictObject({ secret: z.string().regex(/^[A-Z_]\w*$/i) }),
  ],
  { error: 'must be one line of text, or { secret: NAME }' },
);

const shared = {
  name: z.string().min(1).max(200),
  kind: z.enum(['health', 'api', 'database']),
  latencyBudgetMs: z.number().positive().max(300_000),
  reach: z.enum(['public', 'private']).default('public'),
};

const server = {
  ...shared,
  host: z
    .string()
    .max(253)
    .regex(/^[\w.:-]+$/, 'must be a host name or an IP address, without a scheme or port'),
};
const port = z.int().min(1).max(65_535);
const postgresName = z.string().min(1).max(63);

const httpCheck = z.strictObject({
  ...shared,
  probe: z.literal('http').default('http'),
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  path: z
    .string()
    .max(2000)
    .regex(/^\/(?!\/)[^\s\\#]*$/, 'must be a path below the base URL: one slash, no white space'),
  headers: z.record(z.string().regex(/^[!#$%&'*+.^_`|~\w-]{1,100}$/), headerValue).default({}),
  body: z.string().max(16_384).optional(),
  expectedStatus: z.int().min(100).max(599).default(200),
  expectJson: z.record(z.string().min(1), expectation).default({}),
});

const forms = {
  http: httpCheck,
  tcp: z.strictObject({ ...server, probe: z.literal('tcp'), port }),
  tls: z.strictObject({
    ...server,
    probe: z.literal('tls'),
    port: port.default(443),
    certificateDays: z.int().min(0).max(3650).default(14),
  }),
  postgres: z.strictObject({
    ...server,
    probe: z.literal('postgres'),
    port: port.default(5432),
    sslmode: z.enum(['disable', 'require', 'verify-full']).default('require'),
    user: postgresName.default('gatehouse'),
    database: postgresName.default('postgres'),
  }),
} as const;

/**
 * Form of a check in the delivered definition, in the action's input and in the monitor's configuration. Each probe has
 * its form, so that a problem is named by its own key. (zod's own discriminated union would add a kilobyte to the
 * action, which is kept small because every run of every repository reads it.)
 */
export const checkSchema = z
  .looseObject({ probe: z.enum(['http', 'tcp', 'tls', 'postgres']).default('http') })
  .transform((value, context): SmokeCheck => {
    const parsed = forms[value.probe].safeParse(value);
    const issues = parsed.success ? impossible(parsed.data) : parsed.error.issues;
    for (const { path, message } of issues) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
    return parsed.success ? parsed.data : z.NEVER;
  });

/** What each key allows and HTTP does not. */
function impossible(
  check: SmokeCheck,
): readonly { readonly path: readonly string[]; readonly message: string }[] {
  if (check.probe !== 'http') return [];
  const { body, expectJson, method } = check;
  return [
    ...(body !== undefined && (method === 'GET' || method === 'HEAD')
      ? [{ path: ['body'], message: `a ${method} request has no body` }]
      : []),
    ...(method === 'HEAD' && Object.keys(expectJson).length > 0
      ? [{ path: ['expectJson'], message: 'an answer to HEAD has no body' }]
      : []),
  ];
}
