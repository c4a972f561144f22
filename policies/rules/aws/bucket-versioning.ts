import { prop, refersTo, textProp } from '../../model/resource-view';
import { stackRule, type StackFinding } from '../../model/rule';

const bucket = { type: 'aws:s3/bucket:Bucket', name: 'reports', props: { bucket: 'reports' } };
const versioning = (status: string) => ({
  type: 'aws:s3/bucketVersioning:BucketVersioning',
  props: { bucket: 'reports', versioningConfiguration: { status } },
});

/** History survives a bad write. */
export const bucketVersioning = stackRule({
  name: 'bucket-versioning',
  description: 'Every bucket keeps the versions of its objects',
  severity: 'low',
  why: 'A bad write or deletion of a history is final without versions; a lifecycle rule bounds what they cost.',
  link: 'https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-14',
  remediation: 'Add an aws.s3.BucketVersioning with the status Enabled.',
  example: {
    violates: [bucket, versioning('Suspended')],
    passes: [bucket, versioning('Enabled')],
  },
  check: (stack): readonly StackFinding[] => {
    const settings = stack.resources.filter(
      (item) =>
        /^aws:s3\/bucketVersioning(?:V2)?:BucketVersioning(?:V2)?$/.test(item.type) &&
        stack.attempt(() => prop(item.props, 'versioningConfiguration', 'status')) === 'Enabled',
    );
    return stack.resources
      .filter((item) => /^aws:s3\/bucket(?:V2)?:Bucket(?:V2)?$/.test(item.type))
      .filter((item) => {
        if (settings.some((setting) => refersTo(setting, 'bucket', item))) return false;
        const named = settings.filter(
          (setting) => (setting.references?.['bucket'] ?? []).length === 0,
        );
        if (named.length === 0) return true;
        const name = stack.attempt(() => textProp(item.props, 'bucket') ?? '\0');
        return (
          name !== undefined && !named.some((setting) => textProp(setting.props, 'bucket') === name)
        );
      })
      .map((item) => ({
        urn: item.urn,
        message: `bucket ${item.name} keeps no versions`,
        fix: 'add a BucketVersioning with the status Enabled',
      }));
  },
});
