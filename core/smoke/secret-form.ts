import * as z from 'zod/mini';

/** https://docs.github.com/en/actions/reference/security/secrets#naming-your-secrets */
export const secretNamePattern = /^(?!GITHUB_)[A-Z_]\w*$/i;

/** The name of a secret that whoever runs the check knows. */
export const secretName = z
  .string()
  .check(
    z.maxLength(255),
    z.regex(
      secretNamePattern,
      'must be letters, digits and `_`, not starting with a digit or with GITHUB_',
    ),
    z.describe("Name of the repository's or environment's secret that holds the value."),
  );

/** A value that is a secret. */
export const secretReference = z.strictObject({ secret: secretName });
