import { githubRestApi } from './github-rest-api';

test.each([
  [undefined, 'https://api.github.com'],
  ['', 'https://api.github.com'],
  ['https://github.com/', 'https://api.github.com'],
  ['https://api.github.com/', 'https://api.github.com'],
  ['https://github.example.com/', 'https://github.example.com/api/v3'],
  ['https://github.example.com/api/v3/', 'https://github.example.com/api/v3'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/api/v3'],
  ['https://octocorp.ghe.com/', 'https://api.octocorp.ghe.com'],
  ['https://api.octocorp.ghe.com/', 'https://api.octocorp.ghe.com'],
])('the API of %s is %s', (baseUrl, api) => {
  expect(githubRestApi(baseUrl, {})).toBe(api);
  expect(githubRestApi(undefined, { GITHUB_BASE_URL: baseUrl })).toBe(api);
});

test('what the configuration says comes before the environment', () => {
  const environment = { GITHUB_BASE_URL: 'https://other.example.com/' };
  expect(githubRestApi('https://github.example.com/', environment)).toBe(
    'https://github.example.com/api/v3',
  );
});

test('what is no URL is refused by the name of the variable', () => {
  expect(() => githubRestApi(undefined, { GITHUB_BASE_URL: 'github.example.com' })).toThrow(
    /GITHUB_BASE_URL.*github\.example\.com/s,
  );
});
