import { getCallerIdentityOutput } from '@pulumi/aws/getCallerIdentity';
import { getPartitionOutput } from '@pulumi/aws/getPartition';
import { getRegionOutput } from '@pulumi/aws/getRegion';
import type * as pulumi from '@pulumi/pulumi';

/** Where a component's resources live, for the ARNs of what it does not create itself. */
export interface AwsLocation {
  readonly partition: pulumi.Output<string>;
  readonly region: pulumi.Output<string>;
  readonly account: pulumi.Output<string>;
}

/** Asks the provider of `parent` where it acts. */
export function awsLocation(parent: pulumi.Resource): AwsLocation {
  return {
    partition: getPartitionOutput({}, { parent }).partition,
    region: getRegionOutput({}, { parent }).region,
    account: getCallerIdentityOutput({}, { parent }).accountId,
  };
}
