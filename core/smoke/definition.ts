import * as z from 'zod/mini';
import { english } from '../kernel/english';
import type { Immutable } from '../kernel/immutable';
import { parseJsonText } from '../kernel/json-text';
import type { Problem } from '../kernel/problem';
import { alertsSchema } from './alerts';
import { baseUrlSchema } from './base-url';
import { canaryPolicySchema } from './canary/policy';
import { impossibleList } from './check-list';
import { checkSchema } from './check-schema';
import { longestDelaySeconds, mostAttempts } from './retry';

const checkList = z.array(checkSchema).check(
  z.minLength(1, 'must contain at least one check'),
  z.superRefine((checks, context) => {
    for (const { path, message } of impossibleList(checks)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  }),
);

const definitionSchema = z.strictObject({
  $comment: z.exactOptional(z.string()),
  baseUrl: baseUrlSchema,
  checks: checkList,
  /** Further deployments by their environment; what they do not have is that of the first. */
  environments: z.exactOptional(
    z.record(
      z.string(),
      z.strictObject({
        baseUrl: baseUrlSchema,
        checks: z.exactOptional(checkList),
        alerts: z.exactOptional(alertsSchema),
        canary: z.exactOptional(canaryPolicySchema),
      }),
    ),
  ),
  attempts: z._default(z.int().check(z.minimum(1), z.maximum(mostAttempts)), 3),
  delaySeconds: z._default(z.number().check(z.minimum(0), z.maximum(longestDelaySeconds)), 5),
  canary: z.exactOptional(canaryPolicySchema),
  alerts: z.exactOptional(alertsSchema),
});

/** What makes one deployment healthy. The workflow, the scheduled monitor and the command line read this same form. */
export type SmokeDefinition = Immutable<Omit<z.output<typeof definitionSchema>, '$comment'>>;

/** What makes the deployment of an environment healthy: that of `environments`, or of the definition itself for any other name. */
export function ofEnvironment(
  { environments = {}, ...definition }: SmokeDefinition,
  name: string,
): SmokeDefinition {
  const own = Object.hasOwn(environments, name) ? environments[name] : undefined;
  if (own === undefined) return definition;
  const { canary: _, ...shared } = definition;
  return { ...shared, ...own };
}

export type ParsedDefinition =
  | { readonly ok: true; readonly definition: SmokeDefinition }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads a definition; every problem with its key path. `over` replaces what the text says, undefined values nothing. */
export function parseDefinition(
  text: string,
  file: string,
  over: Readonly<Record<string, unknown>> = {},
): ParsedDefinition {
  let value: unknown;
  try {
    value = parseJsonText(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const message = 'the smoke definition is not JSON';
    return { ok: false, problems: [{ code: 'not-json', file, message }] };
  }
  return checkDefinition(value, file, over);
}

export function checkDefinition(
  value: unknown,
  file: string,
  over: Readonly<Record<string, unknown>> = {},
): ParsedDefinition {
  const given = Object.entries(over).filter(([, each]) => each !== undefined);
  const whole =
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? { ...value, ...Object.fromEntries(given) }
      : value;
  const parsed = definitionSchema.safeParse(whole, english);
  if (parsed.success) {
    const { $comment: _, ...definition } = parsed.data;
    return { ok: true, definition };
  }
  return {
    ok: false,
    problems: parsed.error.issues.map((issue) => ({
      code: 'smoke-definition',
      file,
      path: keyPath(issue.path),
      message: issue.message,
    })),
  };
}

function keyPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) =>
      typeof key === 'number'
        ? `${text}[${key}]`
        : `${text}${text === '' ? '' : '.'}${String(key)}`,
    '',
  );
}
