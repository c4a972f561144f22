import * as s3 from '@pulumi/aws/s3';
import * as pulumi from '@pulumi/pulumi';
import { awsLocation } from './location';
import { awsName } from './names';
import { policyDocument } from './policy-document';

/** Arguments of {@link PrivateBucket}. */
export interface PrivateBucketArgs {
  /** Days an overwritten or deleted version is kept. */
  readonly oldVersionDays: number;
}

/**
 * A bucket no one outside can read, now or by a later mistake: public access blocked, ACLs switched off, TLS required,
 * encrypted by S3, every version kept for a while. It is not emptied on destruction: a bucket that holds history must
 * be emptied by hand first.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 */
export class PrivateBucket extends pulumi.ComponentResource {
  /** Known before the bucket exists. */
  readonly arn: pulumi.Output<string>;
  readonly bucketName: pulumi.Output<string>;

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super('gatehouse:aws:PrivateBucket', name, {}, opts);
    const child = { parent: this };
    const { partition, account } = awsLocation(this);
    // Names of buckets are the world's: the account's number makes this one ours.
    const bucketName = account.apply((number) =>
      awsName('bucket', name, `-${number}`).toLowerCase().replaceAll('_', '-'),
    );
    const made = new s3.Bucket(name, { bucket: bucketName }, child);
    const bucket = made.bucket;
    const arn = pulumi.interpolate`arn:${partition}:s3:::${bucketName}`;
    const block = new s3.BucketPublicAccessBlock(
      `${name}-public-access`,
      {
        bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      child,
    );
    new s3.BucketOwnershipControls(
      `${name}-ownership`,
      { bucket, rule: { objectOwnership: 'BucketOwnerEnforced' } },
      child,
    );
    new s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      { bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }] },
      child,
    );
    const versioning = new s3.BucketVersioning(
      `${name}-versioning`,
      { bucket, versioningConfiguration: { status: 'Enabled' } },
      child,
    );
    new s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      {
        bucket,
        rules: [
          {
            id: 'old-versions',
            status: 'Enabled',
            filter: { prefix: '' },
            noncurrentVersionExpiration: { noncurrentDays: args.oldVersionDays },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
        ],
      },
      // Rules about versions are refused while a bucket keeps none.
      { ...child, dependsOn: [versioning] },
    );
    new s3.BucketPolicy(
      `${name}-policy`,
      {
        bucket,
        policy: policyDocument([
          {
            sid: 'DenyWithoutTls',
            effect: 'Deny',
            principal: '*',
            actions: ['s3:*'],
            resources: [arn, pulumi.interpolate`${arn}/*`],
            conditions: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ]),
      },
      // Two changes of a bucket's access at once answer 409.
      { ...child, dependsOn: [block] },
    );
    this.arn = arn;
    this.bucketName = bucket;
    this.registerOutputs({ arn: this.arn, bucketName: this.bucketName });
  }
}
