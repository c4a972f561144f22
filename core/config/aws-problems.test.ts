import { formatProblem } from '../kernel/problem';
import { loadStack } from './load';

interface Values {
  readonly [key: string]: unknown;
}

const orders = { name: 'orders', environments: { production: {} } };
const credentials = { ssmParameter: '/gatehouse/github-app' };
const alarms = { email: 'ci@acme.example' };
const role = {
  name: 'orders-production',
  repository: 'orders',
  environment: 'production',
  managedPolicies: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'],
};

function load(aws: Values, cost: Values = {}, repositories: readonly Values[] = [orders]) {
  const stack: Values = {
    github: { owner: 'acme' },
    delivery: { mode: 'pullRequest' },
    repositories,
    aws,
    cost,
  };
  return loadStack({
    file: 'Pulumi.test.yaml',
    values: Object.fromEntries(
      Object.entries(stack).map(([key, value]) => [key, JSON.stringify(value)]),
    ),
    isSecret: () => false,
  });
}

function problemsOf(aws: Values, cost: Values = {}): readonly string[] {
  const loaded = load(aws, cost);
  return loaded.ok ? [] : loaded.problems.map(formatProblem);
}

test('everything is off until it is enabled', () => {
  const loaded = load({});
  if (!loaded.ok) throw new Error('refused');
  const { readiness, smoke, oidc, tracing } = loaded.config.aws;
  expect([readiness.enabled, smoke.enabled, oidc.enabled, tracing]).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(readiness).toMatchObject({
    schedules: { daily: '0 9 * * *', weekly: '30 9 * * 1', monthly: '45 9 1 * *' },
    timezone: 'UTC',
    concurrency: 3,
  });
});

test('what a real stack enables is accepted', () => {
  expect(
    problemsOf({
      readiness: { enabled: true, githubCredentials: credentials, timezone: 'Europe/Berlin' },
      alarms,
      logRetentionDays: 90,
      slackWebhook: { secretsManager: 'gatehouse/slack' },
      oidc: { enabled: true, roles: [role] },
    }),
  ).toEqual([]);
});

test.each<[string, Values, string]>([
  [
    'no credentials',
    { readiness: { enabled: true }, alarms },
    'aws.readiness.githubCredentials: is missing: the functions have to read repositories',
  ],
  [
    'credentials in plain text',
    { readiness: { githubCredentials: 'ghp_secret' } },
    'aws.readiness.githubCredentials: must say where the secret is in AWS, never its value',
  ],
  [
    'no one who is notified of alarms',
    { readiness: { enabled: true, githubCredentials: credentials } },
    'aws.alarms: notifies no one; allowed: `email` or `topic`',
  ],
  [
    'a mail beside a topic of one’s own',
    { alarms: { ...alarms, topic: 'arn:aws:sns:eu-central-1:111122223333:alarms' } },
    'aws.alarms.email: has no effect beside `topic`',
  ],
  [
    'monitors without checks',
    { smoke: { enabled: true }, alarms },
    'aws.smoke.enabled: monitors nothing: no repository has `smoke`',
  ],
  [
    'a percentile that is none of the three',
    { smoke: { slow: { percentile: 50, aboveMs: 500 } } },
    'aws.smoke.slow.percentile: must be 90, 95 or 99',
  ],
  [
    'a bot token in plain text',
    { smoke: { slackBot: { token: 'xoxb-1', channel: 'ci-alerts' } } },
    'aws.smoke.slackBot.token: must say where the secret is in AWS, never its value',
  ],
  [
    'a channel with its #',
    { smoke: { slackBot: { token: { ssmParameter: '/bot' }, channel: '#ci-alerts' } } },
    'aws.smoke.slackBot.channel: must be the id of a channel, such as C0123456789, or its name without `#` in lower case',
  ],
  [
    'a time zone that does not exist',
    { readiness: { timezone: 'Europe/Berln' } },
    'aws.readiness.timezone: must be an IANA time zone',
  ],
  [
    'a day of the month or a weekday',
    { readiness: { schedules: { monthly: '0 9 1 * 1' } } },
    'aws.readiness.schedules.monthly: restricts both day of month and day of week',
  ],
  [
    'EventBridge’s own dialect',
    { readiness: { schedules: { daily: 'cron(0 9 * * ? *)' } } },
    'aws.readiness.schedules.daily: must be a cron expression of five fields',
  ],
  [
    'more workers than GitHub bears',
    { readiness: { concurrency: 200 } },
    'aws.readiness.concurrency: is too large; found 200; allowed: at most 20',
  ],
  [
    'fewer workers than AWS allows',
    { readiness: { concurrency: 1 } },
    'aws.readiness.concurrency: is too small; found 1; allowed: at least 2',
  ],
  [
    'a retention CloudWatch does not know',
    { logRetentionDays: 45 },
    'aws.logRetentionDays: must be a retention CloudWatch knows',
  ],
  [
    'a role without repository',
    { oidc: { enabled: true, roles: [{ ...role, repository: 'ordres' }] } },
    'aws.oidc.roles[0].repository: is not a repository of this stack; found "ordres"; allowed: orders',
  ],
  [
    'a role of an environment that is not there',
    { oidc: { enabled: true, roles: [{ ...role, environment: 'staging' }] } },
    'aws.oidc.roles[0].environment: is no environment of orders; found "staging"; allowed: production',
  ],
  [
    'two roles of one environment',
    { oidc: { enabled: true, roles: [role, { ...role, name: 'other' }] } },
    'aws.oidc.roles[1]: repeats the name or the environment of aws.oidc.roles[0]',
  ],
  [
    'no roles',
    { oidc: { enabled: true } },
    'aws.oidc.roles: is empty, so there is no role to assume',
  ],
  [
    'a role that may do everything',
    {
      oidc: {
        roles: [{ ...role, statements: [{ actions: ['s3:*'], resources: ['arn:aws:s3:::a/*'] }] }],
      },
    },
    'aws.oidc.roles[0].statements[0].actions[0]: must name one action without wildcard',
  ],
  [
    'a role that may do it everywhere',
    {
      oidc: { roles: [{ ...role, statements: [{ actions: ['s3:GetObject'], resources: ['*'] }] }] },
    },
    'aws.oidc.roles[0].statements[0].resources[0]: must be an ARN that names its resource',
  ],
  [
    'a role that may do it on every object',
    {
      oidc: {
        roles: [
          {
            ...role,
            statements: [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::*/*'] }],
          },
        ],
      },
    },
    'aws.oidc.roles[0].statements[0].resources[0]: must be an ARN that names its resource',
  ],
  [
    'an action of which one letter is open',
    {
      oidc: {
        roles: [
          {
            ...role,
            statements: [{ actions: ['s3:GetObject?'], resources: ['arn:aws:s3:::a/*'] }],
          },
        ],
      },
    },
    'aws.oidc.roles[0].statements[0].actions[0]: must name one action without wildcard',
  ],
  [
    'a misspelt key',
    { readiness: { memroy: 512 } },
    'aws.readiness.memroy: unknown key; allowed: enabled, schedules, timezone, memory, concurrency, undeclared, githubCredentials; did you mean memory?',
  ],
  [
    'a subnet by its name',
    { smoke: { vpc: { subnets: ['private-a'], securityGroups: ['sg-0123456789'] } } },
    'aws.smoke.vpc.subnets[0]: ',
  ],
  [
    'a further region that is none',
    { smoke: { regions: { us: {} } } },
    'aws.smoke.regions.us: the key must be an AWS region, such as eu-central-1',
  ],
])('%s', (_name, aws, expected) => {
  const found = problemsOf(aws);
  expect(found.join('\n')).toContain(`Pulumi.test.yaml: gatehouse:${expected}`);
});

test('no problem prints credentials that stand where their name belongs', () => {
  const found = problemsOf({ readiness: { githubCredentials: 'ghp_0123456789' } });
  expect(found.join('\n')).not.toContain('ghp_');
});

test('assumptions of the estimate are checked like everything else', () => {
  expect(problemsOf({}, { cache: { hitRate: 130 }, plan: 'gold' }).join('\n')).toMatch(
    /cost\.cache\.hitRate: is too large; found 130[^]*|cost\.plan: is not one of the allowed values/,
  );
  expect(problemsOf({}, { cache: { hitRate: 130 }, plan: 'gold' })).toHaveLength(2);
});

describe('further regions', () => {
  const topic = (region: string) => `arn:aws:sns:${region}:111122223333:alarms`;
  const problemsWith = (regions: Values, aws: Values = { alarms }, reach = 'public') => {
    const checks = [
      { name: 'a', kind: 'api', path: '/' },
      { name: 'b', kind: 'api', path: '/', reach },
    ];
    const smoke = { environment: 'production', baseUrl: 'https://orders.acme.example', checks };
    const loaded = load({ region: 'eu-central-1', smoke: { enabled: true, regions }, ...aws }, {}, [
      { ...orders, smoke },
    ]);
    return loaded.ok ? [] : loaded.problems.map(formatProblem);
  };
  const vpc = { subnets: ['subnet-0123456789'], securityGroups: ['sg-0123456789'], ipv6: true };
  const own = { alarms: { topic: topic('eu-central-1') } };

  test.each<[string, readonly string[], string | undefined]>([
    ['by mail', problemsWith({ 'us-east-1': {} }), undefined],
    ['topics', problemsWith({ 'us-east-1': { alarmTopic: topic('us-east-1') } }, own), undefined],
    ['with a network', problemsWith({ 'us-east-1': { vpc } }, { alarms }, 'private'), undefined],
    [
      'the region of the stack',
      problemsWith({ 'eu-central-1': {} }),
      'aws.smoke.regions.eu-central-1: is the region of the stack',
    ],
    [
      'no topic there',
      problemsWith({ 'us-east-1': {} }, own),
      'aws.smoke.regions.us-east-1.alarmTopic: is missing: an alarm publishes to topics of its own region only; allowed: the ARN of a topic in us-east-1',
    ],
    [
      'a topic of another region',
      problemsWith({ 'us-east-1': { alarmTopic: topic('eu-central-1') } }),
      'aws.smoke.regions.us-east-1.alarmTopic: is a topic of another region, to which an alarm cannot publish; found eu-central-1; allowed: us-east-1',
    ],
    [
      'private checks without a network',
      problemsWith({ 'us-east-1': {} }, { alarms }, 'private'),
      'aws.smoke.regions.us-east-1.vpc: is missing, and private checks cannot be run from there without it',
    ],
  ])('%s', (_name, found, expected) => {
    if (expected === undefined) expect(found).toEqual([]);
    else expect(found.join('\n')).toContain(expected);
  });
});

describe('secrets of smoke checks', () => {
  const check = (name: string, secret?: string): Values => ({
    name,
    kind: 'api',
    path: '/',
    ...(secret === undefined ? {} : { headers: { authorization: { secret } } }),
  });
  const problemsWith = (checks: readonly Values[], secrets: Values) => {
    const smoke = { environment: 'production', baseUrl: 'https://orders.acme.example', checks };
    const loaded = load({ smoke: { enabled: true, secrets }, alarms }, {}, [{ ...orders, smoke }]);
    return loaded.ok ? [] : loaded.problems.map(formatProblem);
  };
  const stored = { ssmParameter: '/orders/token' };

  test.each<[string, readonly Values[], Values, readonly string[]]>([
    ['named and stored', [check('a', 'TOKEN')], { TOKEN: stored }, []],
    ['no check needs one', [check('a')], {}, []],
    [
      'a misspelt name is missing there and used nowhere here',
      [check('a', 'TOKEN'), check('b', 'TOKEN')],
      { TOKNE: stored },
      [
        'aws.smoke.secrets.TOKEN: is missing, and a of orders and b of orders cannot be run without it; found TOKNE; allowed: { ssmParameter: NAME } or { secretsManager: NAME }; say where the secret is in AWS, or correct the name',
        'aws.smoke.secrets.TOKNE: is named by no smoke check; found "TOKNE"; allowed: TOKEN; correct the name, or remove it',
      ],
    ],
    [
      'not stored',
      [check('a', 'TOKEN')],
      {},
      [
        'aws.smoke.secrets.TOKEN: is missing, and a of orders cannot be run without it; allowed: { ssmParameter: NAME } or { secretsManager: NAME }; say where the secret is in AWS, or correct the name',
      ],
    ],
  ])('%s', (_name, checks, secrets, expected) => {
    const found = problemsWith(checks, secrets);
    expect(found).toHaveLength(expected.length);
    expected.forEach((text, index) => {
      expect(found[index]).toContain(text);
    });
  });
});
