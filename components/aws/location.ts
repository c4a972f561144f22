import * as aws from '@pulumi/aws';
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
    partition: aws.getPartitionOutput({}, { parent }).partition,
    region: aws.getRegionOutput({}, { parent }).region,
    account: aws.getCallerIdentityOutput({}, { parent }).accountId,
  };
}
