import { prop } from '../../../core/reading/resource-view';
import { resourceRule, type StackFinding } from '../../../core/reading/rule';
import { awsTypes } from '../../../core/kernel/resource-types';

/** What a table remembers can be brought back. */
export const tableRecovery = resourceRule({
  name: 'table-recovery',
  description: 'Tables have point-in-time recovery',
  severity: 'low',
  security: false,
  why: 'If a table that records completed work loses data and cannot be restored, the work is done again.',
  link: 'https://docs.aws.amazon.com/securityhub/latest/userguide/dynamodb-controls.html#dynamodb-2',
  remediation: 'Set pointInTimeRecovery: { enabled: true }.',
  types: [awsTypes.dynamodb.Table],
  example: {
    violates: {
      type: awsTypes.dynamodb.Table,
      props: { name: 'idempotency', hashKey: 'id', pointInTimeRecovery: { enabled: false } },
    },
    passes: {
      type: awsTypes.dynamodb.Table,
      props: { name: 'idempotency', hashKey: 'id', pointInTimeRecovery: { enabled: true } },
    },
  },
  check: ({ props }): readonly StackFinding[] =>
    prop(props, 'pointInTimeRecovery', 'enabled') === true
      ? []
      : [
          {
            message: 'the table cannot be restored to an earlier point in time',
            fix: 'set pointInTimeRecovery: { enabled: true }',
          },
        ],
});
