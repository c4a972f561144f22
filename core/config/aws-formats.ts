import { z } from 'zod';

/** Parameter names. https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html */
const parameterName = z.string().regex(/^\/?[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/, {
  error: 'must be the name of an SSM parameter, such as /gatehouse/github-app',
});

/** Names, not ARNs: the functions' permissions are made from them. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const secretsManagerName = z.string().regex(/^[A-Za-z0-9/_+=.@-]{1,512}$/, {
  error: 'must be the name of a Secrets Manager secret, such as gatehouse/github-app',
});

/** A secret that functions read at run time: it must exist in AWS, and only its name is known here. */
export const storedSecret = z.union(
  [
    z.strictObject({ ssmParameter: parameterName }),
    z.strictObject({ secretsManager: secretsManagerName }),
  ],
  {
    error:
      'must say where the secret is in AWS, never its value: { ssmParameter: NAME } or { secretsManager: NAME }',
  },
);

/** ARN of a service; `example` is what the error shows. */
export const arn = (service: string, example: string) =>
  z.string().regex(new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]*:([0-9]{12}|aws):.+$`), {
    error: `must be an ARN, such as ${example}`,
  });
