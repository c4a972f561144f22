import { declaredIn } from '../../components/declared';
import { Pipeline, type PipelineArgs } from '../../components/pipeline';
import { repositoryProviders } from '../../components/repository-providers';
import { builtToolkit } from '../../components/toolkit';
import { houseDefaults } from '../../core/config/defaults';
import { exampleSettings } from '../../core/pipeline/example-settings';
import { type Declared } from '../../core/undeclared/declared';
import { recordResources, type RecordedResource } from './recorded-resources';

const { kind: _kind, ...protection } = houseDefaults.protection;
const secret = { env: 'X' };
const args: PipelineArgs = {
  settings: {
    ...exampleSettings,
    mcp: { command: ['python', '-m', 'server'], tools: [], timeoutSeconds: 10 } as never,
    guard: { level: 'owned', owners: ['@acme/platform'], restrictPushes: true },
  },
  delivery: { mode: 'commit', adopt: false, pullRequestBranch: 'gatehouse/pipeline' },
  protection: { ...protection, kind: 'ruleset' },
  protectedTags: ['v*'],
  secrets: { actions: { SLACK_WEBHOOK_URL: 'x', INDEX: 'x' }, dependabot: { MIRROR: 'x' } },
  variables: {},
  environments: {
    staging: {
      waitMinutes: 0,
      preventSelfReview: false,
      protectedBranchesOnly: false,
      branches: [],
      secrets: {},
      variables: {},
    },
  },
  caches: {},
  toolkit: builtToolkit,
};

/** What the program registered, in the words of the worker. */
function registered(resources: readonly RecordedResource[]) {
  const of = (type: string, key: string): string[] =>
    resources
      .filter((one) => one.type.endsWith(`:${type}`))
      .map(({ inputs }) => String(inputs[key]));
  const [commit] = resources.filter(({ type }) => type.endsWith(':WorkflowCommit'));
  return {
    files: Object.keys(commit?.inputs['files'] ?? {}).sort(),
    rulesets: of('RepositoryRuleset', 'name').sort(),
    environments: of('RepositoryEnvironment', 'environment'),
    secrets: of('ActionsSecret', 'secretName').sort(),
    dependabotSecrets: of('DependabotSecret', 'secretName'),
  };
}

test('what the worker takes for declared is what the program registers', async () => {
  const resources = await recordResources(
    () => {
      const providers = repositoryProviders({ owner: 'octo-org', token: 'test-token' });
      new Pipeline('orders', args, { providers });
    },
    ({ inputs }) => ({ checksOnBranch: inputs['checks'] ?? [] }),
  );
  const declared: Declared = declaredIn(args.settings, {
    environments: { staging: {} as never },
    secrets: { actions: { INDEX: secret }, dependabot: { MIRROR: secret } },
  });
  expect({ ...declared, secrets: [...declared.secrets].sort() }).toMatchObject({
    ...registered(resources),
    // That of the guard is there with the level `guarded` only.
    rulesets: ['gatehouse', 'gatehouse-guard', 'gatehouse-pushes', 'gatehouse-tags'],
    branch: 'main',
    allowedActions: true,
    defaultToken: true,
  });
  expect(declared.rulesets).toEqual(expect.arrayContaining([...registered(resources).rulesets]));
});
