import { atPresentAddress } from './loopback';

test('a sandbox that has moved to another port is found there, and a real service never turns into one', () => {
  const today = { GITHUB_BASE_URL: 'http://127.0.0.1:4002/' };
  const old = { owner: 'acme', baseUrl: 'http://127.0.0.1:4001/' };
  expect(atPresentAddress(old, today)).toEqual({ owner: 'acme', baseUrl: today.GITHUB_BASE_URL });
  expect(atPresentAddress(old, {})).toBe(old);
  const real = { owner: 'acme', baseUrl: 'https://github.example.com/' };
  expect(atPresentAddress(real, today)).toBe(real);
  expect(atPresentAddress(old, { GITHUB_BASE_URL: real.baseUrl })).toBe(old);
});
