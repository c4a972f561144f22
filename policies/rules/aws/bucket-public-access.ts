import { prop, textProp } from '../../model/resource-view';
import { stackRule, type StackFinding } from '../../model/rule';

const bucket = { type: 'aws:s3/bucket:Bucket', name: 'reports', props: { bucket: 'reports' } };
const block = (value: boolean) => ({
  type: 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
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
  description: 'Every bucket has a public access block with all four switches on',
  severity: 'high',
  why: 'One wrong ACL or policy publishes the bucket unless the block stands in the way.',
  link: 'https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-8',
  remediation: 'Add an aws.s3.BucketPublicAccessBlock with all four switches on.',
  example: { violates: [bucket, block(false)], passes: [bucket, block(true)] },
  check: (stack): readonly StackFinding[] => {
    const blocks = stack.resources.filter(
      (item) => item.type === 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
    );
    return stack.resources
      .filter((item) => /^aws:s3\/bucket(?:V2)?:Bucket(?:V2)?$/.test(item.type))
      .flatMap((item): readonly StackFinding[] => {
        const closed = stack.attempt(() => {
          const names = [textProp(item.props, 'bucket'), textProp(item.props, 'id')].filter(
            (name) => name !== undefined,
          );
          const own = blocks.filter((entry) =>
            names.includes(textProp(entry.props, 'bucket') ?? '\0'),
          );
          return own.some((entry) => SWITCHES.every((name) => prop(entry.props, name) === true));
        });
        if (closed !== false) return [];
        const message = `bucket ${item.name} has no complete public access block`;
        return [
          {
            urn: item.urn,
            message,
            fix: 'add a BucketPublicAccessBlock with all four switches on',
          },
        ];
      });
  },
});
