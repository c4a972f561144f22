/** What a request header may carry: visible ASCII characters. A token has no others. */
const headerText = /^[\x21-\x7e]+$/;

/**
 * What is wrong with the form of a token; undefined where nothing is. A line break from a file or a form's field would
 * otherwise end in an error of the runtime that quotes the whole header. The text shows nothing of the token.
 */
export function tokenProblem(token: string): string | undefined {
  if (headerText.test(token)) return undefined;
  if (token === '') return 'is empty';
  return /^\s|\s$/.test(token)
    ? 'begins or ends with a blank or a line break'
    : 'has blanks, line breaks or characters that no token has';
}

/** A text with each of some secrets, also as part of an address, replaced by `[secret]`. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .flatMap((secret) => [secret, secret.trim(), encodeURIComponent(secret)])
    .filter((secret) => secret.length >= 4)
    .reduce((masked, secret) => masked.replaceAll(secret, '[secret]'), text);
}

/** A body that is longer than the reader is willing to hold in memory. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';

  constructor(maximumBytes: number) {
    super(`the response is larger than ${String(maximumBytes)} bytes`);
  }
}

/** Reads a body up to a size. @throws BodyTooLarge before more is held. */
export async function readBounded(
  body: AsyncIterable<Uint8Array> | undefined,
  maximumBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > maximumBytes) throw new BodyTooLarge(maximumBytes);
    chunks.push(chunk);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/** Largest answer of a few fields, such as a token, that is read. */
export const maximumSmallBytes = 1024 * 1024;

/** What of an answer its reader needs. */
interface WithBody {
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** The text of a small answer. @throws BodyTooLarge before more than a megabyte is held. */
export async function smallText({ body }: WithBody): Promise<string> {
  return new TextDecoder().decode(await readBounded(body ?? undefined, maximumSmallBytes));
}

/** The same as JSON; undefined for a body that is no JSON, is too large, or does not come to its end. */
export async function smallJson(answer: WithBody): Promise<unknown> {
  try {
    return JSON.parse(await smallText(answer)) as unknown;
  } catch {
    return undefined;
  }
}
