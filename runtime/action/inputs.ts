import * as z from 'zod/mini';
import { english } from '../../core/kernel/english';
import { guardLevels } from '../../core/kernel/guard-levels';
import { ProblemsError, type Problem } from '../../core/kernel/problem';
import {
  checkPolicy,
  defaultDataBranch,
  defaultLongestWaiverDays,
  defaultOverrideLabel,
  defaultPolicy,
  defaultThreshold,
  qualityJobs,
  type ScorePolicy,
} from '../../core/readiness/policy';
import { measurementFile, resultForms } from '../../core/performance/results';
import { judgedTools } from '../../core/waivers/judged-tools';
import { gateModesSchema } from '../../core/readiness/exceptions';
import type { ScoreScope } from '../../core/readiness/report/document';
import { mostAttempts, longestDelaySeconds } from '../../core/smoke/retry';
import { baseUrlSchema, definitionPath } from '../../core/smoke/base-url';
import { json, number } from './input-values';

/** Inputs as text by name; absent and empty mean the default. */
export type RawInputs = ReadonlyMap<string, string>;

const token = z._default(z.string(), '');
const title = z.string().check(z.minLength(1));
const branchName = z
  .string()
  .check(z.regex(/^(?!.*\.\.)(?!\/)[^\s~^:?*[\\]*(?<!\/)$/, 'is no branch name'));
const relativeDirectory = z.string().check(
  z.minLength(1),
  z.refine(
    (path) => !path.startsWith('/') && !path.split('/').includes('..'),
    'must be a directory inside the workspace',
  ),
);

/** Of the project, from the root of the repository. */
const projectPlace = { 'project-directory': z._default(relativeDirectory, '.') };

/** Which of the projects of a repository is scored. */
const scored = {
  ...projectPlace,
  'other-projects': z.prefault(json(z.array(relativeDirectory)), '[]'),
};

const waiving = {
  'longest-days': z.prefault(
    number('longest-days', 0, 3650, true),
    String(defaultLongestWaiverDays),
  ),
};

/** What a measurement is judged by. */
const rules = {
  ...scored,
  ...waiving,
  modes: z.prefault(json(gateModesSchema), '{}'),
  threshold: z.prefault(number('threshold', 0, 100, false), String(defaultThreshold)),
  weights: z.prefault(
    json(
      z.strictObject({
        ci: z.number(),
        coverage: z.number(),
        security: z.number(),
        quality: z.number(),
      }),
    ),
    JSON.stringify(defaultPolicy.weights),
  ),
  window: z.prefault(number('window', 1, 100, true), String(defaultPolicy.window)),
  'override-label': z._default(
    z.string().check(z.minLength(1), z.maxLength(50)),
    defaultOverrideLabel,
  ),
  'data-branch': z._default(branchName, defaultDataBranch),
  workflow: z._default(
    z.string().check(z.regex(/^[\w.-]+\.ya?ml$/, 'must be a workflow file name')),
    'ci.yml',
  ),
};

const scoring = {
  ...rules,
  'github-token': token,
  branch: z._default(branchName, ''),
  'quality-jobs': z.prefault(
    json(z.record(z.string(), z.union([title, z.tuple([title], title)]))),
    JSON.stringify(qualityJobs),
  ),
  sources: z.prefault(json(z.array(relativeDirectory)), '["."]'),
};

/** What the dashboard shows of the guard. */
const guarding = { 'guard-level': z._default(z.enum(guardLevels), guardLevels[0]) };

/** The run that a workflow_run event is about. */
const triggering = {
  'run-id': number('run-id', 1, Number.MAX_SAFE_INTEGER, true),
  'head-sha': z
    .string()
    .check(z.regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, 'must be a full commit hash')),
};
const judgedTool = z.enum([...judgedTools, 'tests']);
const minimum = { minimum: z.prefault(number('minimum', 0, 100, false), '0') };
const judging = {
  reports: z._default(z.string(), 'reports'),
  ...projectPlace,
  ...waiving,
};

const result = z.enum(['success', 'failure', 'cancelled', 'skipped']);

const texts = z._default(z.array(z.string()), []);

/** What of the settings a diagnosis looks at. */
const triedSettings = z.object({
  key: z._default(z.string(), ''),
  python: z.prefault(
    z.object({
      sources: texts,
      tests: texts,
      groups: texts,
      extras: texts,
      requirements: texts,
      dependencies: texts,
    }),
    {},
  ),
  gates: z.prefault(z.object({ coverage: z._default(z.number(), 0) }), {}),
  surroundings: z.prefault(z.object({ systemPackages: texts, setup: texts }), {}),
});

/** What was scanned, and where the reports are. */
const scannedSchema = z.strictObject({
  projects: z
    .array(
      z.strictObject({
        id: z.string().check(z.regex(/^[a-z0-9_-]*$/, 'is not the name of a project')),
        directory: relativeDirectory,
        reports: relativeDirectory,
        manifests: z.array(relativeDirectory),
        ruff: z.boolean(),
      }),
    )
    .check(z.minLength(1, 'must name at least one project')),
  trivy: z.boolean(),
  dockerfile: z.optional(relativeDirectory),
});

export const inputSchemas = {
  gate: z.object({
    ...scoring,
    ...minimum,
    reports: z._default(z.string(), 'reports'),
    needs: z.prefault(json(z.record(z.string(), z.object({ result }))), '{}'),
    output: z._default(z.string(), 'readiness.json'),
  }),
  comment: z.object({
    readiness: z._default(z.string(), 'readiness.json'),
    performance: z._default(z.string(), ''),
    output: z._default(z.string(), 'readiness-comment'),
  }),
  'publish-comment': z.object({
    ...rules,
    'github-token': token,
    artifact: z._default(z.string(), 'readiness-comment'),
    ...triggering,
  }),
  guard: z.object({
    ...scoring,
    'app-token': z.string().check(z.minLength(1)),
    branch: branchName,
    check: title,
    owners: json(z.array(title).check(z.minLength(1, 'must name at least one owner'))),
    ...triggering,
  }),
  collect: z.object({ ...scoring, ...guarding, output: z._default(z.string(), 'readiness.json') }),
  dashboard: z.object({
    ...scoring,
    ...guarding,
    'smoke-artifacts': z.prefault(json(z.array(title)), '[]'),
  }),
  'copy-dashboard': z.object({
    'github-token': token,
    branch: z._default(branchName, ''),
    'data-branch': z._default(branchName, defaultDataBranch),
    directory: relativeDirectory,
  }),
  smoke: z.object({
    'github-token': token,
    definition: z._default(z.string(), definitionPath),
    'definition-ref': z._default(branchName, ''),
    // What a check may be is known where it is run.
    checks: z.optional(
      json(z.array(z.unknown()).check(z.minLength(1, 'must name at least one check'))),
    ),
    'base-url': z.optional(baseUrlSchema),
    environment: z._default(z.string(), 'staging'),
    attempts: z.optional(number('attempts', 1, mostAttempts, true)),
    'delay-seconds': z.optional(number('delay-seconds', 0, longestDelaySeconds, false)),
    'canary-url': z.optional(baseUrlSchema),
    'baseline-url': z.optional(baseUrlSchema),
    'state-artifact': z._default(z.string(), ''),
    'alarm-url': z.optional(
      z.string().check(z.regex(/^https:\/\/[^\s|<>]+$/, 'must be an https URL')),
    ),
    record: z._default(z.enum(['true', 'false']), 'false'),
    'passed-in': z._default(z.string(), ''),
    inside: z._default(z.enum(['true', 'false']), 'false'),
    output: z._default(z.string(), 'smoke.json'),
  }),
  explain: z.object({ readiness: z._default(z.string(), 'readiness.json') }),
  diagnose: z.object({
    gate: title,
    step: title,
    log: title,
    settings: z.prefault(json(triedSettings), '{}'),
  }),
  fleet: z.object({
    histories: z._default(z.string(), '.'),
    output: z._default(z.string(), 'index.html'),
  }),
  exceptions: z.object({
    'github-token': token,
    branch: z._default(branchName, ''),
    output: z._default(z.string(), 'reports/.exceptions'),
  }),
  judge: z.object({
    ...judging,
    branch: z._default(branchName, 'main'),
    tool: judgedTool,
    mode: z._default(z.enum(['enforce', 'new']), 'enforce'),
    status: number('status', 0, 255, true),
    suffix: z._default(z.string().check(z.regex(/^[\w.-]*$/, 'is not a report suffix')), ''),
    ...minimum,
  }),
  'record-baseline': z.object({ ...judging, tools: json(z.array(judgedTool)) }),
  sbom: z.object({
    bill: relativeDirectory,
    output: z._default(relativeDirectory, 'sbom.spdx.json'),
    previous: z.optional(relativeDirectory),
    changes: z._default(relativeDirectory, 'sbom-changes.md'),
  }),
  sarif: z.object({
    scans: json(scannedSchema),
    output: z._default(relativeDirectory, 'code-scanning'),
  }),
  measure: z.object({
    benchmarks: title,
    form: z._default(z.enum(resultForms), 'pytest-benchmark'),
    base: z._default(z.string(), ''),
    minutes: z.prefault(number('minutes', 1, 60, false), '10'),
    tolerance: z.prefault(number('tolerance', 1, 100, false), '5'),
    mode: z._default(z.enum(['enforce', 'warn']), 'enforce'),
    runner: z._default(z.string(), 'local'),
    python: z._default(z.string(), ''),
    output: z._default(z.string(), `reports/${measurementFile}`),
  }),
} as const;

export type GateInputs = z.infer<(typeof inputSchemas)['gate']>;
export type CommentInputs = z.infer<(typeof inputSchemas)['comment']>;
export type PublishCommentInputs = z.infer<(typeof inputSchemas)['publish-comment']>;
export type GuardInputs = z.infer<(typeof inputSchemas)['guard']>;
export type CollectInputs = z.infer<(typeof inputSchemas)['collect']>;
export type DashboardInputs = z.infer<(typeof inputSchemas)['dashboard']>;
export type CopyDashboardInputs = z.infer<(typeof inputSchemas)['copy-dashboard']>;
export type ExplainInputs = z.infer<(typeof inputSchemas)['explain']>;
export type DiagnoseInputs = z.infer<(typeof inputSchemas)['diagnose']>;
export type FleetInputs = z.infer<(typeof inputSchemas)['fleet']>;
export type ExceptionsInputs = z.infer<(typeof inputSchemas)['exceptions']>;
export type JudgeInputs = z.infer<(typeof inputSchemas)['judge']>;
export type MeasureInputs = z.infer<(typeof inputSchemas)['measure']>;
export type RecordBaselineInputs = z.infer<(typeof inputSchemas)['record-baseline']>;
export type SbomInputs = z.infer<(typeof inputSchemas)['sbom']>;
export type SarifInputs = z.infer<(typeof inputSchemas)['sarif']>;
export type SmokeInputs = z.infer<(typeof inputSchemas)['smoke']>;

/** Reads a command's inputs. @throws ProblemsError with every wrong input. */
export function parseInputs<T>(schema: z.ZodMiniType<T>, inputs: RawInputs): T {
  const given = Object.fromEntries([...inputs].filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given, english);
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
    // Tokens are the inputs that must not be shown.
    ...(name.endsWith('-token')
      ? {}
      : { found: found === undefined ? 'nothing' : withoutCredentials(found).slice(0, 80) }),
    remedy: 'see action.yml for what each input takes',
  };
}

/** A URL may contain a secret: user and password, and everything behind a question mark. */
function withoutCredentials(text: string): string {
  return text.replace(/\/\/[^/@\s]*@/g, '//…@').replace(/\?.*$/s, '?…');
}

/** The scoring rules of the inputs. @throws ProblemsError when they contradict each other. */
/** The projects that a score is of and not of, where a repository has several. */
export const scopeOf = ({
  'project-directory': directory,
  'other-projects': others,
}: Pick<GateInputs, 'project-directory' | 'other-projects'>): ScoreScope | undefined =>
  others.length === 0 ? undefined : { directory, others };

export function policyOf(
  inputs: Pick<GateInputs, 'weights' | 'window'> & Partial<Pick<GateInputs, 'quality-jobs'>>,
): ScorePolicy {
  const { weights, window, 'quality-jobs': jobs = qualityJobs } = inputs;
  const policy: ScorePolicy = {
    ...defaultPolicy,
    weights,
    window,
    qualityJobs: Object.values(jobs),
  };
  const problems = checkPolicy(policy);
  if (problems.length > 0) throw new ProblemsError(problems);
  return policy;
}
