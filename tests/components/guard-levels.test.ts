import { Pipeline, type PipelineArgs } from '../../components/pipeline';
import { repositoryProviders } from '../../components/repository-providers';
import { RequiredWorkflow } from '../../components/required-workflow';
import { builtToolkit } from '../../components/toolkit';
import { houseDefaults } from '../../core/config/defaults';
import { exampleSettings } from '../../core/pipeline/example-settings';
import { only, recordResources } from './recorded-resources';

const { kind: _kind, ...protection } = houseDefaults.protection;
const args: PipelineArgs = {
  settings: exampleSettings,
  delivery: { mode: 'commit', adopt: false, pullRequestBranch: 'gatehouse/pipeline' },
  protection: { ...protection, kind: 'ruleset' },
  secrets: { actions: {}, dependabot: {} },
  variables: {},
  environments: {},
  caches: {},
  toolkit: builtToolkit,
};

const resourcesOf = (over: Partial<PipelineArgs>) =>
  recordResources(
    () => {
      const providers = repositoryProviders({ owner: 'octo-org', token: 'test-token' });
      new Pipeline('orders', { ...args, ...over }, { providers });
    },
    // What the delivery gives, and protection waits for.
    ({ inputs }) => ({ checksOnBranch: inputs['checks'] ?? [] }),
  );

describe('an owned repository', () => {
  const guard = { level: 'owned', owners: ['@acme/platform'], restrictPushes: false } as const;
  const settings = { ...exampleSettings, guard };
  const protection = { ...args.protection, codeOwnerReview: true };
  const commitOf = async (more: Partial<PipelineArgs> = {}) =>
    only(await resourcesOf({ settings, protection, ...more }), 'gatehouse:index:WorkflowCommit');

  test('has its owners in a part of CODEOWNERS, which need not be there', async () => {
    const { inputs } = await commitOf();
    expect(inputs['shared']).toMatchObject({
      paths: ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'],
      block: expect.stringContaining('\n/.github/ @acme/platform\n') as string,
    });
    expect(JSON.stringify(inputs['requireOneOf'])).not.toContain('CODEOWNERS');
  });

  test('keeps the lines as its own when it is ejected', async () => {
    const { inputs } = await commitOf({ eject: true });
    const { block } = inputs['shared'] as { readonly block: string };
    expect(block).toContain('no longer manages');
    expect(block).toContain('\n/.github/ @acme/platform\n');
  });
});

test('pushes of the files of the gate are restricted to the Apps that may bypass', async () => {
  const guard = { level: 'reported', owners: [], restrictPushes: true } as const;
  const resources = await resourcesOf({
    settings: { ...exampleSettings, guard },
    protection: { ...args.protection, bypassApps: [4711] },
  });
  const pushes = resources.filter(({ inputs }) => inputs['target'] === 'push');
  expect(pushes.map(({ inputs }) => inputs)).toMatchObject([
    {
      name: 'gatehouse-pushes',
      enforcement: 'active',
      bypassActors: [{ actorId: 4711, actorType: 'Integration', bypassMode: 'always' }],
      rules: {
        filePathRestriction: {
          restrictedFilePaths: expect.arrayContaining([
            '.github/workflows/**/*',
            '.github/CODEOWNERS',
          ]) as string[],
        },
      },
    },
  ]);
});

test('a required workflow is a ruleset of the organization for the repositories that name it', async () => {
  const workflow = { repository: 'platform', path: '.github/workflows/gate.yml', ref: 'main' };
  const resources = await recordResources(() => {
    const providers = repositoryProviders({ owner: 'octo-org', token: 'test-token' });
    const args = { owner: 'octo-org', workflow, repositories: ['orders', 'web'], bypassApps: [7] };
    for (const name of ['one', 'two'])
      new RequiredWorkflow(name, { ...args, ruleset: `gatehouse ${name}` }, { providers });
  });
  const rulesets = resources.filter(({ type }) => type.endsWith(':OrganizationRuleset'));
  expect(rulesets.map(({ name }) => name)).toEqual(['one-ruleset', 'two-ruleset']);
  expect(rulesets[0]?.provider).toContain('github');
  expect(rulesets[0]?.inputs).toEqual({
    name: 'gatehouse one',
    target: 'branch',
    enforcement: 'active',
    bypassActors: [{ actorId: 7, actorType: 'Integration', bypassMode: 'always' }],
    conditions: {
      refName: { includes: ['~DEFAULT_BRANCH'], excludes: [] },
      repositoryName: { includes: ['orders', 'web'], excludes: [], protected: true },
    },
    rules: {
      requiredWorkflows: {
        requiredWorkflows: [{ path: workflow.path, ref: 'main', repositoryId: 4711 }],
      },
    },
  });
});
