import { z } from 'zod';
import {
  branchName,
  cronExpression,
  environmentName,
  jobMinutes,
  percent,
  plainText,
  pythonVersion,
  repositoryName,
  repositoryPath,
  secretName,
  serviceUrl,
} from './formats';

/** Where a secret's value comes from; the value itself never stands in a stack file. */
export const secretReference = z.union(
  [
    z.strictObject({
      config: z
        .string()
        .regex(/^[A-Za-z0-9_-]+$/)
        .describe('Key of this stack, set with `pulumi config set --secret KEY`.'),
    }),
    z.strictObject({
      env: z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
        .describe('Variable of the process that runs Pulumi.'),
    }),
    z.strictObject({
      ssmParameter: z.string().min(1).describe('Name of an AWS SSM SecureString parameter.'),
    }),
    z.strictObject({
      secretsManager: z.string().min(1).describe('Name or ARN of an AWS Secrets Manager secret.'),
    }),
  ],
  {
    error:
      'must say where the secret is, never its value: { config: KEY }, { env: NAME }, { ssmParameter: NAME } or { secretsManager: NAME }',
  },
);

export type SecretReference = z.infer<typeof secretReference>;

const enforcement = z.enum(['enforce', 'warn']);
const attempts = z.int().min(1).max(10);
const delaySeconds = z.int().min(0).max(300);
const secretMap = z.record(secretName, secretReference);
const variableMap = z.record(secretName, z.string().max(49_152));

const smokeCheck = z.strictObject({
  name: plainText,
  kind: z.enum(['health', 'api', 'database']),
  method: z.enum(['GET', 'HEAD', 'POST']).default('GET'),
  path: z
    .string()
    .regex(/^\/[A-Za-z0-9._~/?&=%:,-]*$/, { error: 'must be a path that starts with `/`' }),
  expectedStatus: z.int().min(100).max(599).default(200),
  expectJson: z
    .record(z.string().regex(/^[A-Za-z0-9_.-]+$/), z.union([plainText, z.number(), z.boolean()]))
    .default({}),
  latencyBudgetMs: z.int().min(1).max(60_000).default(2_000),
});

const environment = z.strictObject({
  reviewers: z
    .strictObject({
      teams: z.array(z.int().min(1)).max(6).default([]).describe('Team ids.'),
      users: z.array(z.int().min(1)).max(6).default([]).describe('User ids.'),
    })
    .optional()
    .describe('Who must approve a deployment: up to six teams and users.'),
  waitMinutes: z.int().min(0).max(43_200).default(0).describe('Minutes a deployment waits.'),
  preventSelfReview: z.boolean().default(true),
  protectedBranchesOnly: z.boolean().default(true).describe('Only protected branches may deploy.'),
  secrets: secretMap.default({}),
  variables: variableMap.default({}),
});

/** The settings of one repository, section by section; each section is merged key by key over `defaults`. */
const sections = {
  python: z.strictObject({
    versions: z.tuple([pythonVersion], pythonVersion).describe('First one is the primary version.'),
    layout: z.enum(['uv', 'requirements']),
    tools: z
      .enum(['project', 'gatehouse'])
      .describe('Whose versions of ruff, black, mypy, pytest, … run.'),
    sources: z.tuple([repositoryPath], repositoryPath).describe('Directories with the code.'),
    tests: repositoryPath.describe('Directory with the tests.'),
    requirements: repositoryPath.describe('The requirements file.'),
  }),
  gates: z.strictObject({
    coverage: percent.describe('Minimum line coverage, percent.'),
    readiness: percent.describe('Minimum readiness score, percent.'),
    lint: enforcement,
    types: enforcement,
    security: enforcement,
  }),
  timeouts: z
    .strictObject({
      lint: jobMinutes,
      test: jobMinutes,
      security: jobMinutes,
      readiness: jobMinutes,
      mcp: jobMinutes,
      build: jobMinutes,
      comment: jobMinutes,
      updateReadiness: jobMinutes,
      smoke: jobMinutes,
    })
    .describe('Minutes, per job.'),
  retries: z.strictObject({
    network: z.strictObject({ attempts, delaySeconds }),
    tests: z.strictObject({ reruns: z.int().min(0).max(10), delaySeconds }),
    smoke: z.strictObject({ attempts, delaySeconds }),
  }),
  schedules: z
    .strictObject({ readiness: cronExpression, smoke: cronExpression })
    .describe('Cron expressions in UTC.'),
  caches: z.strictObject({
    uv: z.boolean(),
    pip: z.boolean(),
    retentionDays: z.int().min(1).max(365).optional().describe('Days an unused cache is kept.'),
    storageLimitGb: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe('Gigabytes of caches per repository.'),
  }),
  build: z.strictObject({
    sbom: z.boolean(),
    attest: z.boolean(),
    dockerfile: repositoryPath.optional().describe('Image to build and scan with Trivy.'),
    artifactRetentionDays: z.int().min(1).max(90),
  }),
  readiness: z.strictObject({
    weights: z
      .strictObject({ ci: percent, coverage: percent, security: percent, quality: percent })
      .describe('They add up to 100.'),
    window: z.int().min(1).max(100).describe('Completed runs the CI pass rate looks back on.'),
    dataBranch: branchName,
    overrideLabel: plainText.max(50),
  }),
  dependabot: z.strictObject({
    enabled: z.boolean(),
    interval: z.enum(['daily', 'weekly', 'monthly']),
    openPullRequests: z.int().min(0).max(50),
  }),
  protection: z.strictObject({
    kind: z.enum(['ruleset', 'classic', 'none']),
    approvals: z.int().min(0).max(6).describe('Approving reviews a pull request needs.'),
    codeOwnerReview: z.boolean(),
    strict: z.boolean().describe('The branch must be up to date before merging.'),
    signedCommits: z.boolean(),
    linearHistory: z.boolean(),
    conversationResolution: z.boolean(),
    mergeQueue: z.boolean().describe('Rulesets only.'),
    bypassApps: z
      .array(z.int().min(1))
      .max(10)
      .describe('Ids of GitHub Apps that may bypass (rulesets only).'),
  }),
} as const;

/** Settings without a section of their own, or whose entries replace the inherited ones as a whole. */
const whole = {
  defaultBranch: branchName,
  branches: z.array(branchName).max(10).describe('Further long-lived branches that run CI.'),
  runner: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)
    .refine((label) => !label.endsWith('-latest'), {
      error:
        'must name the image, since GitHub moves the `-latest` labels to newer ones without notice',
    })
    .describe('Runner label, such as ubuntu-24.04.'),
  environments: z.record(environmentName, environment),
  secrets: z.strictObject({ actions: secretMap.default({}), dependabot: secretMap.default({}) }),
  variables: variableMap,
} as const;

const absentByDefault = {
  mcp: z
    .strictObject({
      command: z
        .tuple([plainText], plainText)
        .describe('Starts the MCP server on standard input and output.'),
      callTimeoutSeconds: z.int().min(1).max(600).default(30),
    })
    .describe('The Model Context Protocol server to dry-run; absent, the job is left out.'),
  smoke: z
    .strictObject({
      environment: environmentName.default('staging'),
      baseUrl: serviceUrl,
      checks: z.tuple([smokeCheck], smokeCheck),
    })
    .describe('The staging deployment to smoke-test; absent, staging-smoke-test.yml is left out.'),
} as const;

/** What `defaults` may hold: any part of a repository's settings. */
export const repositoryDefaults = z.strictObject({
  ...optionalEach(whole),
  python: sections.python.partial().optional(),
  gates: sections.gates.partial().optional(),
  timeouts: sections.timeouts.partial().optional(),
  retries: z
    .strictObject({
      network: sections.retries.shape.network.partial().optional(),
      tests: sections.retries.shape.tests.partial().optional(),
      smoke: sections.retries.shape.smoke.partial().optional(),
    })
    .optional(),
  schedules: sections.schedules.partial().optional(),
  caches: sections.caches.partial().optional(),
  build: sections.build.partial().optional(),
  readiness: sections.readiness
    .partial()
    .extend({ weights: sections.readiness.shape.weights.partial().optional() })
    .optional(),
  dependabot: sections.dependabot.partial().optional(),
  protection: sections.protection.partial().optional(),
  mcp: absentByDefault.mcp.optional(),
  smoke: absentByDefault.smoke.optional(),
});

/** One entry of `repositories`: its name and whatever differs from `defaults`. */
export const repositoryEntry = repositoryDefaults.extend({ name: repositoryName });

/** A repository's settings with nothing left open. */
export const repositorySettings = z
  .strictObject({
    name: repositoryName,
    ...whole,
    ...sections,
    mcp: absentByDefault.mcp.optional(),
    smoke: absentByDefault.smoke.optional(),
  })
  .superRefine((repository, context) => {
    const { weights } = repository.readiness;
    const sum = weights.ci + weights.coverage + weights.security + weights.quality;
    if (sum !== 100) {
      context.addIssue({
        code: 'custom',
        path: ['readiness', 'weights'],
        message: `must add up to 100, not ${sum}`,
        input: weights,
      });
    }
    if (repository.branches.includes(repository.defaultBranch)) {
      context.addIssue({
        code: 'custom',
        path: ['branches'],
        message: 'must not repeat the default branch',
        input: repository.branches,
      });
    }
    if (
      [repository.defaultBranch, ...repository.branches].includes(repository.readiness.dataBranch)
    ) {
      context.addIssue({
        code: 'custom',
        path: ['readiness', 'dataBranch'],
        message: 'must not be a branch that runs CI: every dashboard update would start a run',
        input: repository.readiness.dataBranch,
      });
    }
    if (repository.protection.kind !== 'ruleset' && repository.protection.mergeQueue) {
      context.addIssue({
        code: 'custom',
        path: ['protection', 'mergeQueue'],
        message: 'needs `protection.kind: ruleset`',
        input: true,
      });
    }
    const { smoke } = repository;
    if (smoke !== undefined && !(smoke.environment in repository.environments)) {
      context.addIssue({
        code: 'custom',
        path: ['smoke', 'environment'],
        message: `must be one of the repository's environments (${Object.keys(repository.environments).join(', ') || 'none'})`,
        input: smoke.environment,
      });
    }
  });

export type RepositoryDefaults = z.infer<typeof repositoryDefaults>;
export type RepositoryEntry = z.infer<typeof repositoryEntry>;
export type RepositorySettings = z.infer<typeof repositorySettings>;

function optionalEach<Shape extends z.ZodRawShape>(
  shape: Shape,
): { [Key in keyof Shape]: z.ZodOptional<Shape[Key]> } {
  return Object.fromEntries(
    Object.entries(shape).map(([key, schema]) => [key, z.optional(schema)]),
  ) as unknown as { [Key in keyof Shape]: z.ZodOptional<Shape[Key]> };
}
