import * as pulumi from '@pulumi/pulumi';

/** One statement of an IAM policy. Every statement names its actions and resources. */
export interface Statement {
  /** Says what the statement is for: letters and digits. */
  readonly sid: string;
  /** Default: Allow. */
  readonly effect?: 'Allow' | 'Deny';
  readonly actions: readonly [string, ...string[]];
  readonly resources: readonly [pulumi.Input<string>, ...pulumi.Input<string>[]];
  readonly conditions?: Conditions;
}

/** Condition operators, each with the values its keys must have. */
type Conditions = Readonly<
  Record<string, Readonly<Record<string, pulumi.Input<string> | readonly pulumi.Input<string>[]>>>
>;

/** A statement of a resource's own policy, which also names who it speaks of. */
export interface ResourceStatement extends Statement {
  readonly principal: '*' | Readonly<Record<string, pulumi.Input<string>>>;
}

/** A statement of a role's trust policy; its resource is the role itself. */
export interface TrustStatement {
  readonly sid: string;
  readonly action: 'sts:AssumeRole' | 'sts:AssumeRoleWithWebIdentity';
  readonly principal: Readonly<Record<string, pulumi.Input<string>>>;
  readonly conditions?: Conditions;
}

/**
 * Text of an identity-based or resource-based policy.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function policyDocument(
  statements: readonly (Statement | ResourceStatement)[],
): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({
      Sid: statement.sid,
      Effect: statement.effect ?? 'Allow',
      ...('principal' in statement ? { Principal: statement.principal } : {}),
      Action: statement.actions,
      Resource: statement.resources,
      ...(statement.conditions === undefined ? {} : { Condition: statement.conditions }),
    })),
  });
}

/** Text of a role's trust policy. */
export function trustPolicy(statement: TrustStatement): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: statement.sid,
        Effect: 'Allow',
        Principal: statement.principal,
        Action: statement.action,
        ...(statement.conditions === undefined ? {} : { Condition: statement.conditions }),
      },
    ],
  });
}
