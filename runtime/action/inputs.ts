import * as z from 'zod';
import { ProblemsError, type Problem } from '../../kernel/problem';
import { checkPolicy, defaultPolicy, type ScorePolicy } from '../../readiness/policy';
import { checkSchema } from '../../smoke/check-schema';
import { baseUrlSchema, definitionPath } from '../../smoke/definition';

/** Inputs as text by name; absent and empty mean the default. */
export type RawInputs = ReadonlyMap<string, string>;

const number = (name: string, minimum: number, maximum: number, whole: boolean) =>
  z.string().transform((text, context): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (value >= minimum && value <= maximum && (!whole || Number.isInteger(value))) return value;
    context.addIssue({
      code: 'custom',
      message: `${name} must be a ${whole ? 'whole ' : ''}number from ${minimum} to ${maximum}`,
    });
    return z.NEVER;
  });

const json = <T>(schema: z.ZodType<T>) =>
  z.string().transform((text, context): T => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      context.addIssue({ code: 'custom', message: `is not JSON: ${error.message}` });
      return z.NEVER;
    }
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      context.addIssue({ code: 'custom', path: [...issue.path], message: issue.message });
    }
    return z.NEVER;
  });

const token = z.string().default('');
const branchName = z.string().regex(/^(?!.*\.\.)(?!\/)[^\s~^:?*[\\]*(?<!\/)$/, 'is no branch name');
const relativeDirectory = z
  .string()
  .min(1)
  .refine(
    (path) => !path.startsWith('/') && !path.split('/').includes('..'),
    'must be a directory inside the workspace',
  );

const scoring = {
  'github-token': token,
  threshold: number('threshold', 0, 100, false).prefault('90'),
  weights: json(
    z.strictObject({
      ci: z.number(),
      coverage: z.number(),
      security: z.number(),
      quality: z.number(),
    }),
  ).prefault(JSON.stringify(defaultPolicy.weights)),
  window: number('window', 1, 100, true).prefault('10'),
  workflow: z
    .string()
    .regex(/^[\w.-]+\.ya?ml$/, 'must be a workflow file name')
    .default('ci.yml'),
  branch: branchName.default(''),
  'quality-jobs': json(z.record(z.string(), z.string().min(1))).prefault(
    '{"lint":"Lint & Format","test":"Test Suite","security":"Security Scan"}',
  ),
  'override-label': z.string().min(1).max(50).default('readiness-override'),
  sources: json(z.array(relativeDirectory)).prefault('["."]'),
  'data-branch': branchName.default('gatehouse-data'),
};

const result = z.enum(['success', 'failure', 'cancelled', 'skipped']);

export const inputSchemas = {
  gate: z.object({
    ...scoring,
    reports: z.string().default('reports'),
    needs: json(z.record(z.string(), z.object({ result }))).prefault('{}'),
    output: z.string().default('readiness.json'),
  }),
  comment: z.object({
    readiness: z.string().default('readiness.json'),
    output: z.string().default('readiness-comment'),
  }),
  'publish-comment': z.object({
    'github-token': token,
    artifact: z.string().default('readiness-comment'),
    'run-id': number('run-id', 1, Number.MAX_SAFE_INTEGER, true),
    'head-sha': z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, 'must be a full commit hash'),
  }),
  collect: z.object({ ...scoring, output: z.string().default('readiness.json') }),
  dashboard: z.object(scoring),
  smoke: z.object({
    'github-token': token,
    definition: z.string().default(definitionPath),
    'definition-ref': branchName.default(''),
    checks: json(z.array(checkSchema).min(1, 'must name at least one check')).optional(),
    'base-url': baseUrlSchema.optional(),
    environment: z.string().default('staging'),
    attempts: number('attempts', 1, 10, true).optional(),
    'delay-seconds': number('delay-seconds', 0, 300, false).optional(),
    'canary-url': baseUrlSchema.optional(),
    'baseline-url': baseUrlSchema.optional(),
    'state-artifact': z.string().default(''),
    inside: z.enum(['true', 'false']).default('false'),
    output: z.string().default('smoke.json'),
  }),
  explain: z.object({ readiness: z.string().default('readiness.json') }),
  fleet: z.object({
    histories: z.string().default('.'),
    output: z.string().default('index.html'),
  }),
} as const;

export type GateInputs = z.infer<(typeof inputSchemas)['gate']>;
export type CommentInputs = z.infer<(typeof inputSchemas)['comment']>;
export type PublishCommentInputs = z.infer<(typeof inputSchemas)['publish-comment']>;
export type CollectInputs = z.infer<(typeof inputSchemas)['collect']>;
export type DashboardInputs = z.infer<(typeof inputSchemas)['dashboard']>;
export type ExplainInputs = z.infer<(typeof inputSchemas)['explain']>;
export type FleetInputs = z.infer<(typeof inputSchemas)['fleet']>;
export type SmokeInputs = z.infer<(typeof inputSchemas)['smoke']>;

/** Reads a command's inputs. @throws ProblemsError with every wrong input. */
export function parseInputs<T>(schema: z.ZodType<T>, inputs: RawInputs): T {
  const given = Object.fromEntries([...inputs].filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ProblemsError(parsed.error.issues.map((issue) => inputProblem(issue, given)));
}

function inputProblem(
  issue: { readonly path: readonly PropertyKey[]; readonly message: string },
  given: Readonly<Record<string, string>>,
): Problem {
  const name = String(issue.path[0] ?? '');
  const found = given[name];
  return {
    code: 'wrong-input',
    path: `inputs.${issue.path.map(String).join('.')}`,
    message: issue.message,
    // The token is the one input that must not be shown.
    ...(name === 'github-token'
      ? {}
      : { found: found === undefined ? 'nothing' : withoutCredentials(found).slice(0, 80) }),
    remedy: 'see action.yml for what each input takes',
  };
}

/** What somebody put into a URL may be a secret: user and password, and everything behind a question mark. */
function withoutCredentials(text: string): string {
  return text.replace(/\/\/[^/@\s]*@/g, '//…@').replace(/\?.*$/s, '?…');
}

/** The scoring rules of the inputs. @throws ProblemsError when they contradict each other. */
export function policyOf(
  inputs: Pick<GateInputs, 'weights' | 'window' | 'quality-jobs'>,
): ScorePolicy {
  const policy: ScorePolicy = {
    ...defaultPolicy,
    weights: inputs.weights,
    window: inputs.window,
    qualityJobs: Object.values(inputs['quality-jobs']),
  };
  const problems = checkPolicy(policy);
  if (problems.length > 0) throw new ProblemsError(problems);
  return policy;
}
