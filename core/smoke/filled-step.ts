import type { HeaderValue, HttpRequest, StepsCheck } from './check';
import { bodyPosition, filled, secretPlaceholder } from './placeholders';

type Step = StepsCheck['steps'][number];

/** What the placeholders of a step stand for. */
export interface StepValues {
  /** What earlier steps extracted. */
  readonly extracted: ReadonlyMap<string, string>;
  readonly secrets: ReadonlyMap<string, string>;
  readonly cookies: ReadonlyMap<string, string>;
}

/** The request of a step with values in place of its placeholders. @throws Error that names, and never shows, what is missing. */
export function filledStep(step: Step, values: StepValues): HttpRequest {
  const valueOf = (name: string): string => {
    const secret = secretPlaceholder(name);
    if (secret === undefined) return values.extracted.get(name) ?? '';
    const value = values.secrets.get(secret)?.trim() ?? '';
    if (value === '') throw new Error(`the secret ${secret} is not set`);
    return value;
  };
  const { extract = {}, path, headers, body, ...rest } = step;
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const position = bodyPosition(typeof type === 'string' ? type : undefined);
  const sources = Object.values(extract).flatMap((from) =>
    typeof from === 'string' ? [] : [from.header],
  );
  return {
    ...rest,
    path: filled(path, 'path', valueOf),
    headers: { ...filledHeaders(headers, valueOf), ...cookieHeader(headers, values.cookies) },
    ...(body === undefined ? {} : { body: filled(body, position, valueOf) }),
    wantedHeaders: ['set-cookie', ...sources],
  };
}

function filledHeaders(
  headers: Step['headers'],
  valueOf: (name: string) => string,
): Readonly<Record<string, HeaderValue>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]): [string, HeaderValue] => {
      if (typeof value !== 'string') return [name, value];
      const text = filled(value, 'header', valueOf);
      // The client would refuse it with an error that quotes it.
      if (!/^[\t\x20-\x7e\xa0-\xff]*$/.test(text)) {
        throw new Error(`the value of the header ${name} is not valid in a header`);
      }
      return [name, text];
    }),
  );
}

/** A `cookie` of the step's own says what is sent. */
function cookieHeader(
  headers: Step['headers'],
  cookies: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  const isOwn = Object.keys(headers).some((name) => name.toLowerCase() === 'cookie');
  if (isOwn || cookies.size === 0) return {};
  return { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
}
