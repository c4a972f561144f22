import * as path from 'node:path';
import { LambdaProcess } from '../../../sandbox/aws/lambda-process';
import { type LoopbackAws } from '../../../sandbox/aws/loopback-aws';
import { projectRoot } from '../../support/tools';

/** What differs between monitors of the same deployment. */
interface RegionalMonitor {
  readonly aws: LoopbackAws;
  readonly region: string;
  readonly bucket: string;
  readonly home: string;
  readonly further: readonly string[];
  readonly settings: object;
  readonly variables: Readonly<Record<string, string>>;
}

/** The built smoke function of acme's orders in staging, in one of several regions, with an address for Slack. */
export const startRegionalMonitor = ({
  aws,
  region,
  bucket,
  home,
  further,
  settings,
  variables,
}: RegionalMonitor): Promise<LambdaProcess> =>
  LambdaProcess.start(
    path.join(projectRoot, 'build', 'lambda', 'smoke'),
    {
      ...aws.environment,
      AWS_REGION: region,
      GATEHOUSE_STACK: 'prod',
      GATEHOUSE_REPOSITORY: 'orders',
      GATEHOUSE_ENVIRONMENT: 'staging',
      GATEHOUSE_BUCKET: bucket,
      GATEHOUSE_HOME_REGION: home,
      GATEHOUSE_REGIONS: further.join(','),
      GATEHOUSE_SMOKE_SETTINGS: JSON.stringify(settings),
      GATEHOUSE_SLACK_WEBHOOK: 'ssm:/gatehouse/slack',
      POWERTOOLS_METRICS_NAMESPACE: 'Gatehouse',
      POWERTOOLS_SERVICE_NAME: 'smoke',
      ...variables,
    },
    100_000,
  );
