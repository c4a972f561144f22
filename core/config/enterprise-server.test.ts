import { enterpriseServerProblems } from './enterprise-server';

test.each([
  undefined,
  'https://github.com/',
  'https://api.github.com/',
  'https://acme.ghe.com/',
  'https://api.acme.ghe.com',
  'http://127.0.0.1:8080/',
  'http://localhost:8080/',
])('%s runs the delivered workflows', (baseUrl) => {
  expect(enterpriseServerProblems(baseUrl === undefined ? {} : { baseUrl })).toEqual([]);
});

test.each([
  'https://github.example.com/',
  'https://github.example.com/api/v3/',
  'https://github.com.example.com/',
  'https://ghe.com/',
  'https://ghe.com.example/',
])('%s does not, and is refused with the reason', (baseUrl) => {
  expect(enterpriseServerProblems({ baseUrl })).toEqual([
    expect.objectContaining({
      code: 'enterprise-server',
      found: JSON.stringify(baseUrl),
      message: expect.stringContaining('actions/upload-artifact') as string,
    }),
  ]);
});
