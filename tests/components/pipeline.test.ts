import * as pulumi from '@pulumi/pulumi';
import { Pipeline, type PipelineArgs } from '../../components/pipeline';
import { repositoryProviders } from '../../components/repository-providers';
import { exampleSettings } from '../../core/pipeline/example-settings';
import { renderPipeline } from '../../core/pipeline/render-pipeline';
import { exampleArgs as args } from './example-pipeline';
import { only, type RecordedResource, recordResources } from './recorded-resources';

const delivered =
  (pending: boolean, checksOnBranch?: readonly string[]) => (resource: RecordedResource) =>
    resource.type === 'gatehouse:index:WorkflowCommit'
      ? {
          pending,
          commitSha: 'c0ffee',
          checksOnBranch: checksOnBranch ?? resource.inputs['checks'],
        }
      : {};

function create(
  over: Partial<PipelineArgs>,
  transformations: pulumi.ResourceTransformation[] = [],
): Pipeline {
  const providers = repositoryProviders({ owner: 'octo-org', token: 'test-token' });
  return new Pipeline('orders', { ...args, ...over }, { providers, transformations });
}

async function resourcesOf(
  over: Partial<PipelineArgs>,
  pending = false,
  checksOnBranch?: readonly string[],
): Promise<RecordedResource[]> {
  return recordResources(() => create(over), delivered(pending, checksOnBranch));
}

const ruleset = 'github:index/repositoryRuleset:RepositoryRuleset';

interface RulesetInputs {
  readonly rules: { readonly requiredStatusChecks?: unknown; readonly [rule: string]: unknown };
  readonly bypassActors: unknown;
  readonly conditions: unknown;
}

function rulesetInputs(resources: readonly RecordedResource[]): RulesetInputs {
  return only(resources, ruleset).inputs as unknown as RulesetInputs;
}

test('one pipeline makes files, protection, settings and the override label, all named after it', async () => {
  const staging = {
    waitMinutes: 0,
    preventSelfReview: true,
    protectedBranchesOnly: true,
    secrets: {},
    variables: {},
  };
  const resources = await resourcesOf({ variables: { TIER: 'gold' }, environments: { staging } });
  expect(resources.map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
    'gatehouse:github:ActionsSettings orders-actions',
    'gatehouse:github:BranchProtection orders-protection',
    'gatehouse:github:Environments orders-environments',
    'gatehouse:github:Pipeline orders',
    'gatehouse:github:RepositorySecrets orders-secrets',
    'gatehouse:github:WorkflowFiles orders-files',
    'gatehouse:index:WorkflowCommit orders-files-commit',
    'github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions orders-actions-permissions',
    'github:index/actionsVariable:ActionsVariable orders-secrets-TIER',
    'github:index/issueLabel:IssueLabel orders-actions-label-readiness-override',
    'github:index/repositoryEnvironment:RepositoryEnvironment orders-environments-staging',
    'github:index/repositoryRuleset:RepositoryRuleset orders-protection-ruleset',
    'github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions orders-actions-token',
    'pulumi:providers:gatehouse gatehouse',
    'pulumi:providers:github github',
  ]);
});

test('a guarded repository needs the check of its own App on the default branch alone, once its workflow is there', async () => {
  const settings = {
    ...exampleSettings,
    guard: {
      level: 'guarded',
      owners: ['@olga'],
      restrictPushes: false,
      app: { id: 4711, privateKey: { env: 'KEY' } },
    },
  } as const;
  const named = async (name: string, checks?: readonly string[]) =>
    (await resourcesOf({ settings }, checks !== undefined, checks))
      .filter(({ type }) => type === ruleset)
      .map(({ inputs }) => inputs as unknown as RulesetInputs & { readonly name: string })
      .find((inputs) => inputs.name === name);
  expect((await named('gatehouse'))?.rules.requiredStatusChecks).toMatchObject({
    requiredChecks: [{ context: 'CI Success', integrationId: 15368 }],
  });
  expect(await named('gatehouse-guard')).toMatchObject({
    conditions: { refName: { includes: ['refs/heads/main'], excludes: [] } },
    rules: {
      requiredStatusChecks: {
        requiredChecks: [{ context: 'Gatehouse Guard', integrationId: 4711 }],
      },
    },
  });
  const waiting = await named('gatehouse-guard', ['CI Success']);
  expect(waiting?.rules).toMatchObject({ deletion: true });
  expect(waiting?.rules.requiredStatusChecks).toBeUndefined();
});

test.each([
  [true, 'ruleset', true],
  [false, 'ruleset', false],
  [true, 'none', false],
] as const)(
  'code owner review %s with protection %s needs a CODEOWNERS: %s',
  async (codeOwnerReview, kind, isNeeded) => {
    const resources = await resourcesOf({
      protection: { ...args.protection, codeOwnerReview, kind },
    });
    const groups = only(resources, 'gatehouse:index:WorkflowCommit').inputs['requireOneOf'];
    const owners = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];
    expect((groups as string[][]).some((group) => group.join() === owners.join())).toBe(isNeeded);
  },
);

test('an environment of chosen branches lists them, and no other branch deploys', async () => {
  const guard = {
    ...{ waitMinutes: 0, preventSelfReview: false, protectedBranchesOnly: false },
    ...{ branches: ['main'], secrets: {}, variables: {} },
  };
  const resources = await resourcesOf({ environments: { guard } });
  expect(
    only(resources, 'github:index/repositoryEnvironment:RepositoryEnvironment').inputs,
  ).toMatchObject({
    deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
  });
  const policy =
    'github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy';
  expect(only(resources, policy).inputs).toMatchObject({ branchPattern: 'main' });
});

test('a component that would hold nothing is left out', async () => {
  const types = (await resourcesOf({})).map(({ type }) => type);
  expect(types).not.toContain('gatehouse:github:RepositorySecrets');
  expect(types).not.toContain('gatehouse:github:Environments');
});

test('two pipelines can coexist', async () => {
  const resources = await recordResources(() => {
    const providers = repositoryProviders({ owner: 'octo-org', token: 'test-token' });
    for (const repository of ['a', 'b']) {
      new Pipeline(
        repository,
        { ...args, settings: { ...exampleSettings, repository } },
        { providers },
      );
    }
  }, delivered(false));
  const commits = resources.filter(
    (resource) => resource.type === 'gatehouse:index:WorkflowCommit',
  );
  expect(commits.map((commit) => commit.inputs['repository'])).toEqual(['a', 'b']);
  expect(new Set(resources.map(({ type, name }) => `${type} ${name}`)).size).toBe(resources.length);
});

test('children act through the providers handed in', async () => {
  const resources = await resourcesOf({});
  expect(only(resources, 'gatehouse:index:WorkflowCommit').provider).toContain(
    'pulumi:providers:gatehouse::gatehouse',
  );
  expect(only(resources, ruleset).provider).toContain('pulumi:providers:github::github');
});

describe('the ruleset', () => {
  test('has a merge queue that waits as long as the workflow may take and merges as the settings say', async () => {
    const queue = {
      method: 'rebase',
      batch: 7,
      minimum: 2,
      waitMinutes: 3,
      builds: 4,
      everyCommit: false,
    } as const;
    const protection = { ...args.protection, mergeQueue: true, queue };
    const { rules } = rulesetInputs(await resourcesOf({ protection }));
    expect(rules['mergeQueue']).toEqual({
      checkResponseTimeoutMinutes: renderPipeline(exampleSettings).queueMinutes,
      groupingStrategy: 'HEADGREEN',
      maxEntriesToBuild: 4,
      maxEntriesToMerge: 7,
      mergeMethod: 'REBASE',
      minEntriesToMerge: 2,
      minEntriesToMergeWaitMinutes: 3,
    });
  });

  test('requires the derived check from GitHub Actions alone, and lets no one delete, force-push or bypass', async () => {
    const { rules, bypassActors, conditions } = rulesetInputs(await resourcesOf({}));
    expect(rules).toMatchObject({
      deletion: true,
      nonFastForward: true,
      pullRequest: { requiredApprovingReviewCount: 1, dismissStaleReviewsOnPush: true },
      requiredStatusChecks: { requiredChecks: [{ context: 'CI Success', integrationId: 15368 }] },
    });
    expect(bypassActors).toEqual([]);
    expect(conditions).toEqual({
      refName: { includes: ['refs/heads/main', 'refs/heads/develop'], excludes: [] },
    });
  });

  test('requires no check while the first files still wait in a pull request', async () => {
    const delivery = { ...args.delivery, mode: 'pullRequest' } as const;
    const { rules } = rulesetInputs(await resourcesOf({ delivery }, true, []));
    expect(rules.requiredStatusChecks).toBeUndefined();
    expect(rules['pullRequest']).toBeDefined();
  });

  test('requires what the branch reports while a job of another name waits in a pull request', async () => {
    const delivery = { ...args.delivery, mode: 'pullRequest' } as const;
    const { rules } = rulesetInputs(await resourcesOf({ delivery }, true, ['Former name']));
    expect(rules.requiredStatusChecks).toMatchObject({
      requiredChecks: [{ context: 'Former name' }],
    });
  });

  test('lets exactly the named app bypass', async () => {
    const { bypassActors } = rulesetInputs(
      await resourcesOf({ protection: { ...args.protection, bypassApps: [42] } }),
    );
    expect(bypassActors).toEqual([{ actorId: 42, actorType: 'Integration', bypassMode: 'always' }]);
  });
});

test('classic protection makes one rule per branch that binds administrators too', async () => {
  const resources = await resourcesOf({ protection: { ...args.protection, kind: 'classic' } });
  const rules = resources.filter(
    (resource) => resource.type === 'github:index/branchProtection:BranchProtection',
  );
  expect(rules.map((rule) => rule.inputs['pattern'])).toEqual(['main', 'develop']);
  for (const rule of rules) {
    expect(rule.inputs).toMatchObject({
      enforceAdmins: true,
      allowsDeletions: false,
      allowsForcePushes: false,
      requiredStatusChecks: [{ strict: false, contexts: ['CI Success'] }],
    });
  }
});

test('without protection of its own, Gatehouse makes no rule', async () => {
  const resources = await resourcesOf({ protection: { ...args.protection, kind: 'none' } });
  expect(resources.filter(({ type }) => /rotection|uleset/.test(type))).toEqual([]);
});

describe('delivery by published providers only', () => {
  test('makes one file resource per path with the text itself', async () => {
    const resources = await resourcesOf({ delivery: { ...args.delivery, mode: 'files' } });
    const files = resources.filter(
      ({ type }) => type === 'github:index/repositoryFile:RepositoryFile',
    );
    expect(files.map((file) => file.inputs['file'])).toEqual(
      expect.arrayContaining(['.github/workflows/ci.yml', '.github/gatehouse/action/action.yml']),
    );
    for (const file of files) expect(typeof file.inputs['content']).toBe('string');
    expect(resources.some(({ type }) => type === 'gatehouse:index:WorkflowCommit')).toBe(false);
  });
});

describe('secrets', () => {
  const secret = 'hunter2-hunter2';

  test('every value is registered as a Pulumi secret, even one that came in plain', async () => {
    const flags: Record<string, Promise<boolean>> = {};
    const watch: pulumi.ResourceTransformation = ({ name, props }) => {
      const { value } = props as { value?: pulumi.Input<string> };
      if (value !== undefined) flags[name] = pulumi.isSecret(pulumi.output(value));
      return undefined;
    };
    const deployKey = { secrets: { DEPLOY_KEY: secret }, variables: {} };
    const protectedEnvironment = {
      waitMinutes: 0,
      preventSelfReview: true,
      protectedBranchesOnly: true,
    };
    await recordResources(
      () =>
        create(
          {
            secrets: {
              actions: { PYPI_TOKEN: secret },
              dependabot: { REGISTRY: pulumi.output(secret) },
            },
            variables: { TIER: 'gold' },
            environments: { production: { ...protectedEnvironment, ...deployKey } },
          },
          [watch],
        ),
      delivered(false),
    );
    const names = Object.keys(flags);
    const values = await Promise.all(Object.values(flags));
    expect(Object.fromEntries(names.map((name, index) => [name, values[index]]))).toEqual({
      'orders-secrets-PYPI_TOKEN': true,
      'orders-secrets-REGISTRY': true,
      'orders-secrets-TIER': false,
      'orders-environments-production-DEPLOY_KEY': true,
    });
  });
});

test('environments cannot be bypassed by administrators and deploy protected branches only', async () => {
  const resources = await resourcesOf({
    environments: {
      production: {
        reviewers: { teams: [7], users: [] },
        waitMinutes: 10,
        preventSelfReview: true,
        protectedBranchesOnly: true,
        secrets: {},
        variables: {},
      },
    },
  });
  expect(
    only(resources, 'github:index/repositoryEnvironment:RepositoryEnvironment').inputs,
  ).toMatchObject({
    environment: 'production',
    canAdminsBypass: false,
    waitTimer: 10,
    reviewers: [{ teams: [7], users: [] }],
    deploymentBranchPolicy: { protectedBranches: true, customBranchPolicies: false },
  });
});

test.each([
  [
    {},
    ['canAdminsBypass', 'deploymentBranchPolicy', 'preventSelfReview', 'reviewers', 'waitTimer'],
    { canAdminsBypass: false, preventSelfReview: true },
  ],
  [
    { waitMinutes: 10, canAdminsBypass: true },
    ['deploymentBranchPolicy', 'preventSelfReview', 'reviewers'],
    { canAdminsBypass: true, waitTimer: 10 },
  ],
  [
    {
      protectedBranchesOnly: false,
      preventSelfReview: false,
      reviewers: { teams: [], users: [7] },
    },
    ['canAdminsBypass', 'waitTimer'],
    { preventSelfReview: false, reviewers: [{ teams: [], users: [7] }] },
  ],
])('what an environment %j does not name stays as it is', async (named, kept, inputs) => {
  let ignored: readonly string[] = [];
  const watch: pulumi.ResourceTransformation = ({ type, opts }) => {
    if (type.endsWith(':RepositoryEnvironment'))
      ignored = (opts as pulumi.CustomResourceOptions).ignoreChanges ?? [];
    return undefined;
  };
  const staging = { ...named, secrets: {}, variables: {} };
  const resources = await recordResources(
    () => create({ environments: { staging } }, [watch]),
    delivered(false),
  );
  const environment = only(
    resources,
    'github:index/repositoryEnvironment:RepositoryEnvironment',
  ).inputs;
  expect([...ignored].sort()).toEqual(kept);
  expect(environment).toMatchObject(inputs);
  expect('waitTimer' in environment).toBe('waitTimer' in inputs);
  expect('deploymentBranchPolicy' in environment).toBe(kept.includes('deploymentBranchPolicy'));
});

test.each([
  [undefined, { allowedActions: 'all', shaPinningRequired: true }, 'read', false],
  [
    {
      shaPinningRequired: false,
      allowedActions: 'selected' as const,
      selected: {
        githubOwnedAllowed: true,
        verifiedAllowed: false,
        patternsAllowed: ['astral-sh/*'],
      },
      defaultWorkflowPermissions: 'write' as const,
      canApprovePullRequestReviews: true,
    },
    {
      allowedActions: 'selected',
      shaPinningRequired: false,
      allowedActionsConfig: {
        githubOwnedAllowed: true,
        verifiedAllowed: false,
        patternsAlloweds: ['astral-sh/*'],
      },
    },
    'write',
    true,
  ],
])('settings of GitHub Actions: %j', async (actions, permissions, token, approves) => {
  const resources = await resourcesOf(actions === undefined ? {} : { actions });
  const type = 'github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions';
  expect(only(resources, type).inputs).toEqual({
    repository: 'notes-service',
    enabled: true,
    ...permissions,
  });
  expect(
    only(resources, 'github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions')
      .inputs,
  ).toEqual({
    repository: 'notes-service',
    defaultWorkflowPermissions: token,
    canApprovePullRequestReviews: approves,
  });
});

test.each([true, false])(
  'settings are retained: %s; files and protection never',
  async (retain) => {
    const retained: Record<string, boolean> = {};
    const watch: pulumi.ResourceTransformation = ({ name, opts }) => {
      retained[name] = (opts as pulumi.CustomResourceOptions).retainOnDelete === true;
      return undefined;
    };
    const staging = { secrets: { KEY: 'k' }, variables: { TIER: 'gold' } };
    const over: Partial<PipelineArgs> = {
      retainOnDelete: retain,
      environments: { staging },
      variables: { TIER: 'gold' },
      secrets: { actions: { KEY: 'k' }, dependabot: { KEY: 'k' } },
    };
    await recordResources(() => create(over, [watch]), delivered(false));
    expect(retained).toMatchObject({
      'orders-files-commit': false,
      'orders-protection-ruleset': false,
      'orders-actions-permissions': retain,
      'orders-actions-token': retain,
      'orders-actions-label-readiness-override': retain,
      'orders-environments-staging': retain,
      'orders-environments-staging-KEY': retain,
      'orders-environments-staging-TIER': retain,
      'orders-secrets-TIER': retain,
      'orders-secrets-KEY': retain,
    });
  },
);

test.each([true, false])('ejected: %s', async (eject) => {
  const retained: Record<string, boolean> = {};
  const watch: pulumi.ResourceTransformation = ({ name, opts }) => {
    retained[name] = (opts as pulumi.CustomResourceOptions).retainOnDelete === true;
    return undefined;
  };
  const resources = await recordResources(() => create({ eject }, [watch]), delivered(false));
  const commit = only(resources, 'gatehouse:index:WorkflowCommit').inputs;
  const texts = Object.values(commit['files'] as Readonly<Record<string, unknown>>).filter(
    (content) => typeof content === 'string',
  );
  expect(texts.length).toBeGreaterThan(3);
  expect(texts.some((text) => text.includes('Do not edit'))).toBe(!eject);
  expect(texts.some((text) => text.includes('no longer manages this file'))).toBe(eject);
  expect(commit['owner'] === undefined).toBe(eject);
  expect(retained).toMatchObject({
    'orders-files-commit': eject,
    'orders-protection-ruleset': eject,
  });
});

test('files and jobs that the pipeline replaces are handed to the delivery', async () => {
  const type = 'gatehouse:index:WorkflowCommit';
  for (const given of [{ replaces: ['old.yml'] }, { replacesJobs: { 'old.yml': ['lint'] } }]) {
    expect(only(await resourcesOf({}), type).inputs).not.toMatchObject(given);
    expect(only(await resourcesOf(given), type).inputs).toMatchObject(given);
  }
});

test('cache limits are set only where the configuration names one', async () => {
  const type = 'gatehouse:index:CacheSettings';
  expect((await resourcesOf({})).some((resource) => resource.type === type)).toBe(false);
  const limited = only(await resourcesOf({ caches: { retentionDays: 14 } }), type);
  expect(limited.inputs['retentionDays']).toBe(14);
  expect(limited.inputs['storageLimitGb']).toBeUndefined();
});
