import type * as aws from '@pulumi/aws';
import { Provider as AwsProvider } from '@pulumi/aws/provider';
import * as slack from '@pulumi/slack';
import { pinnedOwner, type RepositoryIdentity } from '../components/repository-providers';
import {
  type Environment,
  type EnvironmentConflict,
  environmentConflicts,
} from '../core/kernel/provider-variables';
import { type StackConfig } from '../core/config/load';
import { githubAddress } from './github-rest-api';
import { type Secrets } from './secrets';

/** Who acts on the stack's repositories. */
export function repositoryIdentity(
  config: StackConfig['github'],
  secrets: Secrets,
): RepositoryIdentity {
  const { owner, baseUrl, token, app } = config;
  return {
    owner,
    baseUrl: githubAddress(baseUrl, process.env),
    ...(token === undefined ? {} : { token: secrets.resolve(token) }),
    ...(app === undefined
      ? {}
      : {
          appAuth: {
            id: app.id,
            installationId: app.installationId,
            pemFile: secrets.resolve(app.privateKey),
          },
        }),
  };
}

/** Where the environment says something else to the published providers than the stack does. */
export function stackConflicts(
  { github, aws }: StackConfig,
  environment: Environment,
): readonly EnvironmentConflict[] {
  const { owner, baseUrl, token, app } = github;
  return [
    ...environmentConflicts(
      'github',
      { ...pinnedOwner(owner), baseUrl, appAuth: app, token: token && 'set by the stack' },
      environment,
    ),
    ...(usesAws(aws) ? environmentConflicts('aws', { region: aws.region }, environment) : []),
  ];
}

/** The Slack provider; without a token of the stack it takes SLACK_TOKEN. */
export function slackProvider(config: StackConfig['slack'], secrets: Secrets): slack.Provider {
  const { token } = config;
  return new slack.Provider('slack', token === undefined ? {} : { token: secrets.resolve(token) });
}

/**
 * The AWS provider of a stack that has anything there, or that looks up secrets in a region of its own; undefined for
 * any other stack, whose lookups go to the ambient region.
 */
export function awsProvider(config: StackConfig['aws'], stack: string): aws.Provider | undefined {
  const { region, tags } = config;
  const isUsed = usesAws(config);
  if (region === undefined && !isUsed) return undefined;
  return new AwsProvider('aws', {
    ...(region === undefined ? {} : { region: region as aws.Region }),
    ...(isUsed ? { defaultTags: { tags: { 'gatehouse:stack': stack, ...tags } } } : {}),
  });
}

/** The AWS provider of another region of the stack. */
export function regionProvider(
  { tags }: StackConfig['aws'],
  stack: string,
  region: string,
): aws.Provider {
  return new AwsProvider(`aws-${region}`, {
    region: region as aws.Region,
    defaultTags: { tags: { 'gatehouse:stack': stack, ...tags } },
  });
}

function usesAws({ readiness, smoke, oidc }: StackConfig['aws']): boolean {
  return readiness.enabled || smoke.enabled || oidc.enabled;
}
