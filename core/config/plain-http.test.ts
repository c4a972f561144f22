import { formatProblem } from '../kernel/problem';
import { loadStack } from './load';

function problems(github: object, smoke?: object, more: object = {}): readonly string[] {
  const repository = {
    name: 'orders',
    environments: { staging: {} },
    ...(smoke === undefined
      ? {}
      : { smoke: { environment: 'staging', checks: [check()], ...smoke } }),
  };
  const values = {
    github: { owner: 'acme', ...github },
    delivery: { mode: 'pullRequest' },
    repositories: [repository],
    ...more,
  };
  const loaded = loadStack({
    file: 'Pulumi.test.yaml',
    values: Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]),
    ),
    isSecret: () => true,
  });
  return loaded.ok ? [] : loaded.problems.map(formatProblem);
}

const check = (headers: object = {}): object => ({ name: 'a', kind: 'health', path: '/', headers });
const withSecret = { checks: [check({ Authorization: { secret: 'STAGING_TOKEN' } })] };

describe('the address of GitHub', () => {
  /** But for what is said of every server that is not GitHub's own. */
  const unsafe = (github: object): readonly string[] =>
    problems(github).filter((text) => !text.includes('is a GitHub Enterprise Server'));
  test.each<[string, boolean]>([
    ['https://github.acme.example/', true],
    ['http://127.0.0.1:3000/', true],
    ['http://localhost:3000/', true],
    ['http://[::1]:3000/', true],
    ['http://github.acme.example/', false],
    ['http://10.0.0.7/', false],
    ['http://127.0.0.1.acme.example/', false],
    ['http://169.254.169.254/', false],
    ['https://169.254.169.254/', false],
    ['http://2852039166/', false],
    ['http://0xA9FEA9FE/', false],
    ['http://[::ffff:169.254.169.254]/', false],
    ['http://[fe80::1]/', false],
    ['http://[fd00:ec2::254]/', false],
    ['http://METADATA.google.internal/', false],
  ])('%s', (baseUrl, accepted) => {
    expect(unsafe({ baseUrl })).toHaveLength(accepted ? 0 : 1);
    expect(unsafe({ baseUrl, allowInsecure: false })).toHaveLength(accepted ? 0 : 1);
    expect(unsafe({ baseUrl, allowInsecure: true })).toEqual([]);
  });

  test('is reported with what would be sent there, and what is allowed', () => {
    expect(unsafe({ baseUrl: 'http://github.acme.example/' })).toEqual([
      'Pulumi.test.yaml: gatehouse:github.baseUrl: would send the credential of the stack over plain http, where anybody on the way can read it; found "http://github.acme.example/"; allowed: https, an address of this machine, or `allowInsecure: true` beside it',
    ]);
  });
});

describe('the addresses of smoke checks', () => {
  const plain = 'http://orders.acme.example';
  test.each<[string, object, readonly string[]]>([
    ['plain http without a secret', { baseUrl: plain }, []],
    ['https with a secret', { baseUrl: 'https://orders.acme.example', ...withSecret }, []],
    ['this machine with a secret', { baseUrl: 'http://127.0.0.1:8000', ...withSecret }, []],
    [
      'plain http with a secret',
      { baseUrl: plain, ...withSecret },
      ['smoke.baseUrl: would send the secret STAGING_TOKEN'],
    ],
    [
      'plain http with a secret, as asked for',
      { baseUrl: plain, allowInsecure: true, ...withSecret },
      [],
    ],
    ['a header in plain text', { baseUrl: plain, checks: [check({ Accept: 'text/plain' })] }, []],
    [
      'a canary in plain http',
      { baseUrl: 'https://orders.acme.example', canary: { url: plain }, ...withSecret },
      ['smoke.canary.url: would send'],
    ],
    [
      'a canary in plain http without a secret',
      { baseUrl: 'https://orders.acme.example', canary: { url: plain } },
      [],
    ],
    [
      'link-local without a secret',
      { baseUrl: 'http://169.254.169.254' },
      ['smoke.baseUrl: is a link-local address'],
    ],
    ['link-local as asked for', { baseUrl: 'http://169.254.169.254', allowInsecure: true }, []],
    [
      'a link-local host of a probe',
      {
        baseUrl: plain,
        checks: [
          check(),
          { name: 'b', kind: 'api', probe: 'tcp', host: '169.254.169.254', port: 80 },
        ],
      },
      ['smoke.checks[1].host: is a link-local address'],
    ],
    [
      'another host of a probe',
      {
        baseUrl: plain,
        checks: [
          check(),
          { name: 'b', kind: 'api', probe: 'tcp', host: 'db.acme.example', port: 80 },
        ],
      },
      [],
    ],
  ])('%s', (_name, smoke, expected) => {
    const found = problems({}, smoke);
    expect(found).toHaveLength(expected.length);
    expected.forEach((part, index) => {
      expect(found[index]).toContain(`Pulumi.test.yaml: gatehouse:repositories[0].${part}`);
    });
  });

  test('are reported where they are written, once', () => {
    const smoke = { environment: 'staging', baseUrl: plain, ...withSecret };
    const repositories = [{ name: 'a' }, { name: 'b' }];
    const found = problems({}, undefined, {
      defaults: { environments: { staging: {} }, smoke },
      repositories,
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('gatehouse:defaults.smoke.baseUrl: would send');
    expect(found[0]).toContain('(of a and 1 more)');
  });
});
