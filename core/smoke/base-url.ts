import * as z from 'zod/mini';

/** Where the definition is in a repository that has smoke checks. */
export const definitionPath = '.github/gatehouse/smoke.json';

export const baseUrlSchema = z
  .url({ protocol: /^https?$/, error: 'must be an absolute http(s) URL' })
  .check(
    z.maxLength(500),
    z.refine((text) => {
      // The check before reports it.
      if (!URL.canParse(text)) return true;
      const url = new URL(text);
      return url.username === '' && url.password === '' && url.search === '' && url.hash === '';
    }, 'must have no credentials, query or fragment, because it is printed'),
    z.describe('Absolute http(s) URL of the deployed service.'),
  );
