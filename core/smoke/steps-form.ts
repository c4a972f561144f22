import * as z from 'zod/mini';
import type { Immutable } from '../kernel/immutable';
import { headerName, impossibleHttp, requestShape } from './http-form';
import type { KeyProblem } from './key-problem';
import { placeholdersOf, secretPlaceholder } from './placeholders';
import { secretNamePattern } from './secret-form';

/** Most requests of one check. */
const mostSteps = 10;

const valueName = z
  .string()
  .check(
    z.regex(
      /^(?!secrets$)[A-Za-z_]\w{0,49}$/,
      'must be letters, digits and `_`, not starting with a digit, and not `secrets`',
    ),
  );

const source = z.union(
  [z.string().check(z.minLength(1), z.maxLength(4_096)), z.strictObject({ header: headerName })],
  { error: 'must be a path in the JSON response, or { header: NAME }' },
);

const step = z.strictObject({
  ...requestShape,
  extract: z.exactOptional(
    z
      .record(valueName, source)
      .check(
        z.describe(
          'Values of the response for later steps, by name: a path as in `expectJson`, or `{ header: NAME }`. A later `path`, header or `body` has them as `${name}`.',
        ),
      ),
  ),
});

/** Requests in order, each with what the ones before it gave. */
export const stepList = z
  .array(step)
  .check(
    z.minLength(2, 'must have at least two steps; a single request is a check of its own'),
    z.maxLength(mostSteps),
    z.describe(
      'Requests of a steps probe, 2 to 10 in order, such as a login and a call. Cookies are kept, `${name}` is a value that an earlier step extracts, `${secrets.NAME}` a secret.',
    ),
  );

type Step = Immutable<z.output<typeof step>>;

/** What the steps allow and a run of them does not. */
export function impossibleSteps(steps: readonly Step[]): readonly KeyProblem[] {
  const extracted = new Set<string>();
  return steps.flatMap((each, index) => {
    const problems = [
      ...impossibleHttp(each),
      ...unknownValues(each, extracted),
      ...uselessExtracts(each, steps.slice(index + 1)),
    ];
    for (const name of Object.keys(each.extract ?? {})) extracted.add(name);
    return problems.map(({ path, message }) => ({ path: ['steps', index, ...path], message }));
  });
}

/** Texts of a request that may have placeholders, each with its key path. */
function textsOf({
  path,
  headers,
  body,
}: Step): readonly (readonly [(string | number)[], string])[] {
  return [
    [['path'], path],
    ...Object.entries(headers).flatMap(([name, value]): [string[], string][] =>
      typeof value === 'string' ? [[['headers', name], value]] : [],
    ),
    ...(body === undefined ? [] : [[['body'], body] as [string[], string]]),
  ];
}

function unknownValues(step: Step, extracted: ReadonlySet<string>): readonly KeyProblem[] {
  return textsOf(step).flatMap(([path, text]) =>
    placeholdersOf(text).flatMap((name) => {
      const secret = secretPlaceholder(name);
      if (secret !== undefined) {
        const message = `has \${${name}}, which is not the name of a secret`;
        return secretNamePattern.test(secret) ? [] : [{ path, message }];
      }
      if (extracted.has(name)) return [];
      const known = [...extracted].join(', ') || 'none';
      const message = `has \${${name}}, which no earlier step extracts; extracted until here: ${known}`;
      return [{ path, message }];
    }),
  );
}

function uselessExtracts(step: Step, later: readonly Step[]): readonly KeyProblem[] {
  const used = new Set(later.flatMap(textsOf).flatMap(([, text]) => placeholdersOf(text)));
  return Object.entries(step.extract ?? {}).flatMap(([name, from]) => {
    const path = ['extract', name];
    if (!used.has(name)) return [{ path, message: 'is used by no later step' }];
    const isBody = typeof from === 'string';
    return isBody && step.method === 'HEAD'
      ? [{ path, message: 'a response to HEAD has no body' }]
      : [];
  });
}
