import * as z from 'zod/mini';
import { isOneLine } from '../smoke/plain-text';
import { isDay } from './expiry';

/** A text of one line. */
export const waiverLine = (longest: number) =>
  z
    .string()
    .check(
      z.minLength(1),
      z.maxLength(longest),
      z.refine(isOneLine, 'must be one line without control characters'),
    );

/** A text of a pattern, and what is wrong with one that is not. */
export const waiverName = (pattern: RegExp, message: string) =>
  z.string().check(z.regex(pattern, message));

/** A file or a directory of a repository. */
export const waiverPath = waiverLine(500).check(
  z.refine(
    (text) => !/^\/|\\|\*/.test(text) && !text.split('/').some((part) => /^\.{0,2}$/.test(part)),
    'must be a file or a directory of the repository, such as src/legacy, without `..` and `*`',
  ),
);

export const waiverRule = waiverName(
  /^[A-Za-z][\w-]{0,60}$/,
  'is not a valid name of a rule, such as F401',
);

/** What is waived of a policy. */
export const policyParts = {
  rule: waiverRule,
  repository: z.optional(
    waiverName(/^[A-Za-z0-9._-]{1,100}$/, 'must be the name of a repository without its owner'),
  ),
  path: z.optional(waiverPath),
};

/** What makes an exception one that can be followed up. */
export const waiverReasons = {
  why: waiverLine(300),
  owner: waiverName(
    /^(?:@[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:\/[A-Za-z0-9._-]{1,100})?|[^\s@]{1,64}@[^\s@]{1,255})$/,
    'must be @login, @organisation/team or an e-mail address',
  ),
  until: z.string().check(z.refine(isDay, 'must be a day, such as 2026-03-31')),
};
