import { repositoryProviders } from '../../components/repository-providers';
import { ReusableWorkflows, type ReusableWorkflowsArgs } from '../../components/reusable-workflows';
import { Pipeline } from '../../components/pipeline';
import { ciPath, unknownCommit } from '../../core/kernel/delivered-names';
import { exampleSettings } from '../../core/pipeline/example-settings';
import { renderPipeline } from '../../core/pipeline/render-pipeline';
import { exampleArgs } from './example-pipeline';
import { only, type RecordedResource, recordResources } from './recorded-resources';

const commitType = 'gatehouse:index:WorkflowCommit';
const rulesetType = 'github:index/repositoryRuleset:RepositoryRuleset';
const accessType = 'github:index/actionsRepositoryAccessLevel:ActionsRepositoryAccessLevel';

const args: ReusableWorkflowsArgs = {
  repository: 'ci',
  branch: 'main',
  workflows: { '.github/workflows/a.yml': 'on: workflow_call\n' },
  adopt: false,
  pushers: [],
};

const at = '5'.repeat(40);
const outputs = ({ type, inputs }: RecordedResource): Record<string, unknown> =>
  type === commitType
    ? {
        checksOnBranch: inputs['checks'] ?? [],
        pending: false,
        commitSha: at,
        commits: Object.fromEntries(
          Object.keys(inputs['files'] as object).map((path) => [path, at]),
        ),
      }
    : {};
const record = (create: () => unknown) => recordResources(create, outputs);
const providers = () => repositoryProviders({ owner: 'octo-org', token: 'test-token' });

async function made(over: Partial<ReusableWorkflowsArgs> = {}): Promise<RecordedResource[]> {
  return record(
    () => new ReusableWorkflows('shared', { ...args, ...over }, { providers: providers() }),
  );
}

const types = (resources: readonly RecordedResource[]) =>
  resources
    .map(({ type, name }) => `${type} ${name}`)
    .filter((text) => !text.startsWith('pulumi:'));

test('the workflows of a central repository are one commit, for one stack, and nothing else', async () => {
  const resources = await made();
  expect(types(resources).sort()).toEqual([
    'gatehouse:github:ReusableWorkflows shared',
    `${commitType} shared-commit`,
  ]);
  expect(only(resources, commitType).inputs).toMatchObject({
    repository: 'ci',
    branch: 'main',
    files: args.workflows,
    adopt: false,
    keepCommits: true,
    owner: { stack: 'acme/gatehouse/test', branch: 'gatehouse-data' },
  });
});

test('with an App nobody else pushes to the branch, and an access is set where it is given', async () => {
  const resources = await made({ pushers: [7], access: 'organization', branch: 'shared' });
  expect(only(resources, rulesetType)).toMatchObject({
    name: 'shared-ruleset',
    inputs: {
      repository: 'ci',
      target: 'branch',
      enforcement: 'active',
      conditions: { refName: { includes: ['refs/heads/shared'], excludes: [] } },
      bypassActors: [{ actorId: 7, actorType: 'Integration', bypassMode: 'always' }],
      rules: { update: true, deletion: true, nonFastForward: true },
    },
  });
  expect(only(resources, accessType)).toMatchObject({
    name: 'shared-access',
    inputs: { repository: 'ci', accessLevel: 'organization' },
  });
});

test('two of them are side by side', async () => {
  const resources = await record(() => {
    const options = { providers: providers() };
    new ReusableWorkflows('one', args, options);
    new ReusableWorkflows('two', { ...args, repository: 'other' }, options);
  });
  expect(types(resources).filter((text) => text.startsWith(commitType))).toEqual([
    `${commitType} one-commit`,
    `${commitType} two-commit`,
  ]);
});

describe('a pipeline that is called', () => {
  const settings = {
    ...exampleSettings,
    reuse: { repository: 'ci', branch: 'main', protect: true },
  };
  const { called } = renderPipeline(settings);
  if (called === undefined) throw new Error('nothing is called');

  async function pipeline(over: object = {}): Promise<RecordedResource[]> {
    return record(() => {
      const options = { providers: providers() };
      const central = new ReusableWorkflows(
        'shared',
        { ...args, workflows: { [called?.path ?? '']: called?.content ?? '' } },
        options,
      );
      const calledAt = central.commits[called?.path ?? ''];
      if (calledAt === undefined) throw new Error('has no commit');
      new Pipeline('orders', { ...exampleArgs, settings, calledAt, ...over }, options);
    });
  }

  test('follows the commit that the central repository has it at', async () => {
    const resources = await pipeline();
    const { inputs } = only(resources, commitType, 'orders-files-commit');
    expect(inputs['pin']).toBe(at);
    const files = inputs['files'] as Readonly<Record<string, string>>;
    expect(files[ciPath]).toContain(`octo-org/ci/${called.path}@${unknownCommit}`);
    expect(inputs['checks']).toEqual(['CI Success']);
    expect(files).not.toHaveProperty([called.path]);
  });

  test('allows the actions that the called workflow uses; those of the owner need no pattern', async () => {
    const actions = {
      shaPinningRequired: true,
      allowedActions: 'pipeline' as const,
      defaultWorkflowPermissions: 'read' as const,
      canApprovePullRequestReviews: false,
    };
    const patternsOf = (resources: readonly RecordedResource[]) =>
      (
        only(resources, 'github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions')
          .inputs['allowedActionsConfig'] as { readonly patternsAlloweds: readonly string[] }
      ).patternsAlloweds;
    const { reuse: _reuse, ...own } = settings;
    const alone = await record(
      () =>
        new Pipeline(
          'orders',
          { ...exampleArgs, settings: own, actions },
          { providers: providers() },
        ),
    );
    expect(patternsOf(await pipeline({ actions }))).toEqual(patternsOf(alone));
    expect(patternsOf(alone)).toContain('actions/checkout@*');
  });

  test('without a commit to call it at is refused', async () => {
    await expect(
      record(
        () => new Pipeline('orders', { ...exampleArgs, settings }, { providers: providers() }),
      ),
    ).rejects.toThrow('calledAt of notes-service: is missing: ci.yml calls a workflow of ci');
  });
});
