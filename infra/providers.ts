import * as aws from '@pulumi/aws';
import * as github from '@pulumi/github';
import type * as pulumi from '@pulumi/pulumi';
import * as slack from '@pulumi/slack';
import { Provider as GatehouseProvider } from '../provider/gatehouse-provider';
import { type StackConfig } from './config/load';
import { Secrets } from './secrets';

/** The two providers that act on a stack's repositories, with the same owner, server and identity. */
export function githubProviders(
  config: StackConfig['github'],
  secrets: Secrets,
): pulumi.ProviderResource[] {
  const { owner, baseUrl, token, app } = config;
  const identity = {
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
  return [new github.Provider('github', identity), new GatehouseProvider('gatehouse', identity)];
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
