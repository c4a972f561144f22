// First: it makes jest read Octokit, which the providers load too.
import { openTestWorld, type TestWorld } from './test-world';
import { NotKnownHere, type Provider, type ReadResult } from '../../provider/protocol/provider';
import { equalValues, makeSecret, type PropertyMap } from '../../provider/protocol/property-value';
import { makeUrn, parseUrn } from '../../provider/protocol/urn';
import { gitHubResources } from '../../sandbox/providers/github/types';
import { packageProvider } from '../../sandbox/providers/package-provider';

let world: TestWorld;
let github: Provider;
let slack: Provider;

beforeAll(async () => {
  world = await openTestWorld();
  await world.make('demo');
  const environment = {
    GITHUB_BASE_URL: `${world.githubUrl}/`,
    GITHUB_TOKEN: world.token,
    GITHUB_OWNER: world.owner,
    SLACK_API_URL: `${world.slackUrl}/api/`,
    SLACK_TOKEN: world.slackToken,
  };
  const context = { environment, reach: 'loopback' as const };
  github = packageProvider('github', {}, context);
  slack = packageProvider('slack', {}, context);
});
afterAll(async () => {
  // Every answer kept to GitHub's published description, and every request was accepted by it.
  expect(world.github.violations).toEqual([]);
  await world.dispose();
});

const typeOf = (name: string): string =>
  `github:index/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
const urnOf = (type: string): string =>
  makeUrn({ stack: 's', project: 'p', parent: '', type, name: 'x' });

async function checked(
  provider: Provider,
  urn: string,
  news: PropertyMap,
  olds: PropertyMap,
): Promise<PropertyMap> {
  const { inputs, failures } = await provider.check({ urn, olds, news });
  expect(failures).toEqual([]);
  return inputs;
}

/** One resource and what a test does with it, as the host's deployment would. */
class Managed {
  private id = '';
  state: PropertyMap = {};

  constructor(
    private readonly provider: Provider,
    private readonly urn: string,
    private inputs: PropertyMap,
  ) {}

  async create(resumed = false): Promise<void> {
    this.inputs = await checked(this.provider, this.urn, this.inputs, {});
    const made = await this.provider.create({
      urn: this.urn,
      inputs: this.inputs,
      preview: false,
      timeout: 0,
      resumed,
    });
    this.id = made.id;
    this.state = made.state;
  }

  async update(wanted: PropertyMap): Promise<void> {
    const news = await checked(this.provider, this.urn, wanted, this.inputs);
    const { state } = await this.provider.update({
      urn: this.urn,
      id: this.id,
      oldInputs: this.inputs,
      olds: this.state,
      news,
      ignoreChanges: [],
      preview: false,
      timeout: 0,
    });
    this.state = state;
    this.inputs = news;
  }

  read(): Promise<ReadResult> {
    const { urn, id, inputs, state } = this;
    return this.provider.read({ urn, id, inputs, state });
  }

  /** What the service chose, by the published schema, as far as it is not there. */
  missing(): readonly string[] {
    const { computed = [] } = gitHubResources.get(parseUrn(this.urn).type)?.schema ?? {};
    return computed.filter((name) => !(name in this.state));
  }

  /** Outputs that a refresh finds to be others. */
  async changedOutputs(): Promise<readonly string[]> {
    const { state } = await this.read();
    const names = [...new Set([...Object.keys(this.state), ...Object.keys(state)])];
    return names.filter((name) => !equalValues(this.state[name], state[name]));
  }

  /** The inputs that an import of the resource finds; a ruleset's own id lacks the repository, where it is of one. */
  async imported(): Promise<PropertyMap> {
    const isOfRepository = this.inputs['repository'] !== undefined;
    const id = isOfRepository && /^\d+$/.test(this.id) ? `demo:${this.id}` : this.id;
    const found = await this.provider.read({ urn: this.urn, id, inputs: {}, state: {} });
    expect(found.id).toBe(this.id);
    return found.inputs;
  }

  /** Properties in which the world differs from what is wanted. */
  async drift(): Promise<readonly string[]> {
    const found = await this.read();
    if (found.id === '') return ['gone'];
    const { changedKeys } = await this.provider.diff({
      urn: this.urn,
      id: this.id,
      oldInputs: found.inputs,
      olds: found.state,
      news: this.inputs,
      ignoreChanges: [],
    });
    return changedKeys;
  }

  remove(): Promise<void> {
    const { urn, id, inputs, state } = this;
    return this.provider.delete({ urn, id, inputs, state, timeout: 0 });
  }
}

const demo = { repository: 'demo' };

/** Each type with what is wanted first, what is wanted then, and someone's change by hand. */
const cases: readonly (readonly [string, PropertyMap, PropertyMap, string, PropertyMap])[] = [
  [
    'ActionsVariable',
    { ...demo, variableName: 'TIER', value: 'gold' },
    { ...demo, variableName: 'TIER', value: 'silver' },
    'PATCH /repos/acme/demo/actions/variables/TIER',
    { value: 'by hand' },
  ],
  [
    'IssueLabel',
    { ...demo, name: 'override', color: 'ff0000', description: 'lets it pass' },
    { ...demo, name: 'override', color: '00ff00', description: 'lets it pass' },
    'PATCH /repos/acme/demo/labels/override',
    { color: '0000ff' },
  ],
  [
    'ActionsRepositoryPermissions',
    { ...demo, enabled: true, allowedActions: 'all', shaPinningRequired: true },
    {
      ...demo,
      enabled: true,
      allowedActions: 'selected',
      shaPinningRequired: true,
      allowedActionsConfig: {
        githubOwnedAllowed: true,
        verifiedAllowed: false,
        patternsAlloweds: ['astral-sh/*'],
      },
    },
    'PUT /repos/acme/demo/actions/permissions',
    { enabled: true, sha_pinning_required: false },
  ],
  [
    'WorkflowRepositoryPermissions',
    { ...demo, defaultWorkflowPermissions: 'read', canApprovePullRequestReviews: false },
    { ...demo, defaultWorkflowPermissions: 'read', canApprovePullRequestReviews: true },
    'PUT /repos/acme/demo/actions/permissions/workflow',
    { default_workflow_permissions: 'write' },
  ],
  [
    'RepositoryEnvironment',
    {
      ...demo,
      environment: 'staging',
      canAdminsBypass: false,
      preventSelfReview: false,
      waitTimer: 5,
      reviewers: [{ teams: [4711], users: [] }],
      deploymentBranchPolicy: { protectedBranches: true, customBranchPolicies: false },
    },
    { ...demo, environment: 'staging', canAdminsBypass: false, waitTimer: 10 },
    'PUT /repos/acme/demo/environments/staging',
    { wait_timer: 1 },
  ],
  [
    'RepositoryRuleset',
    {
      ...demo,
      name: 'gatehouse',
      target: 'branch',
      enforcement: 'active',
      conditions: { refName: { includes: ['refs/heads/main'], excludes: [] } },
      bypassActors: [{ actorId: 90001, actorType: 'Integration', bypassMode: 'always' }],
      rules: {
        deletion: true,
        nonFastForward: true,
        requiredLinearHistory: false,
        pullRequest: { requiredApprovingReviewCount: 1, dismissStaleReviewsOnPush: true },
        requiredStatusChecks: {
          requiredChecks: [{ context: 'CI Success', integrationId: 15368 }],
          strictRequiredStatusChecksPolicy: true,
        },
        mergeQueue: { mergeMethod: 'SQUASH' },
      },
    },
    {
      ...demo,
      name: 'gatehouse',
      target: 'branch',
      enforcement: 'disabled',
      conditions: { refName: { includes: ['refs/heads/main'], excludes: [] } },
      bypassActors: [],
      rules: { deletion: true },
    },
    'RULESET',
    { rules: [{ type: 'deletion' }, { type: 'creation' }] },
  ],
  [
    'OrganizationRuleset',
    {
      name: 'required',
      target: 'branch',
      enforcement: 'active',
      conditions: {
        refName: { includes: ['~DEFAULT_BRANCH'], excludes: [] },
        repositoryName: { includes: ['demo'], excludes: [], protected: true },
      },
      bypassActors: [{ actorId: 90001, actorType: 'Integration', bypassMode: 'always' }],
      rules: {
        requiredWorkflows: {
          requiredWorkflows: [{ repositoryId: 7, path: '.github/workflows/gate.yml', ref: 'main' }],
        },
      },
    },
    {
      name: 'required',
      target: 'branch',
      enforcement: 'evaluate',
      conditions: {
        refName: { includes: ['~DEFAULT_BRANCH'], excludes: [] },
        repositoryName: { includes: ['demo', 'other'], excludes: [], protected: true },
      },
      bypassActors: [],
      rules: {
        requiredWorkflows: {
          requiredWorkflows: [{ repositoryId: 7, path: '.github/workflows/gate.yml', ref: 'v1' }],
        },
      },
    },
    'ORGANIZATION RULESET',
    { enforcement: 'disabled' },
  ],
];

/** What of the second wishes is as by default. */
const presets: Readonly<Record<string, readonly string[]>> = {
  ActionsRepositoryPermissions: ['enabled'],
};

const without = (values: PropertyMap, names: readonly string[]): PropertyMap =>
  Object.fromEntries(Object.entries(values).filter(([key]) => !names.includes(key)));

/** A change that the host did not make. */
async function byHand(route: string, body: PropertyMap): Promise<void> {
  const { octokit } = world;
  if (route === 'ORGANIZATION RULESET') {
    const { data } = await octokit.request('GET /orgs/acme/rulesets');
    const [ruleset] = data as readonly { readonly id: number }[];
    await octokit.request(`PUT /orgs/acme/rulesets/${ruleset?.id}`, body);
    return;
  }
  if (route !== 'RULESET') {
    await octokit.request(route, body);
    return;
  }
  const { data } = await octokit.request('GET /repos/acme/demo/rulesets');
  const [ruleset] = data as readonly { readonly id: number }[];
  await octokit.request(`PUT /repos/acme/demo/rulesets/${ruleset?.id}`, body);
}

describe.each(cases)('GitHub %s', (name, first, then, route, hand) => {
  it('is made, changed, seen to drift by hand, repaired and taken away', async () => {
    const managed = new Managed(github, urnOf(typeOf(name)), first);
    await managed.create();
    expect(managed.missing()).toEqual([]);
    expect(await managed.changedOutputs()).toEqual([]);
    expect(await managed.drift()).toEqual([]);
    await managed.update(then);
    expect(managed.missing()).toEqual([]);
    expect(await managed.changedOutputs()).toEqual([]);
    expect(await managed.drift()).toEqual([]);
    const { allowedActionsConfig: _notRead, ...read } = then;
    const imported = await managed.imported();
    // A value that the published provider's schema gives is not imported.
    const preset = Object.keys(read).filter((key) => !(key in imported));
    expect(imported).toMatchObject(without(read, preset));
    expect(preset).toEqual(presets[name] ?? []);
    await byHand(route, hand);
    expect(await managed.drift()).not.toEqual([]);
    await managed.update(then);
    expect(await managed.drift()).toEqual([]);
    // What an interrupted run made is taken over, not made twice.
    await managed.create(true);
    expect(await managed.drift()).toEqual([]);
    await managed.remove();
    await managed.remove();
  });
});

/** A repository, an environment, and types that need one. */
const further: readonly (readonly [string, PropertyMap])[] = [
  ['Repository', { name: 'made', description: 'x', autoInit: true }],
  [
    'RepositoryEnvironment',
    {
      ...{ ...demo, environment: 'prod' },
      deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
    },
  ],
  [
    'RepositoryEnvironmentDeploymentPolicy',
    { ...demo, environment: 'prod', branchPattern: 'release/*' },
  ],
  ['ActionsEnvironmentVariable', { ...demo, environment: 'prod', variableName: 'A', value: 'b' }],
  ['ActionsEnvironmentSecret', { ...demo, environment: 'prod', secretName: 'A', value: 'b' }],
];

test('all that the service chooses is there once a resource is made, and stays', async () => {
  for (const [name, inputs] of further) {
    const managed = new Managed(github, urnOf(typeOf(name)), inputs);
    await managed.create();
    expect([name, managed.missing()]).toEqual([name, []]);
    expect([name, await managed.changedOutputs()]).toEqual([name, []]);
  }
});

test('an ETag that another token sees is another output, and no drift', async () => {
  const inputs = { ...demo, name: 'tagged', color: 'ff0000' };
  const managed = new Managed(github, urnOf(typeOf('IssueLabel')), inputs);
  await managed.create();
  managed.state = { ...managed.state, etag: 'W/"of another token"' };
  expect(await managed.changedOutputs()).toEqual(['etag']);
  expect(await managed.drift()).toEqual([]);
});

test('pinned actions stay so when the setting leaves the stack, as with the published provider', async () => {
  const inputs = { ...demo, enabled: true, allowedActions: 'local_only', shaPinningRequired: true };
  const managed = new Managed(github, urnOf(typeOf('ActionsRepositoryPermissions')), inputs);
  await managed.create();
  await managed.remove();
  const { data } = await world.octokit.request('GET /repos/acme/demo/actions/permissions');
  expect(data).toMatchObject({ allowed_actions: 'all', sha_pinning_required: true });
});

test.each(['', 'demo', 'demo:', ':NAME'])('%j is no id of a variable', async (id) => {
  const urn = urnOf(typeOf('ActionsVariable'));
  await expect(github.read({ urn, id, inputs: {}, state: {} })).rejects.toThrow(
    /is not a valid id to import; use repository:variableName/,
  );
});

describe.each([
  ['ActionsSecret', '/repos/acme/demo/actions/secrets'],
  ['DependabotSecret', '/repos/acme/demo/dependabot/secrets'],
])('GitHub %s', (name, path) => {
  const inputs = { ...demo, secretName: 'TOKEN', value: makeSecret('hunter2') };

  it('arrives sealed, and is written again when someone else wrote it', async () => {
    const managed = new Managed(github, urnOf(typeOf(name)), inputs);
    await managed.create();
    expect(managed.missing()).toEqual([]);
    expect(await managed.changedOutputs()).toEqual([]);
    expect(await managed.drift()).toEqual([]);
    const found = await managed.read();
    expect(JSON.stringify(found.inputs)).toContain('4dabf18193072939515e22adb298388d');
    await world.octokit.request(`DELETE ${path}/TOKEN`);
    expect(await managed.drift()).toEqual(['gone']);
    await managed.create();
    expect(await managed.drift()).toEqual([]);
    await managed.remove();
  });
});

describe('GitHub, classic branch protection', () => {
  const inputs = (approvals: number): PropertyMap => ({
    repositoryId: 'demo',
    pattern: 'release/*',
    enforceAdmins: true,
    requireSignedCommits: true,
    allowsDeletions: false,
    requiredPullRequestReviews: [
      { requiredApprovingReviewCount: approvals, dismissStaleReviews: true },
    ],
    requiredStatusChecks: [{ strict: true, contexts: ['CI Success'] }],
  });

  it('takes patterns and signatures, sees drift, and goes away', async () => {
    const managed = new Managed(github, urnOf(typeOf('BranchProtection')), inputs(1));
    await managed.create();
    expect(await managed.drift()).toEqual([]);
    await managed.update(inputs(2));
    expect(await managed.drift()).toEqual([]);
    await managed.create(true);
    const [protection] = world.github.world.repository('acme', 'demo')?.protections ?? [];
    expect(protection).toMatchObject({
      pattern: 'release/*',
      requiresCommitSignatures: true,
      requiredApprovingReviewCount: 2,
    });
    Object.assign(protection ?? {}, { isAdminEnforced: false });
    expect(await managed.drift()).toEqual(['enforceAdmins']);
    await managed.remove();
    expect(await managed.drift()).toEqual(['gone']);
  });
});

describe('GitHub, files and functions', () => {
  const file = { ...demo, branch: 'main', file: 'docs/a b.md', content: 'Grüße\n' };

  it('commits one file, refuses to run over a foreign one, and takes its own away', async () => {
    const managed = new Managed(github, urnOf(typeOf('RepositoryFile')), file);
    await managed.create();
    expect(managed.missing()).toEqual([]);
    expect(await managed.changedOutputs()).toEqual([]);
    expect(world.git('demo', 'show', 'main:docs/a b.md')).toBe('Grüße');
    expect(await managed.drift()).toEqual([]);
    const foreign = new Managed(github, urnOf(typeOf('RepositoryFile')), {
      ...file,
      file: 'README.md',
    });
    await expect(foreign.create()).rejects.toThrow(/README\.md exists in demo.*overwriteOnCreate/);
    await world.push('demo', 'main', { 'docs/a b.md': 'by hand\n' });
    expect(await managed.drift()).toEqual(['content']);
    await managed.remove();
    expect(await managed.drift()).toEqual(['gone']);
  });

  it('answers getRepository from the sandbox, and nothing at all in a plan', async () => {
    const token = 'github:index/getRepository:getRepository';
    const { result } = await github.invoke(token, { name: 'demo' });
    expect(result).toMatchObject({ name: 'demo', fullName: 'acme/demo', defaultBranch: 'main' });
    await expect(github.invoke(token, { name: 'nowhere' })).rejects.toThrow(/404/);
    const environment = {
      GITHUB_BASE_URL: `${world.githubUrl}/`,
      GITHUB_TOKEN: world.token,
      GITHUB_OWNER: 'acme',
    };
    const planning = packageProvider('github', {}, { environment, reach: 'nothing' });
    const before = world.requests.length;
    await expect(planning.invoke(token, { name: 'demo' })).rejects.toBeInstanceOf(NotKnownHere);
    expect(world.requests).toHaveLength(before);
  });
});

describe('Slack', () => {
  it('a channel is made, described, archived, and taken over when asked', async () => {
    const inputs = {
      name: 'ci-alerts-x',
      isPrivate: false,
      topic: 'alerts',
      permanentMembers: ['U123456'],
    };
    const managed = new Managed(slack, urnOf('slack:index/conversation:Conversation'), inputs);
    await managed.create();
    expect(await managed.drift()).toEqual([]);
    await managed.update({ ...inputs, topic: 'other' });
    expect(await managed.drift()).toEqual([]);
    expect(world.slack.world.channel('ci-alerts-x')?.topic.value).toBe('other');
    await managed.remove();
    expect(world.slack.world.channel('ci-alerts-x')?.isArchived).toBe(true);
    expect(await managed.drift()).toEqual(['gone']);
    await expect(managed.create()).rejects.toThrow('name_taken');
    const adopting = new Managed(slack, urnOf('slack:index/conversation:Conversation'), {
      ...inputs,
      adoptExistingChannel: true,
    });
    await adopting.create();
    expect(world.slack.world.channel('ci-alerts-x')?.isArchived).toBe(false);
  });

  it('a user group is made, changed, disabled and made again', async () => {
    const inputs = { name: 'Maintainers', handle: 'maintainers', users: ['U123456'] };
    const managed = new Managed(slack, urnOf('slack:index/usergroup:Usergroup'), inputs);
    await managed.create();
    expect(await managed.drift()).toEqual([]);
    await managed.update({ ...inputs, description: 'they decide' });
    expect(await managed.drift()).toEqual([]);
    await managed.remove();
    expect(await managed.drift()).toEqual(['gone']);
    await managed.create();
    expect(await managed.drift()).toEqual([]);
  });
});
