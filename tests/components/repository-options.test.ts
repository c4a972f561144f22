import { Pipeline, type PipelineArgs } from '../../components/pipeline';
import { repositoryProviders } from '../../components/repository-providers';
import { builtToolkit } from '../../components/toolkit';
import { houseDefaults } from '../../core/config/defaults';
import { exampleSettings } from '../../core/pipeline/example-settings';
import { only, type RecordedResource, recordResources } from './recorded-resources';

/** The resources of a pipeline whose branches someone else protects. */
function resourcesOf(over: Partial<PipelineArgs>): Promise<RecordedResource[]> {
  const args: PipelineArgs = {
    settings: exampleSettings,
    delivery: { mode: 'commit', adopt: false, pullRequestBranch: 'gatehouse/pipeline' },
    protection: { ...houseDefaults.protection, kind: 'none', bypassApps: [7] },
    secrets: { actions: {}, dependabot: {} },
    variables: {},
    environments: {},
    caches: {},
    toolkit: builtToolkit,
    ...over,
  };
  const providers = repositoryProviders({ owner: 'octo-org', token: 'test-token' });
  return recordResources(() => new Pipeline('orders', args, { providers }));
}

test('options of the repository and protected tags are resources of their own, and none without any', async () => {
  const resources = await resourcesOf({
    options: { deleteBranchOnMerge: true, secretScanning: true },
    protectedTags: ['v*'],
  });
  expect(only(resources, 'gatehouse:index:RepositorySettings').inputs).toEqual({
    repository: exampleSettings.repository,
    deleteBranchOnMerge: true,
    secretScanning: true,
  });
  expect(only(resources, 'github:index/repositoryRuleset:RepositoryRuleset').inputs).toMatchObject({
    name: 'gatehouse-tags',
    target: 'tag',
    enforcement: 'active',
    conditions: { refName: { includes: ['refs/tags/v*'], excludes: [] } },
    bypassActors: [{ actorId: 7, actorType: 'Integration', bypassMode: 'always' }],
    rules: { update: true, deletion: true },
  });
});

test('the policy on actions can follow the delivered workflows', async () => {
  const policy = { ...houseDefaults.actions, allowedActions: 'pipeline' as const };
  const permissions = 'github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions';
  const inputs = async (actions: NonNullable<PipelineArgs['actions']>) =>
    only(await resourcesOf({ actions }), permissions).inputs;
  const used = await inputs(policy);
  expect(used).toMatchObject({
    allowedActions: 'selected',
    allowedActionsConfig: { githubOwnedAllowed: false, verifiedAllowed: false },
  });
  const { patternsAlloweds: patterns } = used['allowedActionsConfig'] as {
    patternsAlloweds: string[];
  };
  expect(patterns).toContain('actions/checkout@*');
  const selected = { githubOwnedAllowed: true, verifiedAllowed: false, patternsAllowed: ['a/b@*'] };
  expect(await inputs({ ...policy, selected })).toMatchObject({
    allowedActionsConfig: { githubOwnedAllowed: true, patternsAlloweds: [...patterns, 'a/b@*'] },
  });
});
