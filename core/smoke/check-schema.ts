import * as z from 'zod/mini';
import { english } from '../kernel/english';
import type { Immutable } from '../kernel/immutable';
import { impossibleHttp, requestShape } from './http-form';
import type { KeyProblem } from './key-problem';
import { isOneLine } from './plain-text';
import { dnsShape, grpcShape, postgresShape, tcpShape, tlsShape } from './server-forms';
import { impossibleSteps, stepList } from './steps-form';
import { impossibleTls, tlsForm } from './tls-form';

const oneLine = z.refine<string>(isOneLine, 'must be one line without control characters');

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

const probe = z.describe(
  'Kind of probe: an HTTP request, several in order, a DNS question, or a connection to a port.',
);

/** How requests over HTTP reach their server. */
const connection = {
  http2: z.exactOptional(
    z
      .boolean()
      .check(
        z.describe(
          'Speak HTTP/2 instead of HTTP/1.1, for a server that speaks nothing else; in plain text with prior knowledge.',
        ),
      ),
  ),
  tls: z.exactOptional(tlsForm),
};

/**
 * Each probe's keys with their limits: the stack's configuration, the delivered definition and the action read by them.
 */
export const checkForms = {
  http: z.strictObject({
    ...shared,
    probe: z._default(z.literal('http').check(probe), 'http'),
    ...requestShape,
    ...connection,
  }),
  steps: z.strictObject({
    ...shared,
    probe: z.literal('steps').check(probe),
    ...connection,
    steps: stepList,
  }),
  tcp: z.strictObject({ ...shared, probe: z.literal('tcp').check(probe), ...tcpShape }),
  tls: z.strictObject({ ...shared, probe: z.literal('tls').check(probe), ...tlsShape }),
  postgres: z.strictObject({
    ...shared,
    probe: z.literal('postgres').check(probe),
    ...postgresShape,
  }),
  dns: z.strictObject({ ...shared, probe: z.literal('dns').check(probe), ...dnsShape }),
  grpc: z.strictObject({ ...shared, probe: z.literal('grpc').check(probe), ...grpcShape }),
} as const;

type Form<Probe extends keyof typeof checkForms> = Immutable<z.output<(typeof checkForms)[Probe]>>;

/** One request to a deployed service, and what its answer must be. */
export type HttpCheck = Form<'http'>;
/** Requests in order, such as a login and a call. */
export type StepsCheck = Form<'steps'>;
/** The start-up of the PostgreSQL protocol, up to the server's demand for authentication. */
export type PostgresCheck = Form<'postgres'>;
/** A question to DNS, and what must be among the answers. */
export type DnsCheck = Form<'dns'>;
/** The standard health service of gRPC. */
export type GrpcCheck = Form<'grpc'>;
/** Whatever is asked of a server in another way than by requests over HTTP. */
export type ProbeCheck = Exclude<SmokeCheck, HttpCheck | StepsCheck>;
export type SmokeCheck = {
  [Probe in keyof typeof checkForms]: Form<Probe>;
}[keyof typeof checkForms];

/** What each key of a check allows and its protocol does not. */
export function impossibleRequest(check: SmokeCheck): readonly KeyProblem[] {
  return [
    ...(check.probe === 'http' ? impossibleHttp(check) : []),
    ...(check.probe === 'steps' ? impossibleSteps(check.steps) : []),
    ...('tls' in check ? impossibleTls(check.tls) : []),
    ...impossiblePlain(check),
  ];
}

/** Certificates of a connection that has none. */
function impossiblePlain(check: SmokeCheck): readonly KeyProblem[] {
  const plain =
    (check.probe === 'grpc' && check.plaintext && '`plaintext: true`') ||
    (check.probe === 'postgres' && check.sslmode === 'disable' && '`sslmode: disable`');
  return plain !== false && 'tls' in check && check.tls !== undefined
    ? [{ path: ['tls'], message: `has no effect with ${plain}` }]
    : [];
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
