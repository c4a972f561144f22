import { z } from 'zod';
import {
  branchName,
  environmentName,
  plainText,
  repositoryName,
  repositoryPath,
  runnerLabel,
  secretName,
} from './formats';
import { jobIdPattern } from '../kernel/job-id';
import { deployProblems } from './deploy-problems';
import { deploySettings } from './deploy-schema';
import { furtherProjects, isElsewhere, projectIssues } from './further-projects';
import { guardProblems } from './guard';
import { own } from './own';
import { gateModeProblems } from './gate-mode-problems';
import { optionProblems } from './repository-options';
import { ownParts } from './own-jobs';
import { queueProblems } from './queue-problems';
import { performanceSettings } from './performance-schema';
import { reuseProblems, reuseSettings } from './reuse-schema';
import { secretReference } from './secret-reference';
import { licenseProblems, scanDefaults } from './scans';
import { sections } from './sections';
import { namedEnvironments } from './named-environments';
import { smokeSettings } from './smoke-schema';

const workflowFile = repositoryPath.regex(/^\.github\/workflows\/[^/]+\.ya?ml$/, {
  error: 'must be a workflow, such as .github/workflows/old.yml',
});
const foreignJob = z.string().regex(jobIdPattern, {
  error: 'must be the id of a job: letters, digits, `_` and `-`, starting with a letter or `_`',
});
const secretMap = z.record(secretName, secretReference);
const variableMap = z.record(secretName, z.string().max(49_152));

const environment = z.strictObject({
  reviewers: z
    .strictObject({
      teams: z.array(z.int().min(1)).max(6).default([]).describe('Team ids.'),
      users: z.array(z.int().min(1)).max(6).default([]).describe('User ids.'),
    })
    .exactOptional()
    .describe(
      'Who must approve a deployment: up to six teams and users. If absent, left as it is.',
    ),
  waitMinutes: z
    .int()
    .min(0)
    .max(43_200)
    .exactOptional()
    .describe('Minutes a deployment waits. If absent, left as it is; 0 in a new environment.'),
  preventSelfReview: z
    .boolean()
    .exactOptional()
    .describe(
      'Who triggers a deployment may not approve it. If absent, left as it is; true in a new environment.',
    ),
  protectedBranchesOnly: z
    .boolean()
    .exactOptional()
    .describe(
      'Only protected branches may deploy. If absent, left as it is; true in a new environment.',
    ),
  canAdminsBypass: z
    .boolean()
    .exactOptional()
    .describe(
      'Administrators may bypass the protection. If absent, left as it is; false in a new environment.',
    ),
  secrets: secretMap
    .default({})
    .describe('Secrets of the environment: a secret reference by name.'),
  variables: variableMap
    .default({})
    .describe('Variables of the environment: a text by name, readable by anyone with read access.'),
});

/** Settings without a section of their own, or whose entries replace the inherited ones as a whole. */
const whole = {
  defaultBranch: branchName.describe('Branch releases come from; protected and scored.'),
  branches: z.array(branchName).max(10).describe('Further long-lived branches that run CI.'),
  replaces: z
    .array(repositoryPath)
    .max(100)
    .describe(
      'Files of the repository that the pipeline replaces, such as .github/workflows/old.yml: overwritten where a file of the pipeline goes, removed elsewhere. They are restored when they are no longer listed.',
    ),
  replacesJobs: z
    .record(workflowFile, z.array(foreignJob).min(1).max(100))
    .describe(
      'Jobs of the repository’s own workflows that the pipeline replaces, by the path of the workflow: they are taken out of it, and every other line stays. They are restored when they are no longer listed.',
    ),
  eject: z
    .boolean()
    .describe(
      'Prepares leaving: the files become plain files of the repository, and files, protection and settings stay when the entry is removed.',
    ),
  retainOnDelete: z
    .boolean()
    .describe(
      'Environments, Actions settings, labels, secrets and variables stay as they are when the repository leaves the stack; for one that had them before.',
    ),
  lockActions: z
    .boolean()
    .describe(
      'Lock the actions of the delivered workflows in .github/workflows/actions.lock, with all that these use. Needs runners of version 2.336.0 or newer, and a GitHub that knows the lockfile.',
    ),
  runner: runnerLabel.describe('Runner label, such as ubuntu-24.04.'),
  ...ownParts,
  projects: furtherProjects,
  environments: z
    .record(environmentName, environment)
    .describe('GitHub environments by name, each with its own protection, secrets and variables.'),
  secrets: z
    .strictObject({
      actions: secretMap
        .default({})
        .describe('Secrets of GitHub Actions: a secret reference by name.'),
      dependabot: secretMap
        .default({})
        .describe('Secrets of Dependabot: a secret reference by name.'),
    })
    .describe('Secrets of the repository.'),
  variables: variableMap.describe(
    'Variables of GitHub Actions: a text by name, readable by anyone with read access.',
  ),
} as const;

const unbuilt = [
  ['publish'],
  'needs `build.packages: true`: there would be no packages to publish',
] as const;

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
  performance: performanceSettings,
  publish: z
    .strictObject({
      environment: environmentName.describe(
        'Environment that the trusted publisher on the index names, and whose protection guards a release.',
      ),
    })
    .describe('Publishing of each release by publish.yml; absent, nothing is published.'),
  reuse: reuseSettings,
  deploy: deploySettings,
  smoke: smokeSettings.describe(
    'The staging deployment to smoke-test; absent, staging-smoke-test.yml is left out.',
  ),
} as const;

/** What `defaults` may hold: any part of a repository's settings. */
export const repositoryDefaults = z.strictObject({
  ...optionalEach(whole),
  python: sections.python.partial().exactOptional(),
  checks: sections.checks.partial().exactOptional(),
  checkout: sections.checkout.partial().exactOptional(),
  surroundings: sections.surroundings.partial().exactOptional(),
  gates: sections.gates.partial().exactOptional(),
  waivers: sections.waivers.partial().exactOptional(),
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
  ...scanDefaults,
  posture: sections.posture.partial().exactOptional(),
  dependabot: sections.dependabot.partial().exactOptional(),
  actions: sections.actions.partial().exactOptional(),
  protection: sections.protection
    .partial()
    .extend({ queue: sections.protection.shape.queue.partial().exactOptional() })
    .exactOptional(),
  guard: sections.guard.partial().exactOptional(),
  settings: sections.settings.exactOptional(),
  mcp: absentByDefault.mcp.exactOptional(),
  performance: absentByDefault.performance.exactOptional(),
  publish: absentByDefault.publish.exactOptional(),
  reuse: absentByDefault.reuse.exactOptional(),
  deploy: absentByDefault.deploy.exactOptional(),
  smoke: absentByDefault.smoke.exactOptional(),
});

/** One entry of `repositories`: its name and whatever differs from `defaults`. */
export const repositoryEntry = repositoryDefaults.extend({
  name: repositoryName.describe('Name of the repository, without its owner.'),
});

/** A repository's settings with nothing left open. */
export const repositorySettings = z
  .strictObject({
    name: repositoryName,
    ...whole,
    ...sections,
    mcp: absentByDefault.mcp.exactOptional(),
    performance: absentByDefault.performance.exactOptional(),
    publish: absentByDefault.publish.exactOptional(),
    reuse: absentByDefault.reuse.exactOptional(),
    deploy: absentByDefault.deploy.exactOptional(),
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
    for (const [path, message] of [
      ...queueProblems(repository),
      ...guardProblems(repository),
      ...reuseProblems(repository),
      ...optionProblems(repository),
      ...licenseProblems(repository),
      ...gateModeProblems(repository),
      ...deployProblems(repository),
      ...(repository.publish !== undefined && !repository.build.packages ? [unbuilt] : []),
    ]) {
      context.addIssue({
        code: 'custom',
        path: [...path],
        message,
        input: path.reduce<unknown>((value, key) => own(value, key), repository),
      });
    }
    const { runner, checks, surroundings } = repository;
    const elsewhere = [runner, ...checks.runners].filter(isElsewhere);
    if (elsewhere.length > 0 && Object.keys(surroundings.services).length > 0) {
      context.addIssue({
        code: 'custom',
        path: ['surroundings', 'services'],
        message: `need Linux runners, and the tests run on ${elsewhere.join(', ')} too`,
        input: surroundings.services,
      });
    }
    if (checks.runners.includes(runner)) {
      context.addIssue({
        code: 'custom',
        path: ['checks', 'runners'],
        message: 'must not repeat `runner`, on which the tests run in any case',
        input: checks.runners,
      });
    }
    if (repository.actions.allowedActions === 'all' && repository.actions.selected !== undefined) {
      context.addIssue({
        code: 'custom',
        path: ['actions', 'selected'],
        message: 'needs `actions.allowedActions: selected` or `pipeline`',
        input: repository.actions.selected,
      });
    }
    for (const issue of projectIssues(repository)) context.addIssue({ code: 'custom', ...issue });
    for (const [path, input] of namedEnvironments(repository)) {
      if (Object.hasOwn(repository.environments, input)) continue;
      const known = Object.keys(repository.environments).join(', ') || 'none';
      const message = `must be one of the repository's environments (${known})`;
      context.addIssue({ code: 'custom', path: [...path], message, input });
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
