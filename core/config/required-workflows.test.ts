import { requiredWorkflows } from './required-workflows';

const gate = { repository: 'platform', path: '.github/workflows/gate.yml', ref: 'main' };
const guard = { level: 'reported', owners: [], restrictPushes: false } as const;

test('repositories that require one workflow share a ruleset, and those that require none have none', () => {
  const repositories = [
    { name: 'orders', guard: { ...guard, requiredWorkflow: gate } },
    { name: 'shop', guard },
    { name: 'web', guard: { ...guard, requiredWorkflow: { ...gate, ref: 'v1' } } },
    { name: 'billing', guard: { ...guard, requiredWorkflow: { ...gate } } },
  ];
  expect(
    requiredWorkflows(repositories).map(({ title, repositories: names }) => [title, names]),
  ).toEqual([
    ['platform/.github/workflows/gate.yml@main', ['orders', 'billing']],
    ['platform/.github/workflows/gate.yml@v1', ['web']],
  ]);
  expect(requiredWorkflows([{ name: 'shop', guard }])).toEqual([]);
});
