import {
  judgeResource,
  judgeStack,
  unknown,
  UNSURE,
  type TestResource,
} from '../../fixtures/judge';
import { type Rule } from '../../../core/reading/rule';
import { defaultWorkflowToken } from './default-workflow-token';
import { deployKeys } from './deploy-keys';
import { securitySettings } from './security-settings';
import { tagProtection } from './tag-protection';
import { webhookSecrets } from './webhook-secrets';

type Props = Readonly<Record<string, unknown>>;

const TOKEN = 'github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions';
const ORGANIZATION =
  'github:index/actionsOrganizationWorkflowPermissions:ActionsOrganizationWorkflowPermissions';
const KEY = 'github:index/repositoryDeployKey:RepositoryDeployKey';
const HOOK = 'github:index/repositoryWebhook:RepositoryWebhook';
const everything = 'workflows without permissions get a token that may write everything';
const hook = (configuration: Props, more: Props = {}): Props => ({ configuration, ...more });
const OPTIONS = 'gatehouse:index:RepositorySettings';
const https = 'https://ci.example.com';

test.each<[string, Rule, string, Props, readonly string[]]>([
  ['a read-only token', defaultWorkflowToken, TOKEN, { defaultWorkflowPermissions: 'read' }, []],
  ['the provider’s default', defaultWorkflowToken, TOKEN, {}, []],
  [
    'a writing one',
    defaultWorkflowToken,
    TOKEN,
    { defaultWorkflowPermissions: 'write' },
    [everything],
  ],
  [
    'of all repositories',
    defaultWorkflowToken,
    ORGANIZATION,
    { defaultWorkflowPermissions: 'write' },
    [everything],
  ],
  [
    'approvals',
    defaultWorkflowToken,
    TOKEN,
    { canApprovePullRequestReviews: true },
    ['workflows may approve pull requests'],
  ],
  [
    'an unknown one that approves',
    defaultWorkflowToken,
    TOKEN,
    unknown(['defaultWorkflowPermissions'], { canApprovePullRequestReviews: true }),
    ['workflows may approve pull requests', UNSURE],
  ],
  ['a key that reads', deployKeys, KEY, { readOnly: true }, []],
  ['a key by default', deployKeys, KEY, {}, []],
  ['a key that writes', deployKeys, KEY, { readOnly: false }, ['the deploy key may write']],
  [
    'security features that are left alone',
    securitySettings,
    OPTIONS,
    { allowAutoMerge: false },
    [],
  ],
  [
    'security features that are on',
    securitySettings,
    OPTIONS,
    {
      secretScanning: true,
      vulnerabilityAlerts: true,
      forkPullRequestApproval: 'first_time_contributors',
    },
    [],
  ],
  [
    'security features that are off',
    securitySettings,
    OPTIONS,
    {
      secretScanning: false,
      secretScanningPushProtection: false,
      vulnerabilityAlerts: false,
      privateVulnerabilityReporting: false,
    },
    [
      'secret scanning is off: no one hears of a secret that was pushed',
      'push protection is off: a push with a secret is accepted',
      'Dependabot alerts are off: no one hears of a vulnerable dependency',
      'private vulnerability reporting is off: a finder has no private way to report one',
    ],
  ],
  [
    'strangers who are not asked',
    securitySettings,
    OPTIONS,
    { forkPullRequestApproval: 'first_time_contributors_new_to_github' },
    ['workflows of forks run without an approval unless the account is new to GitHub'],
  ],
  [
    'a feature that is not known yet',
    securitySettings,
    OPTIONS,
    unknown(['secretScanning'], { vulnerabilityAlerts: false }),
    ['Dependabot alerts are off: no one hears of a vulnerable dependency', UNSURE],
  ],
  ['a webhook with a secret', webhookSecrets, HOOK, hook({ url: https, secret: 's' }), []],
  ['without', webhookSecrets, HOOK, hook({ url: https }), ['the webhook has no secret']],
  [
    'with an empty one',
    webhookSecrets,
    HOOK,
    hook({ url: https, secret: '' }),
    ['the webhook has no secret'],
  ],
  ['that is off', webhookSecrets, HOOK, hook({ url: https }, { active: false }), []],
  [
    'over plain http',
    webhookSecrets,
    HOOK,
    hook({ url: 'HTTP://ci.example.com', secret: 's' }),
    ['the webhook is delivered without TLS'],
  ],
  [
    'without verification',
    webhookSecrets,
    HOOK,
    hook({ url: https, secret: 's', insecureSsl: true }),
    ['the webhook does not verify the certificate of its address'],
  ],
  [
    'whose secret is not known yet',
    webhookSecrets,
    HOOK,
    hook(unknown(['secret'], { url: https })),
    [UNSURE],
  ],
])('%s', (_, rule, type, props, expected) => {
  expect(judgeResource(rule, { type, props })).toEqual(expected);
});

describe('tags that start a workflow', () => {
  const file = (on: string): TestResource => ({
    type: 'github:index/repositoryFile:RepositoryFile',
    name: 'file',
    props: {
      repository: 'acme/shop',
      branch: 'main',
      file: '.github/workflows/p.yml',
      content: `on: ${on}\njobs: {}\n`,
    },
  });
  const ruleset = (props: Props = {}): TestResource => ({
    type: 'github:index/repositoryRuleset:RepositoryRuleset',
    name: 'tags',
    props: {
      repository: 'shop',
      target: 'tag',
      enforcement: 'active',
      conditions: { refName: { includes: ['~ALL'] } },
      rules: { update: true, deletion: true },
      ...props,
    },
  });
  const tags = '{push: {tags: ["v*"]}}';
  const open = [
    'file: a tag starts .github/workflows/p.yml, and no active ruleset protects the tags',
  ];
  test.each<[string, readonly TestResource[], readonly string[]]>([
    ['are protected', [file(tags), ruleset()], []],
    ['are not', [file(tags)], open],
    ['are those of releases', [file('release')], open],
    ['are none', [file('push')], []],
    ['are protected elsewhere', [file(tags), ruleset({ repository: 'blog' })], open],
    ['have a ruleset that is off', [file(tags), ruleset({ enforcement: 'disabled' })], open],
    ['have a ruleset of branches', [file(tags), ruleset({ target: 'branch' })], open],
    ['may be moved', [file(tags), ruleset({ rules: { deletion: true } })], open],
    [
      'may be moved forward alone',
      [file(tags), ruleset({ rules: { deletion: true, nonFastForward: true } })],
      [],
    ],
    ['may be deleted', [file(tags), ruleset({ rules: { update: true } })], open],
    [
      'are protected for the organization',
      [
        file(tags),
        {
          ...ruleset({ repository: undefined }),
          type: 'github:index/organizationRuleset:OrganizationRuleset',
        },
      ],
      [],
    ],
    [
      'may be protected',
      [file(tags), { ...ruleset(), props: unknown(['enforcement'], ruleset().props) }],
      [UNSURE],
    ],
  ])('%s', (_, resources, expected) => {
    expect(judgeStack(tagProtection, resources)).toEqual(expected);
  });
});
