import { allOf, anyOf, isNaming } from '../../../core/reading/readings';
import { prop, type ResourceView } from '../../../core/reading/resource-view';
import { stackRule, type StackFinding } from '../../../core/reading/rule';
import { bucketsIn, namingOf } from './buckets';
import { awsTypes } from '../../../core/kernel/resource-types';

const bucket = { type: awsTypes.s3.Bucket, name: 'reports', props: { bucket: 'reports' } };
const versioning = (status: string) => ({
  type: awsTypes.s3.BucketVersioning,
  props: { bucket: 'reports', versioningConfiguration: { status } },
});

/** History survives a bad write. */
export const bucketVersioning = stackRule({
  name: 'bucket-versioning',
  description: 'Every bucket has versioning enabled',
  severity: 'low',
  security: false,
  why: 'Without versioning a bad write or deletion is final; a lifecycle rule limits the cost of old versions.',
  link: 'https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-14',
  remediation: 'Add an aws.s3.BucketVersioning with the status Enabled.',
  example: {
    violates: [bucket, versioning('Suspended')],
    passes: [bucket, versioning('Enabled')],
  },
  check: (stack): readonly StackFinding[] => {
    const settings = stack.resources.filter((item) =>
      /^aws:s3\/bucketVersioning(?:V2)?:BucketVersioning(?:V2)?$/.test(item.type),
    );
    const buckets = bucketsIn(stack);
    const naming = namingOf(buckets);
    const keepsVersions = (item: ResourceView): boolean =>
      anyOf(
        settings.map(
          (setting) => () =>
            allOf([
              () => isNaming(setting, item, naming),
              () => prop(setting.props, 'versioningConfiguration', 'status') === 'Enabled',
            ]),
        ),
      );
    return buckets
      .filter((item) => stack.attempt(() => keepsVersions(item)) === false)
      .map((item) => ({
        urn: item.urn,
        message: `bucket ${item.name} has no versioning`,
        fix: 'add a BucketVersioning with the status Enabled',
      }));
  },
});
