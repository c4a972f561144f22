import { makeUrn } from '../protocol/urn';
import { isRecordedOnly } from '../state/recorded-mark';
import { standIn } from './stand-in';

const urn = (type: string, name = 'thing'): string =>
  makeUrn({ stack: 's', project: 'p', parent: '', type, name });
const context = { environment: {}, offline: false };
const planning = { ...context, offline: true };
const creation = (type: string, inputs: Record<string, string>) => ({
  urn: urn(type),
  inputs,
  preview: false,
  timeout: 0,
  resumed: false,
});

describe('what no sandbox stands behind', () => {
  const aws = standIn('aws', { region: 'eu-central-1' }, context);

  it.each([
    [
      'aws:lambda/function:Function',
      { name: 'worker' },
      'arn:aws:lambda:eu-central-1:000000000000:function:worker',
    ],
    ['aws:iam/role:Role', { name: 'worker' }, 'arn:aws:iam::000000000000:role/worker'],
    ['aws:s3/bucket:Bucket', { bucket: 'reports' }, 'arn:aws:s3:::reports'],
    ['aws:sqs/queue:Queue', { name: 'jobs' }, 'arn:aws:sqs:eu-central-1:000000000000:jobs'],
    [
      'aws:ssm/parameter:Parameter',
      { name: '/a/b' },
      'arn:aws:ssm:eu-central-1:000000000000:parameter/a/b',
    ],
  ])('%s is written down with an ARN of nobody, and marked', async (type, inputs, arn) => {
    const made = await aws.create(creation(type, inputs));
    expect(made.state['arn']).toBe(arn);
    expect(isRecordedOnly(made.state)).toBe(true);
    expect(aws.isRecorded(type)).toBe(true);
  });

  it('gets a name when the program gives none, the same one each time', async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(() => aws.create(creation('aws:sqs/queue:Queue', {}))),
    );
    expect(one?.state['name']).toMatch(/^thing-[0-9a-f]{7}$/);
    expect(two).toEqual(one);
  });

  it('is not previewed with made-up values', async () => {
    const preview = await aws.create({
      ...creation('aws:sqs/queue:Queue', { name: 'jobs' }),
      preview: true,
    });
    expect(preview).toEqual({ id: '', state: { name: 'jobs' } });
  });

  it('answers who and where', async () => {
    const identity = await aws.invoke('aws:index/getCallerIdentity:getCallerIdentity', {});
    expect(identity.result['accountId']).toBe('000000000000');
  });

  it.each([
    ['aws:ssm/getParameter:getParameter', { name: '/a/b', withDecryption: true }, 'value', '/a/b'],
    [
      'aws:secretsmanager/getSecretVersion:getSecretVersion',
      { secretId: 's' },
      'secretString',
      's',
    ],
  ])('answers %s by a text that says what it is, and in a plan not at all', async (...row) => {
    const [token, args, key, name] = row;
    const { result } = await aws.invoke(token, args);
    expect(result).toMatchObject({
      ...args,
      [key]: `made up by the embedded host in place of ${name}`,
    });
    const unknown = { result: {}, failures: [], unknown: true };
    expect(await standIn('aws', {}, planning).invoke(token, args)).toEqual(unknown);
  });

  it('refuses any other function, in a preview of an update too, so that nothing is touched', async () => {
    const token = 'aws:ec2/getVpc:getVpc';
    await expect(aws.invoke(token, {})).rejects.toThrow(/no stand-in for the function aws:ec2/);
    expect((await standIn('aws', {}, planning).invoke(token, {})).unknown).toBe(true);
  });
});

describe('what was made in the sandbox', () => {
  const type = 'github:index/actionsSecret:ActionsSecret';
  const request = {
    urn: urn(type),
    id: 'demo:NAME',
    inputs: {},
    state: { real: true },
    timeout: 0,
  };

  it('is neither changed nor deleted by a run without the sandbox', async () => {
    const github = standIn('github', {}, context);
    await expect(github.delete(request)).rejects.toThrow(/was made in the sandbox/);
    await expect(
      github.update({
        ...request,
        oldInputs: {},
        olds: { real: true },
        news: {},
        ignoreChanges: [],
        preview: true,
      }),
    ).rejects.toThrow(/GITHUB_BASE_URL/);
  });

  it('is not looked for at a real GitHub, whatever the environment says', () => {
    const environment = { GITHUB_BASE_URL: 'https://api.github.com/', GITHUB_TOKEN: 'x' };
    expect(standIn('github', {}, { ...context, environment }).isRecorded(type)).toBe(true);
    const loopback = { ...environment, GITHUB_BASE_URL: 'http://127.0.0.1:9/' };
    expect(standIn('github', {}, { ...context, environment: loopback }).isRecorded(type)).toBe(
      false,
    );
  });

  it('a sandbox that does not answer is named', async () => {
    const environment = {
      GITHUB_BASE_URL: 'http://127.0.0.1:9/',
      GITHUB_TOKEN: 'token',
      GITHUB_OWNER: 'acme',
    };
    const github = standIn('github', {}, { ...context, environment });
    await expect(
      github.create(creation(type, { repository: 'demo', secretName: 'A', value: 'b' })),
    ).rejects.toThrow(/nothing answers at http:\/\/127\.0\.0\.1:9: is the sandbox running/);
  });
});
