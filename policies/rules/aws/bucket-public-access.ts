import { prop, refersTo, textProp, type ResourceView } from '../../model/resource-view';
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
          const referring = blocks.filter((entry) => refersTo(entry, 'bucket', item));
          const named = blocks.filter((entry) => (entry.references?.['bucket'] ?? []).length === 0);
          const own = referring.length > 0 || named.length === 0 ? referring : byName(item, named);
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

/** Blocks that give the bucket by its name, not by a reference to the resource. */
function byName(bucket: ResourceView, blocks: readonly ResourceView[]): readonly ResourceView[] {
  const names = [textProp(bucket.props, 'bucket'), textProp(bucket.props, 'id')].filter(
    (name) => name !== undefined,
  );
  return blocks.filter((entry) => names.includes(textProp(entry.props, 'bucket') ?? '\0'));
}
