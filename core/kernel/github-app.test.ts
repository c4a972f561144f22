import {
  appJwt,
  installationTokenOf,
  keptToken,
  tokenAnswer,
  type InstallationToken,
} from './github-app';

const claimsOf = (jwt: string): readonly unknown[] =>
  jwt
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown);

test('an App says who it is from a minute ago for nine minutes, signed over both parts', () => {
  const signed: string[] = [];
  const jwt = appJwt('42', 1_700_000_000_900, (text) => {
    signed.push(text);
    return 'signature';
  });
  expect(claimsOf(jwt)).toEqual([
    { alg: 'RS256', typ: 'JWT' },
    { iat: 1_699_999_940, exp: 1_700_000_540, iss: '42' },
  ]);
  expect(jwt).toBe(`${signed.join()}.signature`);
});

test.each([
  [{ token: 'ghs_1', expires_at: '2026-11-27T10:00:00Z' }, true],
  [{ token: 'ghs_1' }, false],
  [{ token: 1, expires_at: '2026-11-27T10:00:00Z' }, false],
  [{ message: 'Not Found' }, false],
  [null, false],
  [undefined, false],
  ['text', false],
])('%j holds a token: %s', (body, holds) => {
  const expected = { token: 'ghs_1', expiresAt: Date.parse('2026-11-27T10:00:00Z') };
  expect(installationTokenOf(body)).toEqual(holds ? expected : undefined);
});

describe('a token', () => {
  const hour = 3_600_000;
  /** A kept token, with the requests that were made for it, which succeed unless named. */
  const kept = (failing: readonly number[] = []) => {
    const state = { now: 0, requests: 0 };
    const request = async (): Promise<InstallationToken> => {
      const number = (state.requests += 1);
      await Promise.resolve();
      if (failing.includes(number)) throw new Error(`request ${number} failed`);
      return { token: `token-${number}`, expiresAt: state.now + hour };
    };
    return { state, token: keptToken(request, () => state.now) };
  };

  test('is asked for once by all who wait, and used until two minutes before it expires', async () => {
    const { state, token } = kept();
    expect(await Promise.all([token(), token(), token()])).toEqual(Array(3).fill('token-1'));
    state.now = hour - 120_001;
    expect(await token()).toBe('token-1');
    state.now = hour - 120_000;
    expect(await Promise.all([token(), token()])).toEqual(['token-2', 'token-2']);
    expect(state.requests).toBe(2);
  });

  test('that could not be had is asked for again', async () => {
    const { state, token } = kept([1]);
    await expect(token()).rejects.toThrow('request 1 failed');
    expect(await token()).toBe('token-2');
    expect(state.requests).toBe(2);
  });
});

const granted = { token: 'ghs_x', expires_at: '2026-03-01T13:00:00Z' };

test.each<readonly [string, number, Readonly<Record<string, string>>, unknown, unknown]>([
  ['201 with a token', 201, {}, granted, { kind: 'token' }],
  ['a page of a proxy', 200, {}, undefined, { kind: 'later', seconds: 4 }],
  [
    'a token without an end',
    201,
    {},
    { ...granted, expires_at: 'x' },
    { kind: 'later', seconds: 4 },
  ],
  ['a bad gateway', 502, {}, undefined, { kind: 'later', seconds: 4 }],
  ['a limit', 429, { 'retry-after': '7' }, {}, { kind: 'later', seconds: 7 }],
  ['a limit by 403', 403, { 'retry-after': '7' }, {}, { kind: 'later', seconds: 7 }],
  ['a wrong key', 401, {}, {}, { kind: 'refused' }],
  ['no installation', 404, {}, {}, { kind: 'refused' }],
])('a request for a token that is answered with %s', (_, status, headers, body, expected) => {
  expect(tokenAnswer({ status, headers }, body, 2, 0)).toMatchObject(expected as object);
});

test.each([-3_600_000, 0, 3_600_000])(
  'a token ends when it ends, by a clock that is %d ms off too',
  (off) => {
    const headers = { date: 'Sun, 01 Mar 2026 12:00:00 GMT' };
    const body = { token: 't', expires_at: '2026-03-01T13:00:00Z' };
    const now = Date.parse('2026-03-01T12:00:00Z') + off;
    expect(tokenAnswer({ status: 201, headers }, body, 1, now)).toEqual({
      kind: 'token',
      token: { token: 't', expiresAt: now + 3_600_000 },
    });
  },
);
