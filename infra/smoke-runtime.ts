import * as path from 'node:path';
import type * as pulumi from '@pulumi/pulumi';
import { AlarmTopic } from '../components/aws/alarm-topic';
import { awsLocation } from '../components/aws/location';
import { type RuntimeArgs } from '../components/runtime-args';
import { type MonitoredEnvironment } from '../components/smoke-monitor';
import { SmokeMonitors, type SmokeMonitorsArgs } from '../components/smoke-monitors';
import { type AwsSettings, minutesBetweenRuns } from '../core/config/aws-schema';
import { type StackConfig } from '../core/config/load';
import { type RepositorySettings } from '../core/config/repository-schema';
import { smokeDeployments } from '../core/config/smoke-deployments';
import { stagingSmokeTestPath } from '../core/pipeline';
import { githubAddress, githubPages } from './github-rest-api';
import { regionProvider } from './providers';

type Network = NonNullable<AwsSettings['smoke']['vpc']>;

/** The smoke monitors of a stack: those of its own region, and in other regions further ones of the same checks. */
export function createSmokeMonitors(
  { aws, github, repositories }: StackConfig,
  shared: RuntimeArgs,
  bucket: pulumi.Resource,
  opts: pulumi.ComponentResourceOptions,
): SmokeMonitors {
  const { vpc, secrets, regions, checkMetrics, slackBot, slow } = aws.smoke;
  const further = Object.keys(regions);
  const pages = githubPages(githubAddress(github.baseUrl, process.env));
  const args: SmokeMonitorsArgs = {
    ...shared,
    everyMinutes: minutesBetweenRuns(aws.smoke),
    secrets,
    checkMetrics,
    ...(slackBot === undefined ? {} : { slackBot }),
    ...(slow === undefined ? {} : { slow }),
    environments: repositories.flatMap((repository) =>
      monitored(repository, `${pages}/${github.owner}`),
    ),
  };
  const home = further.length === 0 ? undefined : awsLocation(bucket);
  for (const [region, own] of Object.entries(regions)) {
    const inRegion = { providers: [regionProvider(aws, shared.stack, region)] };
    new SmokeMonitors(
      `smoke-${region}`,
      {
        ...args,
        ...inNetwork(own.vpc),
        alarmTopicArn: own.alarmTopic ?? topicIn(region, aws.alarms, inRegion),
        regions: { further, own: region, ...(home === undefined ? {} : { home }) },
      },
      inRegion,
    );
  }
  return new SmokeMonitors('smoke', { ...args, ...inNetwork(vpc), regions: { further } }, opts);
}

function inNetwork(vpc: Network | undefined): Pick<SmokeMonitorsArgs, 'vpc'> {
  if (vpc === undefined) return {};
  const { subnets, securityGroups, ipv6 = false } = vpc;
  return { vpc: { subnetIds: subnets, securityGroupIds: securityGroups, ipv6 } };
}

/** An alarm publishes to topics of its own region only. */
function topicIn(
  region: string,
  { email }: AwsSettings['alarms'],
  opts: pulumi.ComponentResourceOptions,
): pulumi.Input<string> {
  if (email === undefined) throw new Error('invalid configuration');
  return new AlarmTopic(`alarms-${region}`, { email }, opts).arn;
}

/** @param owner page of the repositories' owner. */
function monitored(
  { name, smoke, retries }: RepositorySettings,
  owner: string,
): MonitoredEnvironment[] {
  if (smoke === undefined) return [];
  return smokeDeployments(smoke).map(({ environment, part: _, ...deployment }) => ({
    repository: name,
    environment,
    workflowUrl: `${owner}/${name}/actions/workflows/${path.basename(stagingSmokeTestPath)}`,
    settings: { ...deployment, ...retries.smoke },
  }));
}
