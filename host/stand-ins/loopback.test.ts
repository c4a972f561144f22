import { loopbackAddress } from './loopback';

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
