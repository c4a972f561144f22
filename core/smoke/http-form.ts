import * as z from 'zod/mini';
import type { Immutable } from '../kernel/immutable';
import type { KeyProblem } from './key-problem';
import { isOneLine } from './plain-text';
import { secretName } from './secret-form';

const oneLine = z.refine<string>(isOneLine, 'must be one line without control characters');
/** Longest text of a header or of an expectation. */
const longestText = 4_096;

const scalar = z.union([z.string().check(z.maxLength(longestText)), z.number(), z.boolean()]);

const count = z.int().check(z.minimum(0), z.maximum(1_000_000));

const assertions = z.strictObject({
  /** `false`: the path must not be there. */
  exists: z.exactOptional(z.boolean()),
  type: z.exactOptional(z.enum(['string', 'number', 'boolean', 'null', 'array', 'object'])),
  atLeast: z.exactOptional(z.number()),
  atMost: z.exactOptional(z.number()),
  /** Part of a text, or an entry of a list. */
  contains: z.exactOptional(scalar),
  /** Fewest entries of a list. */
  minItems: z.exactOptional(count),
  /** Most entries of a list. */
  maxItems: z.exactOptional(count),
  /** Fewest and most characters of a text, in UTF-16 code units. */
  minLength: z.exactOptional(count),
  maxLength: z.exactOptional(count),
});

const expectation = z.union([scalar, z.literal(null), assertions], {
  error:
    'must be a string, a number, true, false, null, or any of { exists, type, atLeast, atMost, contains, minItems, maxItems, minLength, maxLength }',
});

/** HTTP carries one byte a character. https://fetch.spec.whatwg.org/#concept-header-value */
const headerText = z
  .string()
  .check(
    z.maxLength(longestText),
    z.regex(/^[\t\x20-\x7e\xa0-\xff]*$/, 'must be one line of Latin-1 text'),
  );

const headerValue = z.union(
  [
    headerText,
    z.strictObject({
      secret: secretName,
      prefix: z.exactOptional(
        headerText.check(
          z.maxLength(100),
          z.describe('Text before the secret, such as `Bearer `.'),
        ),
      ),
    }),
  ],
  { error: 'must be one line of Latin-1 text, or { secret: NAME, prefix: TEXT }' },
);

const status = z.int().check(z.minimum(100), z.maximum(599));

/** The connection itself sets the rest. https://fetch.spec.whatwg.org/#forbidden-request-header */
export const headerName = z
  .string()
  .check(
    z.regex(/^[!#$%&'*+.^_`|~\w-]{1,100}$/, 'must be the name of a header'),
    z.regex(
      /^(?!(connection|content-length|host|keep-alive|transfer-encoding|upgrade)$)/i,
      'must not be a header that the HTTP client sets',
    ),
  );

/** Keys of one request, and of what its answer must be. */
export const requestShape = {
  method: z._default(
    z
      .enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
      .check(
        z.describe('HTTP method. A check is repeated, so the request must have no lasting effect.'),
      ),
    'GET',
  ),
  path: z
    .string()
    .check(
      z.maxLength(2_000),
      z.regex(
        /^\/(?!\/)[^\s\\#]*$/,
        'must be a path below the base URL: it starts with one `/` and has no white space',
      ),
      oneLine,
      z.describe('Path below the base URL, with a query where there is one.'),
    ),
  headers: z._default(
    z
      .record(headerName, headerValue)
      .check(z.describe('Request headers by name: a text, or `{ secret: NAME }`.')),
    {},
  ),
  body: z.exactOptional(
    z
      .string()
      .check(
        z.maxLength(16_384),
        z.describe(
          'Body of a POST, PUT, PATCH or DELETE; sent as JSON unless a header says otherwise.',
        ),
      ),
  ),
  expectedStatus: z._default(
    z
      .union([status, z.array(status).check(z.minLength(1), z.maxLength(20))], {
        error: 'must be a status from 100 to 599, or a list of them',
      })
      .check(z.describe('Expected HTTP status, or a list of those that pass.')),
    200,
  ),
  expectText: z.exactOptional(
    z
      .string()
      .check(
        z.minLength(1),
        z.maxLength(longestText),
        z.describe('Text that the body of the response must contain.'),
      ),
  ),
  expectHeaders: z.exactOptional(
    z
      .record(headerName, headerText)
      .check(
        z.describe(
          'Text that each header of the response must contain, by its name; an empty text: the header must be there.',
        ),
      ),
  ),
  expectJson: z._default(
    z
      .record(z.string().check(z.minLength(1), z.maxLength(longestText)), expectation)
      .check(
        z.describe(
          'What the JSON response must contain, by dot-separated path (`*`: every entry of a list) or JSON Pointer: a value, or any of exists, type, atLeast, atMost, contains, minItems, maxItems, minLength, maxLength.',
        ),
      ),
    {},
  ),
};

/** What each key of a request allows and HTTP does not. */
export function impossibleHttp({
  body,
  expectJson,
  expectText,
  method,
}: {
  readonly body?: string;
  readonly expectJson: object;
  readonly expectText?: string;
  readonly method: string;
}): readonly KeyProblem[] {
  return [
    ...(body !== undefined && (method === 'GET' || method === 'HEAD')
      ? [{ path: ['body'], message: `a ${method} request cannot have a body` }]
      : []),
    ...(method === 'HEAD' && Object.keys(expectJson).length > 0
      ? [{ path: ['expectJson'], message: 'a response to HEAD has no body' }]
      : []),
    ...(method === 'HEAD' && expectText !== undefined
      ? [{ path: ['expectText'], message: 'a response to HEAD has no body' }]
      : []),
  ];
}

/** What a value in a JSON answer must be: itself, or all of the named assertions. */
export type Expectation = Immutable<z.output<typeof expectation>>;
export type Assertions = Immutable<z.output<typeof assertions>>;
/** A header's value: text, or the name of a secret that whoever runs the check knows. */
export type HeaderValue = Immutable<z.output<typeof headerValue>>;
