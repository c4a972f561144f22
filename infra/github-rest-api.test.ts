import { githubAddress, githubPages, githubRestApi } from './github-rest-api';

test.each([
  ['https://github.com/', 'https://api.github.com'],
  ['https://api.github.com/', 'https://api.github.com'],
  ['https://github.example.com/', 'https://github.example.com/api/v3'],
  ['https://github.example.com/api/v3/', 'https://github.example.com/api/v3'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/api/v3'],
  ['https://octocorp.ghe.com/', 'https://api.octocorp.ghe.com'],
  ['https://api.octocorp.ghe.com/', 'https://api.octocorp.ghe.com'],
])('the API of %s is %s', (address, api) => {
  expect(githubRestApi(address)).toBe(api);
});

const sandbox = 'http://127.0.0.1:8080/';
const server = 'https://github.example.com/';

test.each([
  ['nothing', undefined, undefined, 'https://api.github.com/'],
  ['an empty variable', undefined, '', 'https://api.github.com/'],
  ['a sandbox in the environment', undefined, sandbox, sandbox],
  ['a server in the environment', undefined, server, 'https://api.github.com/'],
  ['a server in the stack', server, undefined, server],
  ['a server in the stack and a sandbox in the environment', server, sandbox, server],
])(
  'with %s the stack is at its own GitHub or in the sandbox',
  (_, configured, variable, address) => {
    expect(githubAddress(configured, { GITHUB_BASE_URL: variable })).toBe(address);
  },
);

test.each([
  ['https://api.github.com/', 'https://github.com'],
  ['https://github.com/', 'https://github.com'],
  ['https://api.acme.ghe.com/', 'https://acme.ghe.com'],
  ['https://acme.ghe.com/', 'https://acme.ghe.com'],
  ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
])('the pages of %s are at %s', (address, expected) => {
  expect(githubPages(address)).toBe(expected);
});
