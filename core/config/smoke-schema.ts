import { z } from 'zod';
import { oneOf } from '../kernel/one-of';
import { alertsShape } from '../smoke/alerts';
import { canaryChecks } from '../smoke/check';
import { impossibleList, mostChecks } from '../smoke/check-list';
import { checkForms, impossibleRequest, type SmokeCheck } from '../smoke/check-schema';
import { isOneLine } from '../smoke/plain-text';
import { canarySettings } from './canary-schema';
import { environmentName, jobMinutes, plainText } from './formats';
import { serviceUrl } from './service-url';

/** The schemas of a table, as a union takes them. */
const formsOf = <T>(table: Readonly<Record<string, T>>) => Object.values(table) as [T, ...T[]];

const smokeCheck = z
  .discriminatedUnion('probe', formsOf(checkForms), {
    error: `must be ${oneOf(Object.keys(checkForms))}`,
  })
  .superRefine((check, context) => {
    for (const { path, message } of [...impossibleRequest(check), ...unsafeTexts(check, [])]) {
      context.addIssue({ code: 'custom', path: [...path], message, input: check });
    }
  });

interface UnsafeText {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Keys and texts that no delivered file may hold, wherever a check has them. */
function unsafeTexts(value: unknown, path: readonly PropertyKey[]): readonly UnsafeText[] {
  if (typeof value === 'string') {
    const message = unsafe(value);
    return message === undefined ? [] : [{ path, message }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const message = unsafe(key);
    if (message !== undefined) return [{ path, message: `has a key that ${message}` }];
    return unsafeTexts(item, [...path, key]);
  });
}

function unsafe(text: string): string | undefined {
  if (!isOneLine(text)) return 'must be one line without control characters';
  return text.includes('${{') ? 'must not contain a GitHub expression `${{`' : undefined;
}

/** The staging deployment, and what makes it healthy. */
export const smokeSettings = z
  .strictObject({
    environment: environmentName
      .default('staging')
      .describe('GitHub environment of the deployment, one of `environments`.'),
    baseUrl: serviceUrl,
    allowInsecure: z
      .boolean()
      .exactOptional()
      .describe('Send secrets over plain http, and reach link-local addresses.'),
    checks: z
      .tuple([smokeCheck], smokeCheck)
      .describe(`What makes the deployment healthy: 1 to ${mostChecks} checks.`),
    alerts: z
      .strictObject(alertsShape)
      .exactOptional()
      .describe('When a failure is reported to Slack, reported again, and counts as over.'),
    environments: z
      .record(
        environmentName,
        z.strictObject({
          baseUrl: serviceUrl,
          checks: z
            .tuple([smokeCheck], smokeCheck)
            .exactOptional()
            .describe('What makes this deployment healthy; absent: the checks above.'),
          alerts: z
            .strictObject(alertsShape)
            .exactOptional()
            .describe('When a failure of this deployment is reported; absent: as above.'),
        }),
      )
      .exactOptional()
      .describe(
        'Further deployments by their GitHub environment, each tested by a job and a monitor of its own, with a state of its own.',
      ),
    canary: canarySettings
      .exactOptional()
      .describe(
        'A second deployment to compare before it is promoted; absent, its job is left out.',
      ),
    rollback: z
      .boolean()
      .default(false)
      .describe('A manual run can name a version, whose own checks the deployment must then pass.'),
    e2e: z
      .strictObject({
        command: z
          .tuple([plainText], plainText)
          .describe(
            'Command and arguments, run in the environment of the project; finds the service at SMOKE_BASE_URL.',
          ),
        attempts: z.int().min(1).max(10).default(2).describe('Attempts of the whole command.'),
        timeoutMinutes: jobMinutes.default(30).describe('Minutes the job may take.'),
      })
      .exactOptional()
      .describe('End-to-end tests of the repository; absent, their job is left out.'),
  })
  .superRefine(({ environment, environments = {}, ...settings }, context) => {
    const { checks, canary: compared } = settings;
    const problems = [
      ...impossibleDeployment(settings),
      ...Object.entries(environments).flatMap(([name, own]) =>
        [
          ...(name === environment
            ? [{ path: [], message: 'is the environment above; name other ones only' }]
            : []),
          ...impossibleDeployment({ checks, ...own }),
        ].map(({ path, message }) => ({ path: ['environments', name, ...path], message })),
      ),
    ];
    for (const { path, message } of problems) {
      context.addIssue({ code: 'custom', path: [...path], message, input: checks });
    }
    if (compared !== undefined && canaryChecks(checks).length === 0) {
      context.addIssue({
        code: 'custom',
        path: ['canary'],
        message:
          'needs a public check with the method GET or HEAD, which it sends hundreds of times',
        input: compared,
      });
    }
  });

/** What is wrong with the checks of one deployment that no single check shows. */
function impossibleDeployment({
  baseUrl,
  checks,
}: {
  readonly baseUrl: string;
  readonly checks: readonly SmokeCheck[];
}): readonly UnsafeText[] {
  const hasPublic = checks.some(({ reach }) => reach === 'public');
  return [
    ...uselessTls(baseUrl, checks),
    ...impossibleList(checks).map(({ path, message }) => ({ path: ['checks', ...path], message })),
    ...(hasPublic
      ? []
      : [{ path: ['checks'], message: 'must have a public check: the workflow reaches no other' }]),
  ];
}

/** Certificates of requests that go over plain http. */
function uselessTls(baseUrl: string, checks: readonly SmokeCheck[]): readonly UnsafeText[] {
  if (!baseUrl.startsWith('http:')) return [];
  return checks.flatMap((check, index) =>
    (check.probe === 'http' || check.probe === 'steps') && check.tls !== undefined
      ? [{ path: ['checks', index, 'tls'], message: 'has no effect: the base URL is plain http' }]
      : [],
  );
}
