import { z } from 'zod';

/** Where a secret's value comes from; the value itself is never in a stack file. */
export const secretReference = z.union(
  [
    z.strictObject({
      config: z
        .string()
        .regex(/^[A-Za-z0-9_-]+$/)
        .describe('Key of this stack, set with `pulumi config set --secret KEY`.'),
    }),
    z.strictObject({
      env: z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
        .describe('Variable of the process that runs Pulumi.'),
    }),
    z.strictObject({
      ssmParameter: z.string().min(1).describe('Name of an AWS SSM SecureString parameter.'),
    }),
    z.strictObject({
      secretsManager: z.string().min(1).describe('Name or ARN of an AWS Secrets Manager secret.'),
    }),
  ],
  {
    error:
      'must say where the secret is, never its value: { config: KEY }, { env: NAME }, { ssmParameter: NAME } or { secretsManager: NAME }',
  },
);

export type SecretReference = z.infer<typeof secretReference>;
