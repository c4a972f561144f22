import { isSameService } from './smoke-request';

test.each([
  ['the same origin', 'http://a.example/x', 'http://a.example/y', true],
  ['https of the same host', 'http://a.example/x', 'https://a.example/x', true],
  ['the same port, written out', 'http://a.example:80/', 'https://a.example:443/', true],
  ['plain http, which shows what https hid', 'https://a.example/', 'http://a.example/', false],
  ['another port', 'http://a.example/', 'https://a.example:8443/', false],
  ['https from a port of its own', 'http://a.example:8080/', 'https://a.example/', false],
  ['another host', 'http://a.example/', 'https://b.example/', false],
])('a redirect to %s: is it the same service?', (_name, from, to, expected) => {
  expect(isSameService(new URL(from), new URL(to))).toBe(expected);
});
