import * as pulumi from '@pulumi/pulumi';
import { type AwsLocation } from './location';
import { arnOf } from './names';
import { type Statement } from './policy-document';

/** A secret that already exists in AWS, by name; Gatehouse never sees its value. */
export type StoredSecret =
  | {
      /** Name of an SSM SecureString parameter. */
      readonly ssmParameter: string;
    }
  | {
      /** Name of a Secrets Manager secret. */
      readonly secretsManager: string;
    };

/** Tells a function where to read the secret: `ssm:NAME` or `secretsmanager:NAME`. */
export function secretAddress(secret: StoredSecret): string {
  return 'ssmParameter' in secret
    ? `ssm:${secret.ssmParameter}`
    : `secretsmanager:${secret.secretsManager}`;
}

/**
 * What a function needs to read the secrets. With the keys AWS manages for the two services no statement on a key is
 * needed; with a key of one's own it is, and holds only for calls that come through those services.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
 */
export function readSecrets(
  secrets: readonly StoredSecret[],
  location: AwsLocation,
  kmsKeyArn?: pulumi.Input<string>,
): readonly Statement[] {
  if (secrets.length === 0) return [];
  return [
    ...secrets.map((secret, index) => readSecret(secret, index, location)),
    ...(kmsKeyArn === undefined ? [] : [decrypt(kmsKeyArn, location)]),
  ];
}

function readSecret(secret: StoredSecret, index: number, location: AwsLocation): Statement {
  if ('ssmParameter' in secret) {
    const name = secret.ssmParameter.replace(/^\//, '');
    return {
      sid: `ReadParameter${index}`,
      actions: ['ssm:GetParameter'],
      resources: [arnOf(location, 'ssm', `parameter/${name}`)],
    };
  }
  const name = secret.secretsManager;
  return {
    sid: `ReadSecret${index}`,
    actions: ['secretsmanager:GetSecretValue'],
    // Secrets Manager appends a hyphen and six characters to the name; `??????` matches exactly those.
    resources: [arnOf(location, 'secretsmanager', `secret:${name}-??????`)],
  };
}

function decrypt(key: pulumi.Input<string>, { region }: AwsLocation): Statement {
  return {
    sid: 'DecryptSecrets',
    actions: ['kms:Decrypt'],
    resources: [key],
    conditions: {
      StringEquals: {
        'kms:ViaService': [
          pulumi.interpolate`ssm.${region}.amazonaws.com`,
          pulumi.interpolate`secretsmanager.${region}.amazonaws.com`,
        ],
      },
    },
  };
}
