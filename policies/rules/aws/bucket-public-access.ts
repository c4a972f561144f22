import { allOf, anyOf, isNaming } from '../../../core/reading/readings';
import { prop, refersTo } from '../../../core/reading/resource-view';
import { stackRule, type StackFinding } from '../../../core/reading/rule';
import { bucketsIn, namingOf } from './buckets';
import { awsTypes } from '../../../core/kernel/resource-types';

const bucket = { type: awsTypes.s3.Bucket, name: 'reports', props: { bucket: 'reports' } };
const block = (value: boolean) => ({
  type: awsTypes.s3.BucketPublicAccessBlock,
  props: {
    bucket: 'reports',
    blockPublicAcls: value,
    blockPublicPolicy: value,
    ignorePublicAcls: value,
    restrictPublicBuckets: value,
  },
});
const SWITCHES = [
  'blockPublicAcls',
  'blockPublicPolicy',
  'ignorePublicAcls',
  'restrictPublicBuckets',
];

/** No bucket can be made public by a later mistake. */
export const bucketPublicAccess = stackRule({
  name: 'bucket-public-access',
  description: 'Every bucket has a public access block with all four settings enabled',
  severity: 'high',
  why: 'Without the block, one wrong ACL or bucket policy makes the bucket public.',
  link: 'https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-8',
  remediation: 'Add an aws.s3.BucketPublicAccessBlock with all four settings enabled.',
  example: { violates: [bucket, block(false)], passes: [bucket, block(true)] },
  check: (stack): readonly StackFinding[] => {
    const blocks = stack.resources.filter(
      (item) => item.type === awsTypes.s3.BucketPublicAccessBlock,
    );
    const buckets = bucketsIn(stack);
    const naming = namingOf(buckets);
    return buckets.flatMap((item): readonly StackFinding[] => {
      const referring = blocks.filter((entry) => refersTo(entry, 'bucket', item));
      const own = referring.length > 0 ? referring : blocks;
      const isClosed = stack.attempt(() =>
        anyOf(
          own.map((entry) => () => {
            const switches = SWITCHES.map((name) => () => prop(entry.props, name) === true);
            return allOf([() => isNaming(entry, item, naming), ...switches]);
          }),
        ),
      );
      if (isClosed !== false) return [];
      const message = `bucket ${item.name} has no complete public access block`;
      return [
        {
          urn: item.urn,
          message,
          fix: 'add a BucketPublicAccessBlock with all four settings enabled',
        },
      ];
    });
  },
});
