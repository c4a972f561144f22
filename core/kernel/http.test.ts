import fc from 'fast-check';
import {
  BodyTooLarge,
  maximumSmallBytes,
  readBounded,
  smallJson,
  smallText,
  tokenProblem,
  withoutSecrets,
} from './http';

test.each([
  ['ghp_abc', undefined],
  ['', 'is empty'],
  ['ghp_abc\n', 'begins or ends with a blank or a line break'],
  [' ghp_abc', 'begins or ends with a blank or a line break'],
  ['ghp_a\nb', 'has blanks, line breaks or characters that no token has'],
  ['ghp_ä', 'has blanks, line breaks or characters that no token has'],
])('the token %j %s', (token, problem) => {
  expect(tokenProblem(token)).toBe(problem);
});

test('what passes the check of its form can be sent', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (token) => {
      if (tokenProblem(token) !== undefined) return;
      expect(() => new Headers({ authorization: `Bearer ${token}` })).not.toThrow();
    }),
  );
});

test('a secret is masked as it is, without its line break, and in an address', () => {
  const text = 'Headers.append: "Bearer s3cr/t" is invalid; https://x/?t=s3cr%2Ft';
  expect(withoutSecrets(text, ['s3cr/t\n'])).toBe(
    'Headers.append: "Bearer [secret]" is invalid; https://x/?t=s3cr%2Ft',
  );
  expect(withoutSecrets(text, ['s3cr/t'])).not.toMatch(/s3cr/);
  expect(withoutSecrets('a b', [''])).toBe('a b');
});

test('a body is read whole up to the limit, and refused before more is held', async () => {
  let given = 0;
  async function* body(chunks: number): AsyncGenerator<Uint8Array> {
    for (let index = 0; index < chunks; index += 1) {
      given += 1;
      yield await Promise.resolve(new Uint8Array([index, index]));
    }
  }
  expect([...(await readBounded(body(3), 6))]).toEqual([0, 0, 1, 1, 2, 2]);
  expect(await readBounded(undefined, 6)).toHaveLength(0);
  given = 0;
  await expect(readBounded(body(1000), 6)).rejects.toThrow(BodyTooLarge);
  expect(given).toBe(4);
});

describe('a small answer', () => {
  const answer = (...chunks: readonly string[]) => {
    async function* body(): AsyncGenerator<Uint8Array> {
      for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk));
    }
    return { body: body() };
  };

  test('is read as text and as JSON, whatever its pieces', async () => {
    const [first, second] = [
      Buffer.from('{"a":"é"}').subarray(0, 6),
      Buffer.from('{"a":"é"}').subarray(6),
    ];
    async function* split(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(first);
      yield await Promise.resolve(second);
    }
    expect(await smallJson({ body: split() })).toEqual({ a: 'é' });
    expect(await smallText(answer('ok', 'ay'))).toBe('okay');
    expect(await smallText({ body: null })).toBe('');
  });

  test.each([
    ['no JSON', ['<html>']],
    ['nothing', []],
    ['more than a megabyte', ['"', 'x'.repeat(maximumSmallBytes), '"']],
  ])('of %s is no value', async (_name, chunks) => {
    expect(await smallJson(answer(...chunks))).toBeUndefined();
  });

  test('of exactly a megabyte is read, and no byte more', async () => {
    const whole = `"${'x'.repeat(maximumSmallBytes - 2)}"`;
    expect(await smallJson(answer(whole))).toHaveLength(maximumSmallBytes - 2);
    await expect(smallText(answer(whole, ' '))).rejects.toThrow(BodyTooLarge);
  });
});
