import { unknownValue } from '../../provider/protocol/property-value';
import { makeUrn } from '../../provider/protocol/urn';
import { isRecordedOnly, recordedKey } from '../../provider/recorded/recorded-mark';
import { NotKnownHere } from '../../provider/protocol/provider';
import { packageProvider } from './package-provider';

const urn = (type: string, name = 'thing'): string =>
  makeUrn({ stack: 's', project: 'p', parent: '', type, name });
const context = { environment: {}, reach: 'loopback' as const };
const planning = { environment: {}, reach: 'nothing' as const };
const creation = (type: string, inputs: Record<string, string>) => ({
  urn: urn(type),
  inputs,
  preview: false,
  timeout: 0,
  resumed: false,
});

describe.each([
  [
    'where a sandbox is',
    { GITHUB_BASE_URL: 'http://127.0.0.1:9/', SLACK_API_URL: 'http://127.0.0.1:9/' },
  ],
  ['without a sandbox', {}],
])('the published schemas, %s', (_name, environment) => {
  it.each([
    [
      'github:index/repositoryRuleset:RepositoryRuleset',
      { enforcement: 'active', rules: { pullRequest: {}, mergeQueue: { mergeMethod: 'SQUASH' } } },
      {
        rules: {
          pullRequest: { __defaults: [] },
          mergeQueue: { mergeMethod: 'SQUASH', groupingStrategy: 'ALLGREEN', maxEntriesToBuild: 5 },
        },
        __defaults: [],
      },
      {
        rulesetId: unknownValue,
        rules: {
          pullRequest: { requiredApprovingReviewCount: 0, allowedMergeMethods: unknownValue },
        },
      },
    ],
    [
      'github:index/branchProtection:BranchProtection',
      { repositoryId: 'demo', pattern: 'main', requiredPullRequestReviews: [{}] },
      {
        requiredPullRequestReviews: [
          { requiredApprovingReviewCount: 1, __defaults: ['requiredApprovingReviewCount'] },
        ],
        __defaults: [],
      },
      { enforceAdmins: false, allowsForcePushes: false },
    ],
    [
      'github:index/actionsSecret:ActionsSecret',
      { repository: 'demo', secretName: 'NAME', value: 'x' },
      { __defaults: [] },
      { createdAt: unknownValue, updatedAt: unknownValue },
    ],
    [
      'slack:index/conversation:Conversation',
      { name: 'alerts', isPrivate: false },
      {
        actionOnDestroy: 'archive',
        __defaults: ['actionOnDestroy', 'actionOnUpdatePermanentMembers'],
      },
      { isArchived: false, created: unknownValue },
    ],
  ])('of %s: defaults in the inputs, unknown outputs in a preview', async (...row) => {
    const [type, news, checked, previewed] = row;
    const [name = ''] = type.split(':');
    const provider = packageProvider(name, {}, { ...context, environment });
    const { inputs } = await provider.check({ urn: urn(type), olds: undefined, news });
    expect(inputs).toMatchObject(checked);
    const request = { urn: urn(type), inputs, preview: true, timeout: 0, resumed: false };
    const { state } = await provider.create(request);
    expect(state).toMatchObject(previewed);
    expect(JSON.stringify(state)).not.toContain('__defaults');
  });

  it('leave a resource of an earlier state, without defaults, as it is', async () => {
    const type = 'slack:index/conversation:Conversation';
    const slack = packageProvider('slack', {}, { ...context, environment });
    const olds = { name: 'alerts', isPrivate: false };
    const { inputs: news } = await slack.check({ urn: urn(type), olds, news: olds });
    expect(news).not.toEqual(olds);
    const request = { urn: urn(type), id: 'C1', oldInputs: olds, olds, news, ignoreChanges: [] };
    expect((await slack.diff(request)).changes).toBe('none');
  });
});

describe('what no sandbox is behind', () => {
  const aws = packageProvider('aws', { region: 'eu-central-1' }, context);

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
  ])('%s is recorded with a placeholder ARN, and marked', async (type, inputs, arn) => {
    const made = await aws.create(creation(type, inputs));
    expect(made.state['arn']).toBe(arn);
    expect(isRecordedOnly(made.state)).toBe(true);
  });

  it('gets a name when the program gives none, the same one each time', async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(() => aws.create(creation('aws:sqs/queue:Queue', {}))),
    );
    expect(one?.state['name']).toMatch(/^thing-[0-9a-f]{7}$/);
    expect(two).toEqual(one);
  });

  it('is not previewed with placeholder values', async () => {
    const preview = await aws.create({
      ...creation('aws:sqs/queue:Queue', { name: 'jobs' }),
      preview: true,
    });
    expect(isRecordedOnly(preview.state)).toBe(true);
    expect(Object.keys(preview.state)).toEqual(['name', recordedKey]);
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
    expect(result).toMatchObject({ ...args, [key]: `placeholder from the sandbox for ${name}` });
    const asked = packageProvider('aws', {}, planning).invoke(token, args);
    await expect(asked).rejects.toBeInstanceOf(NotKnownHere);
  });

  it('refuses any other function, in a preview of an update too, so that nothing is touched', async () => {
    const token = 'aws:ec2/getVpc:getVpc';
    const asked = aws.invoke(token, {});
    await expect(asked).rejects.toThrow(/does not serve the function aws:ec2/);
    await expect(asked).rejects.not.toBeInstanceOf(NotKnownHere);
    const planned = packageProvider('aws', {}, planning).invoke(token, {});
    await expect(planned).rejects.toBeInstanceOf(NotKnownHere);
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
    const github = packageProvider('github', {}, context);
    await expect(github.delete(request)).rejects.toThrow(/was created in the sandbox/);
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

  it('is not looked for at a real GitHub, whatever the environment says', async () => {
    const environment = { GITHUB_BASE_URL: 'https://api.github.com/', GITHUB_TOKEN: 'x' };
    const github = packageProvider('github', {}, { ...context, environment });
    const made = await github.create(creation(type, { repository: 'demo' }));
    expect(isRecordedOnly(made.state)).toBe(true);
  });

  it.each([
    ['where a sandbox is, and is then made', { GITHUB_BASE_URL: 'http://127.0.0.1:9/' }, 'some'],
    ['without a sandbox, and stays so', {}, 'none'],
  ])('was only written down %s', async (_, environment, changes) => {
    const github = packageProvider('github', {}, { ...context, environment });
    const inputs = { repository: 'demo' };
    const { state } = await packageProvider('github', {}, context).create(creation(type, inputs));
    const same = { urn: urn(type), id: 'x', oldInputs: inputs, olds: state, news: inputs };
    const diff = await github.diff({ ...same, ignoreChanges: [] });
    expect(diff.changes).toBe(changes);
    expect(diff.replaceKeys.length > 0).toBe(changes === 'some');
  });

  it('a sandbox that does not answer is named', async () => {
    const environment = {
      GITHUB_BASE_URL: 'http://127.0.0.1:9/',
      GITHUB_TOKEN: 'token',
      GITHUB_OWNER: 'acme',
    };
    const github = packageProvider('github', {}, { ...context, environment });
    await expect(
      github.create(creation(type, { repository: 'demo', secretName: 'A', value: 'b' })),
    ).rejects.toThrow(
      /no response from http:\/\/127\.0\.0\.1:9; check that the sandbox is running/,
    );
  });
});
