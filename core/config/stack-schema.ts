import { z } from 'zod';
import { defaultPullRequestBranch } from '../kernel/delivered-names';
import { awsSchema } from './aws-schema';
import { costSchema } from './cost-schema';
import { branchName, ownerName, plainText } from './formats';
import { fleetEntry, fleetSelection, maximumRepositories } from './fleet/fleet-schema';
import { repositoryDefaults } from './repository-schema';
import { rolloutSchema } from './rollout-schema';
import { secretReference } from './secret-reference';

const github = z.strictObject({
  owner: ownerName.describe('Organisation or user that owns every repository of this stack.'),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .exactOptional()
    .describe(
      'GitHub Enterprise Cloud with data residency, such as https://acme.ghe.com/. A GitHub Enterprise Server is refused: the delivered workflows do not run there. Default: github.com.',
    ),
  allowInsecure: z
    .boolean()
    .exactOptional()
    .describe('Send the credential to `baseUrl` over plain http.'),
  token: secretReference
    .exactOptional()
    .describe(
      'Token of the GitHub provider. Default: from the environment, a GitHub App (GITHUB_APP_ID, GITHUB_APP_INSTALLATION_ID, GITHUB_APP_PEM_FILE) or else GITHUB_TOKEN.',
    ),
  app: z
    .strictObject({
      id: z
        .string()
        .regex(/^[0-9]+$/)
        .describe('Id of the App, quoted digits.'),
      installationId: z
        .string()
        .regex(/^[0-9]+$/)
        .describe('Id of its installation on `github.owner`, quoted digits.'),
      privateKey: secretReference.describe('Private key of the App, in PEM.'),
    })
    .exactOptional()
    .describe('GitHub App to act as, instead of a token.'),
});

const delivery = z.strictObject({
  mode: z
    .enum(['commit', 'pullRequest', 'files'])
    .default('commit')
    .describe(
      '`commit`: one atomic commit on the default branch. `pullRequest`: one open pull request, kept up to date. `files`: one commit per file through @pulumi/github only.',
    ),
  adopt: z
    .boolean()
    .default(false)
    .describe('Take over hand-written files at the paths Gatehouse delivers.'),
  pullRequestBranch: branchName
    .default(defaultPullRequestBranch)
    .describe('Branch of the pull request of the mode `pullRequest`.'),
});

const slackUser = z
  .string()
  .regex(/^[UW][A-Z0-9]+$/, { error: 'must be the id of a Slack user, such as U0123456789' });

const slack = z.strictObject({
  token: secretReference.exactOptional().describe('Bot token that creates the channels.'),
  channels: z
    .array(
      z.strictObject({
        name: z
          .string()
          .regex(/^[a-z0-9_-]{1,80}$/, {
            error: 'must be lower-case letters, digits, `-` and `_`, up to 80',
          })
          .describe('Name of the channel, without `#`.'),
        isPrivate: z.boolean().default(false).describe('Only its members see the channel.'),
        topic: plainText.exactOptional().describe('Topic shown at the top of the channel.'),
        purpose: plainText.exactOptional().describe('Description of the channel.'),
        members: z.array(slackUser).default([]).describe('Ids of the users who are invited.'),
        adopt: z.boolean().default(false).describe('Take over an existing channel of this name.'),
      }),
    )
    .max(20)
    .default([])
    .describe('Slack channels that the stack creates: up to 20.'),
  onCall: z
    .strictObject({
      name: plainText.max(80).default('On call for CI').describe('Display name of the group.'),
      handle: z
        .string()
        .regex(/^[a-z0-9_.-]{1,21}$/, {
          error: 'must be lower-case letters, digits, `.`, `_` and `-`, up to 21',
        })
        .describe('What is written to mention the group, without `@`.'),
      members: z.array(slackUser).min(1).describe('Ids of the users in the group.'),
    })
    .exactOptional()
    .describe('User group for people on call; the channels are its default channels.'),
  webhook: secretReference
    .exactOptional()
    .describe('Incoming webhook; delivered to every repository as SLACK_WEBHOOK_URL.'),
});

/** Every key of a stack besides the secrets that references name, without the project's namespace. */
export const stackSchema = z.strictObject({
  github: github.describe('Where the repositories live.'),
  delivery: delivery.default(delivery.parse({})).describe('How the files reach a repository.'),
  defaults: repositoryDefaults.default({}).describe('Settings that every repository inherits.'),
  repositories: z
    .array(fleetEntry)
    .max(maximumRepositories)
    .default([])
    .describe('The repositories of this stack that no fleet file has.'),
  fleet: fleetSelection
    .default({})
    .describe('The files that hold repositories and groups of settings (docs/fleet.md).'),
  rollout: rolloutSchema
    .default(rolloutSchema.parse({}))
    .describe('How `gatehouse rollout` takes a change through the repositories (docs/rollout.md).'),
  slack: slack.default(slack.parse({})).describe('Slack channels and webhook.'),
  aws: awsSchema
    .default(awsSchema.parse({}))
    .describe('What the stack has in AWS: functions, monitors, alarms, roles.'),
  cost: costSchema
    .default(costSchema.parse({}))
    .describe('Assumptions of the monthly estimate `costEstimate` among the outputs.'),
});

export type StackFile = z.infer<typeof stackSchema>;
