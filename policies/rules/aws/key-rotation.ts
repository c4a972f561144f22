import { textProp } from '../../../core/reading/resource-view';
import { resourceRule } from '../../../core/reading/rule';
import { awsTypes } from '../../../core/kernel/resource-types';

/** A key is renewed. */
export const keyRotation = resourceRule({
  name: 'key-rotation',
  description: 'Symmetric KMS keys are rotated',
  severity: 'medium',
  why: 'Rotation limits what a leaked key can decrypt; AWS rotates the key, and nothing changes for its users.',
  link: 'https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-4',
  remediation: 'Set enableKeyRotation to true.',
  types: [awsTypes.kms.Key],
  example: {
    violates: {
      type: awsTypes.kms.Key,
      props: { description: 'state', enableKeyRotation: false },
    },
    passes: { type: awsTypes.kms.Key, props: { description: 'state', enableKeyRotation: true } },
  },
  check: ({ props }) => {
    // Only symmetric keys for encryption, whose material is AWS's, can be rotated so.
    const spec = textProp(props, 'customerMasterKeySpec') ?? 'SYMMETRIC_DEFAULT';
    const usage = textProp(props, 'keyUsage') ?? 'ENCRYPT_DECRYPT';
    const isRotatable =
      spec === 'SYMMETRIC_DEFAULT' &&
      usage === 'ENCRYPT_DECRYPT' &&
      textProp(props, 'customKeyStoreId') === undefined;
    return isRotatable && props['enableKeyRotation'] !== true
      ? [{ message: 'the key is never rotated', fix: 'set enableKeyRotation to true' }]
      : [];
  },
});
