import { atPresentAddress, loopbackAddress } from './loopback';

it.each(['http://127.0.0.1:8080/', 'http://localhost:1/', 'http://127.9.9.9/', 'http://[::1]:80/'])(
  '%s is this machine',
  (address) => {
    expect(loopbackAddress(address)?.href).toBe(new URL(address).href);
  },
);

it.each([
  undefined,
  '',
  'not an address',
  'https://api.github.com/',
  'http://127.0.0.1.example.com/',
  'http://localhost.example.com/',
  'http://10.0.0.1/',
  'http://0.0.0.0/',
  'http://user@example.com#@127.0.0.1/',
  'ftp://127.0.0.1/',
  'file:///etc/passwd',
])('%s is not', (address) => {
  expect(loopbackAddress(address)).toBeUndefined();
});

test('a sandbox that has moved to another port is found there, and a real service never turns into one', () => {
  const today = { GITHUB_BASE_URL: 'http://127.0.0.1:4002/' };
  const old = { owner: 'acme', baseUrl: 'http://127.0.0.1:4001/' };
  expect(atPresentAddress(old, today)).toEqual({ owner: 'acme', baseUrl: today.GITHUB_BASE_URL });
  expect(atPresentAddress(old, {})).toBe(old);
  const real = { owner: 'acme', baseUrl: 'https://github.example.com/' };
  expect(atPresentAddress(real, today)).toBe(real);
  expect(atPresentAddress(old, { GITHUB_BASE_URL: real.baseUrl })).toBe(old);
});
