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
} from './formats';
import { secretReference } from './secret-reference';
import { smokeSettings } from './smoke-schema';

/** Whose tokens workflows get. https://api.github.com/apps/github-actions */
const githubActionsApp = 15368;

const enforcement = z.enum(['enforce', 'warn']);
const attempts = z.int().min(1).max(10).describe('Attempts in all.');
const delaySeconds = z.int().min(0).max(300).describe('Seconds before the next attempt.');
const secretMap = z.record(secretName, secretReference);
const githubAppId = z
  .int()
  .min(1)
  .refine((id) => id !== githubActionsApp, {
    error:
      'GitHub does not let its own Actions app (15368) bypass a ruleset; register an App of your own',
  });
const variableMap = z.record(secretName, z.string().max(49_152));

const dashboardCopy = z.strictObject({
  directory: repositoryPath.describe('Directory of the default branch, such as docs/readiness.'),
  appId: githubAppId.describe(
    'Id of the GitHub App that commits, with `contents: write`; one of `protection.bypassApps`.',
  ),
  privateKeySecret: secretName.describe(
    'Secret with the private key of that App: one of `secrets.actions`, or of the organisation.',
  ),
});

const environment = z.strictObject({
  reviewers: z
    .strictObject({
      teams: z.array(z.int().min(1)).max(6).default([]).describe('Team ids.'),
      users: z.array(z.int().min(1)).max(6).default([]).describe('User ids.'),
    })
    .exactOptional()
    .describe('Who must approve a deployment: up to six teams and users.'),
  waitMinutes: z.int().min(0).max(43_200).default(0).describe('Minutes a deployment waits.'),
  preventSelfReview: z
    .boolean()
    .default(true)
    .describe('Who triggers a deployment may not approve it.'),
  protectedBranchesOnly: z.boolean().default(true).describe('Only protected branches may deploy.'),
  secrets: secretMap.default({}),
  variables: variableMap.default({}),
});

/** The settings of one repository, section by section; each section is merged key by key over `defaults`. */
const sections = {
  python: z.strictObject({
    versions: z.tuple([pythonVersion], pythonVersion).describe('First one is the primary version.'),
    layout: z
      .enum(['uv', 'requirements'])
      .describe('`uv`: pyproject.toml and uv.lock. `requirements`: a requirements file only.'),
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
    lint: enforcement.describe('ruff and black.'),
    types: enforcement.describe('mypy.'),
    security: enforcement.describe('bandit, pip-audit and dependency health.'),
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
    tests: z.strictObject({
      reruns: z.int().min(0).max(10).describe('Re-runs of a failed test.'),
      delaySeconds,
    }),
    smoke: z.strictObject({ attempts, delaySeconds }),
  }),
  schedules: z
    .strictObject({
      readiness: cronExpression.describe('When the dashboard is refreshed.'),
      smoke: cronExpression.describe('When staging is smoke-tested.'),
    })
    .describe('Cron expressions in UTC.'),
  caches: z.strictObject({
    uv: z.boolean().describe('Cache ~/.cache/uv.'),
    pip: z.boolean().describe('Cache ~/.cache/pip, the fallback.'),
    retentionDays: z
      .int()
      .min(1)
      .max(365)
      .exactOptional()
      .describe('Days an unused cache is kept.'),
    storageLimitGb: z
      .int()
      .min(1)
      .max(10_000)
      .exactOptional()
      .describe('Gigabytes of caches per repository.'),
  }),
  build: z.strictObject({
    sbom: z.boolean().describe('Write a software bill of materials beside the packages.'),
    attest: z
      .boolean()
      .describe('Attest build provenance (not on private repositories of every plan).'),
    dockerfile: repositoryPath.exactOptional().describe('Image to build and scan with Trivy.'),
    artifactRetentionDays: z.int().min(1).max(90).describe('Days an artifact is kept.'),
  }),
  readiness: z.strictObject({
    weights: z
      .strictObject({ ci: percent, coverage: percent, security: percent, quality: percent })
      .describe('They add up to 100.'),
    window: z.int().min(1).max(100).describe('Completed runs the CI pass rate looks back on.'),
    dataBranch: branchName.describe(
      'Holds dashboard, history and badge; never a branch that runs CI.',
    ),
    overrideLabel: plainText
      .max(50)
      .describe('Label by which a maintainer lets a change pass below the threshold.'),
    dashboardCopy: dashboardCopy
      .exactOptional()
      .describe(
        'Copies dashboard, readiness.json and badge to the default branch too, by an App that may bypass its ruleset.',
      ),
  }),
  dependabot: z.strictObject({
    enabled: z.boolean().describe('Deliver .github/dependabot.yml.'),
    interval: z.enum(['daily', 'weekly', 'monthly']).describe('How often Dependabot looks.'),
    openPullRequests: z.int().min(0).max(50).describe('Open pull requests per ecosystem at once.'),
  }),
  protection: z.strictObject({
    kind: z
      .enum(['ruleset', 'classic', 'none'])
      .describe('`none` leaves protection to somebody else.'),
    approvals: z.int().min(0).max(6).describe('Approving reviews a pull request needs.'),
    codeOwnerReview: z.boolean().describe('A code owner must approve.'),
    strict: z.boolean().describe('The branch must be up to date before merging.'),
    signedCommits: z.boolean().describe('Commits must have verified signatures.'),
    linearHistory: z.boolean().describe('No merge commits.'),
    conversationResolution: z.boolean().describe('Review conversations must be resolved.'),
    mergeQueue: z.boolean().describe('Merge through a queue (rulesets only).'),
    bypassApps: z
      .array(githubAppId)
      .max(10)
      .describe('Ids of GitHub Apps that may bypass (rulesets only).'),
  }),
} as const;

/** Settings without a section of their own, or whose entries replace the inherited ones as a whole. */
const whole = {
  defaultBranch: branchName.describe('Branch releases come from; protected and scored.'),
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
      callTimeoutSeconds: z
        .int()
        .min(1)
        .max(600)
        .default(30)
        .describe('Seconds one call may take.'),
    })
    .describe('The Model Context Protocol server to dry-run; absent, the job is left out.'),
  smoke: smokeSettings.describe(
    'The staging deployment to smoke-test; absent, staging-smoke-test.yml is left out.',
  ),
} as const;

/** What `defaults` may hold: any part of a repository's settings. */
export const repositoryDefaults = z.strictObject({
  ...optionalEach(whole),
  python: sections.python.partial().exactOptional(),
  gates: sections.gates.partial().exactOptional(),
  timeouts: sections.timeouts.partial().exactOptional(),
  retries: z
    .strictObject({
      network: sections.retries.shape.network.partial().exactOptional(),
      tests: sections.retries.shape.tests.partial().exactOptional(),
      smoke: sections.retries.shape.smoke.partial().exactOptional(),
    })
    .exactOptional(),
  schedules: sections.schedules.partial().exactOptional(),
  caches: sections.caches.partial().exactOptional(),
  build: sections.build.partial().exactOptional(),
  readiness: sections.readiness
    .partial()
    .extend({ weights: sections.readiness.shape.weights.partial().exactOptional() })
    .exactOptional(),
  dependabot: sections.dependabot.partial().exactOptional(),
  protection: sections.protection.partial().exactOptional(),
  mcp: absentByDefault.mcp.exactOptional(),
  smoke: absentByDefault.smoke.exactOptional(),
});

/** One entry of `repositories`: its name and whatever differs from `defaults`. */
export const repositoryEntry = repositoryDefaults.extend({ name: repositoryName });

/** A repository's settings with nothing left open. */
export const repositorySettings = z
  .strictObject({
    name: repositoryName,
    ...whole,
    ...sections,
    mcp: absentByDefault.mcp.exactOptional(),
    smoke: absentByDefault.smoke.exactOptional(),
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
    if (smoke !== undefined && !Object.hasOwn(repository.environments, smoke.environment)) {
      context.addIssue({
        code: 'custom',
        path: ['smoke', 'environment'],
        message: `must be one of the repository's environments (${Object.keys(repository.environments).join(', ') || 'none'})`,
        input: smoke.environment,
      });
    }
  });

export type RepositorySettings = z.infer<typeof repositorySettings>;

function optionalEach<Shape extends z.ZodRawShape>(
  shape: Shape,
): { [Key in keyof Shape]: z.ZodOptional<Shape[Key]> } {
  return Object.fromEntries(
    Object.entries(shape).map(([key, schema]) => [key, z.optional(schema)]),
  ) as unknown as { [Key in keyof Shape]: z.ZodOptional<Shape[Key]> };
}
