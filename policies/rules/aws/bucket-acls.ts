import { textProp } from '../../../core/reading/resource-view';
import { resourceRule } from '../../../core/reading/rule';
import { awsTypes } from '../../../core/kernel/resource-types';

const PUBLIC: ReadonlySet<string> = new Set([
  ...['public-read', 'public-read-write', 'authenticated-read'],
]);

/** No bucket is open by its ACL. */
export const bucketAcls = resourceRule({
  name: 'bucket-acls',
  description: 'No bucket has an ACL that lets everyone read or write',
  severity: 'high',
  why: 'A canned public ACL opens every object to the internet; authenticated-read opens them to every AWS account.',
  link: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl',
  remediation: 'Remove the ACL, and give access by a bucket policy.',
  types: [awsTypes.s3.Bucket, awsTypes.s3.BucketV2, awsTypes.s3.BucketAcl],
  example: {
    violates: { type: awsTypes.s3.BucketAcl, props: { bucket: 'reports', acl: 'public-read' } },
    passes: { type: awsTypes.s3.BucketAcl, props: { bucket: 'reports', acl: 'private' } },
  },
  check: ({ props }) => {
    const acl = textProp(props, 'acl') ?? '';
    return PUBLIC.has(acl)
      ? [{ message: `the ACL ${acl} opens the bucket`, fix: 'remove the ACL, and use a policy' }]
      : [];
  },
});
