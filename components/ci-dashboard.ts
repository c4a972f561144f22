import * as cloudwatch from '@pulumi/aws/cloudwatch';
import * as pulumi from '@pulumi/pulumi';
import { dashboardBody } from './aws/dashboard-body';
import { awsLocation } from './aws/location';

/** Arguments of {@link CiDashboard}. */
export interface CiDashboardArgs {
  /** Name of the stack; dimension of every metric. */
  readonly stack: string;
  /** Whether smoke tests report. */
  readonly smoke: boolean;
  /** Regions that smoke tests run from besides. Default: none. */
  readonly furtherRegions?: readonly string[];
  /** Names of the queues for what was given up. */
  readonly queues: readonly pulumi.Input<string>[];
  /** Names of the functions. */
  readonly functions: readonly pulumi.Input<string>[];
}

/**
 * CloudWatch dashboard of a stack: readiness and the five metrics of the architecture (pass rate, build time, cache hit
 * rate, flaky tests, security issues), the runtime's own runs, and smoke tests.
 */
export class CiDashboard extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: CiDashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super('gatehouse:aws:CiDashboard', name, { stack: args.stack }, opts);
    const { region } = awsLocation(this);
    const dashboard = new cloudwatch.Dashboard(
      name,
      {
        dashboardName: `gatehouse-${args.stack}`,
        dashboardBody: pulumi
          .all([region, pulumi.all([...args.queues]), pulumi.all([...args.functions])])
          .apply(([place, queues, functions]) =>
            dashboardBody({ ...args, region: place, queues, functions }),
          ),
      },
      { parent: this },
    );
    this.url = pulumi.interpolate`https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboard.dashboardName}`;
    this.registerOutputs({ url: this.url });
  }
}
