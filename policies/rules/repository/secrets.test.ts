import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { judgeResource, unknown, UNSURE } from '../../fixtures/judge';
import { cloudKeys } from './cloud-keys';
import { secretValues } from './secret-values';

type Props = Readonly<Record<string, unknown>>;

const SDK = dirname(require.resolve('@pulumi/github/package.json'));
const VARIABLE = 'github:index/actionsVariable:ActionsVariable';
const SECRET = 'github:index/actionsSecret:ActionsSecret';
const PARAMETER = 'aws:ssm/parameter:Parameter';

/** Every secret and variable that GitHub's provider can write, and what its SDK marks as secret. */
const ofProvider = readdirSync(SDK)
  .filter((file) => /(?:Secret|Variable)\.js$/.test(file))
  .map((file) => {
    const source = readFileSync(join(SDK, file), 'utf8');
    const [, type = ''] = /__pulumiType = '([^']+)'/.exec(source) ?? [];
    const [, secrets = '[]'] = /additionalSecretOutputs: (\[[^\]]*\])/.exec(source) ?? [];
    // What is encrypted for GitHub already is no secret.
    const open = (JSON.parse(secrets) as readonly string[]).filter(
      (key) => !/encrypted/i.test(key),
    );
    return { type, secrets: open };
  });

// Put together here, so that no scanner takes this file for a leak.
const awsKey = `AKIA${'ABCDEFGH'.repeat(2)}`;

test('the provider has secrets and variables', () => {
  const kinds = ofProvider.map(({ type }) => type);
  expect(kinds).toEqual(expect.arrayContaining([SECRET, VARIABLE]));
  expect(ofProvider.find(({ type }) => type === SECRET)?.secrets).toEqual([
    'plaintextValue',
    'value',
  ]);
});

describe('secret-values', () => {
  const plain = (path: string) => [`${path} is plain text`];
  const judge = (type: string, path: string, secrets: readonly string[]) => {
    const props = path
      .split('.')
      .reduceRight<unknown>((value, key) => ({ [key]: value }), 'open') as Props;
    return judgeResource(secretValues, { type, props, secrets });
  };
  test.each<readonly [string, string]>([
    ...ofProvider.flatMap(({ type, secrets }) => secrets.map((path) => [type, path] as const)),
    ['github:index/repositoryWebhook:RepositoryWebhook', 'configuration.secret'],
    ['github:index/organizationWebhook:OrganizationWebhook', 'configuration.secret'],
    ['aws:secretsmanager/secretVersion:SecretVersion', 'secretString'],
    ['aws:secretsmanager/secretVersion:SecretVersion', 'secretBinary'],
    ['aws:iam/accessKey:AccessKey', 'secret'],
    ['pulumi:providers:github', 'token'],
    ['pulumi:providers:github', 'appAuth.pemFile'],
    ['pulumi:providers:gatehouse', 'token'],
    ['pulumi:providers:gatehouse', 'appAuth.pemFile'],
    ['pulumi:providers:slack', 'token'],
    ['pulumi:providers:aws', 'secretKey'],
    ['pulumi:providers:aws', 'token'],
  ])('%s keeps %s secret', (type, path) => {
    expect(judge(type, path, [])).toEqual(plain(path));
    expect(judge(type, path, [path])).toEqual([]);
  });

  test.each<[string, string, Props, readonly string[], readonly string[]]>([
    [
      'marked on the object around it',
      'github:index/repositoryWebhook:RepositoryWebhook',
      { configuration: { secret: 'x' } },
      ['configuration'],
      [],
    ],
    [
      'marked on something beside it',
      'github:index/repositoryWebhook:RepositoryWebhook',
      { configuration: { secret: 'x' } },
      ['secret'],
      plain('configuration.secret'),
    ],
    [
      'of two properties the one that is plain',
      SECRET,
      { plaintextValue: 'x', value: 'y' },
      ['value'],
      plain('plaintextValue'),
    ],
    ['an absent value', SECRET, {}, [], []],
    ['an empty value', SECRET, { value: '' }, [], []],
    ['no value', SECRET, { value: null }, [], []],
    ['an encrypted parameter', PARAMETER, { type: 'SecureString', value: 'x' }, [], plain('value')],
    [
      'an encrypted parameter that is secret',
      PARAMETER,
      { type: 'SecureString', value: 'x' },
      ['value'],
      [],
    ],
    ['a plain parameter', PARAMETER, { type: 'String', value: 'x' }, [], []],
    ['a variable', VARIABLE, { value: 'x' }, [], []],
    ['an unknown value', SECRET, unknown(['value']), [], [UNSURE]],
    ['an unknown value that is secret', SECRET, unknown(['value']), ['value'], []],
  ])('%s', (_name, type, props, secrets, expected) => {
    expect(judgeResource(secretValues, { type, props, secrets })).toEqual(expected);
  });

  test('where it cannot be seen what is secret, nothing is said and nothing made secret', () => {
    if (secretValues.scope !== 'resource') throw new Error('not a resource rule');
    const view = { type: SECRET, name: 'it', urn: 'it', props: { value: 'x' } };
    expect(secretValues.check(view, {}, (read) => read())).toEqual([]);
    expect(secretValues.makeSecret?.(view, {})).toEqual([]);
    expect(secretValues.makeSecret?.({ ...view, secretPaths: new Set() }, {})).toEqual(['value']);
  });
});

describe('cloud-keys', () => {
  const named = (name: string) => [`${name} is a long-lived cloud key`];
  test.each<[string, string, Props, readonly string[]]>([
    ['a secret', SECRET, { secretName: 'AWS_SECRET_ACCESS_KEY' }, named('AWS_SECRET_ACCESS_KEY')],
    ['a variable', VARIABLE, { variableName: 'AWS_ACCESS_KEY_ID' }, named('AWS_ACCESS_KEY_ID')],
    [
      'a prefixed name',
      SECRET,
      { secretName: 'PROD_AWS_SECRET_KEY' },
      named('PROD_AWS_SECRET_KEY'),
    ],
    [
      'a name with a suffix',
      SECRET,
      { secretName: 'AWS_ACCESS_KEY_EU' },
      named('AWS_ACCESS_KEY_EU'),
    ],
    ['a name in small letters', SECRET, { secretName: 'gcp_sa_key' }, named('gcp_sa_key')],
    ['a name that only resembles one', SECRET, { secretName: 'LAWS_ACCESS_KEYS' }, []],
    [
      'a key under another name',
      SECRET,
      { secretName: 'UPLOAD', value: awsKey },
      ['UPLOAD contains a long-lived AWS access key'],
    ],
    [
      'a key in the older property',
      SECRET,
      { secretName: 'UPLOAD', plaintextValue: `id=${awsKey}` },
      ['UPLOAD contains a long-lived AWS access key'],
    ],
    [
      'a key of a session',
      SECRET,
      { secretName: 'UPLOAD', value: awsKey.replace('AKIA', 'ASIA') },
      [],
    ],
    ['what is longer than a key', SECRET, { secretName: 'UPLOAD', value: `${awsKey}A` }, []],
    ['what begins before a key', SECRET, { secretName: 'UPLOAD', value: `X${awsKey}` }, []],
    [
      'the ARN of a role',
      VARIABLE,
      { variableName: 'AWS_ROLE_ARN', value: 'arn:aws:iam::111122223333:role/deploy' },
      [],
    ],
    ['no name', SECRET, { value: awsKey }, []],
    [
      'a key that is made',
      'aws:iam/accessKey:AccessKey',
      { user: 'bot' },
      ['a long-lived access key is created'],
    ],
    ['an unknown value of a plain name', SECRET, unknown(['value'], { secretName: 'UPLOAD' }), []],
    [
      'an unknown value of a key',
      SECRET,
      unknown(['value'], { secretName: 'GCP_SA_KEY' }),
      named('GCP_SA_KEY'),
    ],
    ['an unknown name', SECRET, unknown(['secretName'], { value: awsKey }), [UNSURE]],
    [
      'a resource of another kind',
      'github:index/issueLabel:IssueLabel',
      { variableName: 'GCP_SA_KEY' },
      [],
    ],
  ])('%s', (_name, type, props, expected) => {
    const found = judgeResource(cloudKeys, { type, props });
    expect(found).toEqual(expected);
    expect(found.join()).not.toContain(awsKey);
  });

  test.each([
    'AWS_ACCESS_KEY_ID',
    'AWS_ACCESS_KEY',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SECRET_KEY',
    'AZURE_CLIENT_SECRET',
    'AZURE_CREDENTIALS',
    'GCP_SA_KEY',
    'GCP_CREDENTIALS',
    'GOOGLE_CREDENTIALS',
    'GOOGLE_APPLICATION_CREDENTIALS',
  ])('%s is one by default, in every kind of secret and variable', (name) => {
    for (const { type } of ofProvider) {
      const key = type.endsWith('Variable') ? 'variableName' : 'secretName';
      expect(judgeResource(cloudKeys, { type, props: { [key]: name } })).toEqual(named(name));
    }
  });

  test('the settings may name others', () => {
    const judge = (secretName: string) =>
      judgeResource(cloudKeys, { type: SECRET, props: { secretName } }, { names: ['DO_TOKEN'] });
    expect(judge('DO_TOKEN')).toEqual(named('DO_TOKEN'));
    expect(judge('GCP_SA_KEY')).toEqual([]);
  });

  test('another error is not taken for an unknown value', () => {
    const props = {
      secretName: 'UPLOAD',
      get value(): string {
        throw new Error('broken');
      },
    };
    expect(() => judgeResource(cloudKeys, { type: SECRET, props })).toThrow('broken');
  });
});
