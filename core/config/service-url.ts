import { z } from 'zod';
import { baseUrlSchema } from '../smoke/base-url';

/** Address of a service in workflow files too: its characters mean nothing to YAML, a shell or a GitHub expression. */
export const serviceUrl = baseUrlSchema.check(
  z.regex(/^[A-Za-z0-9.:[\]_/~%-]+$/, {
    error: 'must be an absolute http or https URL without credentials, query or fragment',
  }),
);
