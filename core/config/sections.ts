import { z } from 'zod';
import { changeKinds } from '../kernel/change-kinds';
import { longestDelaySeconds, mostAttempts } from '../smoke/retry';
import {
  branchName,
  cronExpression,
  githubAppId,
  jobMinutes,
  percent,
  plainText,
  repositoryPath,
  secretName,
} from './formats';
import { dependabot } from './dependabot-schema';
import { guardSettings } from './guard';
import { optionSettings } from './repository-options';
import { projectSections } from './project-sections';
import { scanSections } from './scans';

const attempts = z.int().min(1).max(10);
const delaySeconds = z.int().min(0).max(300);

const dashboardCopy = z.strictObject({
  directory: repositoryPath.describe('Directory of the default branch, such as docs/readiness.'),
  appId: githubAppId.describe(
    'Id of the GitHub App that commits, with `contents: write`; one of `protection.bypassApps`.',
  ),
  privateKeySecret: secretName.describe(
    'Secret with the private key of that App: one of `secrets.actions`, or of the organisation.',
  ),
});

/** @see https://docs.github.com/en/rest/actions/permissions#set-allowed-actions-and-reusable-workflows-for-a-repository */
const selectedActions = z.strictObject({
  githubOwnedAllowed: z.boolean().default(true).describe('Actions that GitHub itself made.'),
  verifiedAllowed: z.boolean().default(false).describe('Actions of verified creators.'),
  patternsAllowed: z
    .array(plainText.max(200))
    .max(1000)
    .default([])
    .describe('Further actions, such as `astral-sh/setup-uv@*`.'),
});

/** The settings of one repository, section by section; each section is merged key by key over `defaults`. */
export const sections = {
  ...projectSections,
  timeouts: z
    .strictObject({
      lint: jobMinutes.describe('Minutes for the lint job of ci.yml.'),
      test: jobMinutes.describe('Minutes for each test job of ci.yml.'),
      security: jobMinutes.describe('Minutes for the security job of ci.yml.'),
      readiness: jobMinutes.describe('Minutes for the readiness gate of ci.yml.'),
      mcp: jobMinutes.describe('Minutes for the dry run of the MCP server in ci.yml.'),
      build: jobMinutes.describe('Minutes for each build job of ci.yml.'),
      comment: jobMinutes.describe('Minutes for the job that comments on the pull request.'),
      updateReadiness: jobMinutes.describe('Minutes for the jobs that refresh the dashboard.'),
      smoke: jobMinutes.describe('Minutes for each job that checks the deployment.'),
    })
    .describe('Minutes that a job may take before GitHub cancels it.'),
  retries: z.strictObject({
    network: z.strictObject({
      attempts: attempts.describe('Attempts of a step that needs the network, in all.'),
      delaySeconds: delaySeconds.describe('Seconds between two of those attempts.'),
    }),
    tests: z.strictObject({
      reruns: z.int().min(0).max(10).describe('Re-runs of a failed test.'),
      delaySeconds: delaySeconds.describe('Seconds before a failed test is run again.'),
    }),
    smoke: z.strictObject({
      attempts: z.int().min(1).max(mostAttempts).describe('Attempts of a smoke check in all.'),
      delaySeconds: z
        .int()
        .min(0)
        .max(longestDelaySeconds)
        .describe('Seconds before the second attempt; doubled before each further one.'),
    }),
  }),
  schedules: z
    .strictObject({
      readiness: cronExpression.describe('When the dashboard is refreshed.'),
      smoke: cronExpression.describe('When staging is smoke-tested.'),
    })
    .describe('Cron expressions in UTC.'),
  caches: z.strictObject({
    uv: z.boolean().describe('Cache ~/.cache/uv.'),
    manager: z.boolean().describe("Cache the package manager's own cache, such as ~/.cache/pip."),
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
    packages: z.boolean().describe('Build packages; off, the source is archived.'),
    sbom: z.boolean().describe('Write a software bill of materials beside the packages.'),
    attest: z
      .boolean()
      .describe('Attest build provenance (not on private repositories of every plan).'),
    dockerfile: repositoryPath.exactOptional().describe('Image to build and scan with Trivy.'),
    artifactRetentionDays: z.int().min(1).max(90).describe('Days an artifact is kept.'),
  }),
  readiness: z.strictObject({
    weights: z
      .strictObject({
        ci: percent.describe('Points of the pass rate of CI.'),
        coverage: percent.describe('Points of the line coverage.'),
        security: percent.describe('Points of the security scans.'),
        quality: percent.describe('Points of lint, format, types and documentation.'),
      })
      .describe('Points of each component of the readiness score; they add up to 100.'),
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
  ...scanSections,
  posture: z
    .strictObject({
      minimum: z
        .number()
        .min(0)
        .max(10)
        .describe('Score below which `gatehouse posture` exits with 2; 0: never.'),
      secretDays: z.int().min(1).max(3650).describe('Days after which a secret counts as old.'),
    })
    .describe('How the security posture of the repository is judged.'),
  dependabot,
  actions: z
    .strictObject({
      shaPinningRequired: z
        .boolean()
        .describe(
          'Workflows may use actions that are pinned to a full commit SHA only; holds for every workflow of the repository.',
        ),
      allowedActions: z
        .enum(['all', 'selected', 'pipeline'])
        .describe(
          'Which actions workflows may use: all; those of `actions.selected`; or `pipeline`, those that the delivered workflows use, and those of `actions.selected` if it is given.',
        ),
      selected: selectedActions
        .exactOptional()
        .describe(
          'What `allowedActions: selected` or `pipeline` allows beside actions of the repository itself.',
        ),
      defaultWorkflowPermissions: z
        .enum(['read', 'write'])
        .describe('Permissions of the `GITHUB_TOKEN` in workflows that do not set any.'),
      canApprovePullRequestReviews: z
        .boolean()
        .describe('Workflows may create and approve pull requests.'),
    })
    .describe('What GitHub Actions may do in the repository.'),
  protection: z.strictObject({
    kind: z
      .enum(['ruleset', 'classic', 'none'])
      .describe(
        'How the default branch is protected: a repository ruleset, a classic rule, or not by Gatehouse.',
      ),
    requireAfter: z
      .enum(['firstSuccess', 'delivery'])
      .describe(
        'When the check is required: after its first success on the branch or in the pull request with the files, or as soon as the files are delivered. With `delivery.mode: files` always the latter.',
      ),
    approvals: z.int().min(0).max(6).describe('Approving reviews a pull request needs.'),
    codeOwnerReview: z
      .boolean()
      .describe(
        'A code owner must approve; refused where the repository has no CODEOWNERS, unless `guard.level: owned` makes one.',
      ),
    strict: z.boolean().describe('The branch must be up to date before merging.'),
    signedCommits: z.boolean().describe('Commits must have verified signatures.'),
    linearHistory: z.boolean().describe('No merge commits.'),
    conversationResolution: z.boolean().describe('Review conversations must be resolved.'),
    mergeQueue: z
      .boolean()
      .describe(
        'Merge through a queue (rulesets only). It waits for the checks as long as the longest path of the timeouts allows.',
      ),
    queue: z
      .strictObject({
        method: z
          .enum(['squash', 'merge', 'rebase'])
          .describe('How the queue merges; `merge` is refused with `linearHistory`.'),
        batch: z.int().min(1).max(100).describe('Pull requests the queue merges together at most.'),
        minimum: z
          .int()
          .min(1)
          .max(100)
          .describe('Pull requests the queue waits for before it merges; at most `batch`.'),
        waitMinutes: z
          .int()
          .min(0)
          .max(360)
          .describe('Minutes after which the queue merges fewer than the minimum.'),
        builds: z
          .int()
          .min(1)
          .max(100)
          .describe('Pull requests of the queue whose checks run at the same time.'),
        everyCommit: z
          .boolean()
          .describe(
            'The checks must pass for each pull request of a batch, not for the last one alone.',
          ),
      })
      .describe('How the merge queue merges, where `mergeQueue` is true.'),
    acceptBlocked: z
      .array(z.enum(changeKinds))
      .max(changeKinds.length)
      .describe(
        'Kinds of pull requests that rules not managed by Gatehouse may block from ever being merged; any other block is an error before anything is changed.',
      ),
    bypassApps: z
      .array(githubAppId)
      .max(10)
      .describe('Ids of GitHub Apps that may bypass (rulesets only).'),
  }),
  guard: guardSettings,
  settings: optionSettings,
} as const;
