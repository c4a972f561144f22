import { statementsOf, strings } from '../../../core/reading/policy-document';
import { anyOf, isNaming } from '../../../core/reading/readings';
import { prop, refersTo, type ResourceView } from '../../../core/reading/resource-view';
import { stackRule, type StackFinding } from '../../../core/reading/rule';
import { awsTypes } from '../../../core/kernel/resource-types';
import { bucketsIn, namingOf } from './buckets';

const bucket = { type: awsTypes.s3.Bucket, name: 'reports', props: { bucket: 'reports' } };
const policy = {
  type: awsTypes.s3.BucketPolicy,
  props: {
    bucket: 'reports',
    policy:
      '{"Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}',
  },
};

/** Objects do not cross a network in clear. */
export const bucketTls = stackRule({
  name: 'bucket-tls',
  description: 'Every bucket refuses requests without TLS',
  severity: 'medium',
  why: 'S3 also answers over plain HTTP, where anyone on the network path can read and change what is transferred.',
  link: 'https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-5',
  remediation:
    'Add a BucketPolicy that denies s3:* to everyone where aws:SecureTransport is false.',
  example: { violates: [bucket], passes: [bucket, policy] },
  check: (stack): readonly StackFinding[] => {
    const policies = stack.resources.filter(({ type }) => type === awsTypes.s3.BucketPolicy);
    const buckets = bucketsIn(stack);
    const naming = namingOf(buckets);
    return buckets.flatMap((item): readonly StackFinding[] => {
      const referring = policies.filter((entry) => refersTo(entry, 'bucket', item));
      const own = referring.length > 0 ? referring : policies;
      const isClosed = stack.attempt(() =>
        anyOf(own.map((entry) => () => isNaming(entry, item, naming) && deniesPlain(entry))),
      );
      if (isClosed !== false) return [];
      const fix = 'add a BucketPolicy that denies requests where aws:SecureTransport is false';
      return [{ urn: item.urn, message: `bucket ${item.name} answers without TLS`, fix }];
    });
  },
});

function deniesPlain({ props }: ResourceView): boolean {
  return (statementsOf(props['policy']) ?? []).some(
    ({ allow, actions, principal, condition }) =>
      !allow &&
      actions.some((action) => action === '*' || action.toLowerCase() === 's3:*') &&
      (principal === '*' || strings(prop(principal, 'AWS')).includes('*')) &&
      String(prop(condition, 'Bool', 'aws:SecureTransport')) === 'false',
  );
}
