import * as z from 'zod/mini';
import { english } from '../kernel/english';
import type { SmokeCheck } from './check';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const assertions = z.strictObject({
  exists: z.optional(z.boolean()),
  type: z.optional(z.enum(['string', 'number', 'boolean', 'null', 'array', 'object'])),
  atLeast: z.optional(z.number()),
  atMost: z.optional(z.number()),
  contains: z.optional(scalar),
  minItems: z.optional(z.int().check(z.minimum(0))),
});

const expectation = z.union([scalar, z.literal(null), assertions], {
  error:
    'must be a text, number, boolean, null, or an object of exists, type, atLeast, atMost, contains and minItems',
});

const headerValue = z.union(
  [
    z.string().check(z.regex(/^[\t\x20-\xff]{0,4096}$/, 'must be one line of Latin-1 text')),
    z.strictObject({ secret: z.string().check(z.regex(/^[A-Z_]\w*$/i)) }),
  ],
  { error: 'must be one line of text, or { secret: NAME }' },
);

const shared = {
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  kind: z.enum(['health', 'api', 'database']),
  latencyBudgetMs: z.number().check(z.positive(), z.maximum(300_000)),
  reach: z._default(z.enum(['public', 'private']), 'public'),
};

const server = {
  ...shared,
  host: z
    .string()
    .check(
      z.maxLength(253),
      z.regex(/^[\w.:-]+$/, 'must be a host name or an IP address, without a scheme or port'),
    ),
};
const port = z.int().check(z.minimum(1), z.maximum(65_535));
const postgresName = z.string().check(z.minLength(1), z.maxLength(63));

const httpCheck = z.strictObject({
  ...shared,
  probe: z._default(z.literal('http'), 'http'),
  method: z._default(z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']), 'GET'),
  path: z
    .string()
    .check(
      z.maxLength(2000),
      z.regex(
        /^\/(?!\/)[^\s\\#]*$/,
        'must be a path below the base URL: one slash, no white space',
      ),
    ),
  headers: z._default(
    z.record(z.string().check(z.regex(/^[!#$%&'*+.^_`|~\w-]{1,100}$/)), headerValue),
    {},
  ),
  body: z.optional(z.string().check(z.maxLength(16_384))),
  expectedStatus: z._default(z.int().check(z.minimum(100), z.maximum(599)), 200),
  expectJson: z._default(z.record(z.string().check(z.minLength(1)), expectation), {}),
});

const forms = {
  http: httpCheck,
  tcp: z.strictObject({ ...server, probe: z.literal('tcp'), port }),
  tls: z.strictObject({
    ...server,
    probe: z.literal('tls'),
    port: z._default(port, 443),
    certificateDays: z._default(z.int().check(z.minimum(0), z.maximum(3650)), 14),
  }),
  postgres: z.strictObject({
    ...server,
    probe: z.literal('postgres'),
    port: z._default(port, 5432),
    sslmode: z._default(z.enum(['disable', 'require', 'verify-full']), 'require'),
    user: z._default(postgresName, 'gatehouse'),
    database: z._default(postgresName, 'postgres'),
  }),
} as const;

const probed = z.looseObject({
  probe: z._default(z.enum(['http', 'tcp', 'tls', 'postgres']), 'http'),
});

/**
 * Form of a check in the delivered definition, in the action's input and in the monitor's configuration. Each probe has
 * its form, so that a problem is named by its own key. (zod's own discriminated union would add a kilobyte to the
 * action, which is kept small because every run of every repository reads it.)
 */
export const checkSchema = z.pipe(
  probed,
  z.transform((value: z.infer<typeof probed>, { issues }): SmokeCheck => {
    const parsed = forms[value.probe].safeParse(value, english);
    const found = parsed.success ? impossible(parsed.data) : parsed.error.issues;
    for (const { path, message } of found) {
      issues.push({ code: 'custom', input: value, path: [...path], message });
    }
    return parsed.success ? parsed.data : z.NEVER;
  }),
);

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
