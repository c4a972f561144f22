import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import * as slack from '@pulumi/slack';
import { type RepositoryIdentity } from '../components/repository-providers';
import { type StackConfig } from './config/load';
import { type Secrets } from './secrets';

/** Who acts on the stack's repositories. */
export function repositoryIdentity(
  config: StackConfig['github'],
  secrets: Secrets,
): RepositoryIdentity {
  const { owner, baseUrl, token, app } = config;
  return {
    owner,
    ...(baseUrl === undefined ? {} : { baseUrl }),
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

/** The Slack provider; without a token of the stack it takes SLACK_TOKEN. */
export function slackProvider(config: StackConfig['slack'], secrets: Secrets): slack.Provider {
  const { token } = config;
  return new slack.Provider('slack', token === undefined ? {} : { token: secrets.resolve(token) });
}

/** Looks up secrets in the stack's region, or in the ambient one when the stack names none. */
export function awsInvokeOptions(config: StackConfig['aws']): pulumi.InvokeOptions {
  const { region } = config;
  return region === undefined
    ? {}
    : { provider: new aws.Provider('aws', { region: region as aws.Region }) };
}
