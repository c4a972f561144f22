// First, since it prepares Octokit for the test runner.
import { openTestWorld, type TestWorld } from '../../sandbox/test-world';
import { examine } from '../../../cli/doctor/examine';
import { type WantedResource } from '../../../cli/doctor/needs';
import { githubTypes } from '../../../core/kernel/resource-types';

let world: TestWorld;

beforeAll(async () => {
  world = await openTestWorld();
  await world.make('orders');
  const place = { owner: world.owner, repo: 'orders' };
  for (let number = 0; number < 31; number += 1) {
    await world.octokit.request('POST /repos/{owner}/{repo}/actions/variables', {
      ...place,
      name: `TIER_${number}`,
      value: 'gold',
    });
  }
  await world.octokit.request('POST /repos/{owner}/{repo}/rulesets', {
    ...place,
    name: 'Gatehouse',
    target: 'branch',
    enforcement: 'disabled',
  });
  await world.octokit.request('PUT /repos/{owner}/{repo}/environments/{environment_name}', {
    ...place,
    environment_name: 'staging',
  });
});
afterAll(async () => {
  expect(world.github.violations).toEqual([]);
  await world.dispose();
});

async function notes(isCreated: boolean | undefined): Promise<readonly string[]> {
  const provider = { owner: world.owner, baseUrl: `${world.githubUrl}/` };
  const resource = (type: string, inputs: Readonly<Record<string, unknown>>): WantedResource => ({
    type,
    inputs: { repository: 'orders', ...inputs },
    provider,
    ...(isCreated === undefined ? {} : { isCreated }),
  });
  const resources = [
    resource(githubTypes.ActionsVariable, { variableName: 'tier_30', value: 'x' }),
    resource(githubTypes.ActionsVariable, { variableName: 'OTHER', value: 'x' }),
    resource(githubTypes.RepositoryRuleset, { name: 'gatehouse', target: 'tag', rules: {} }),
    resource(githubTypes.RepositoryEnvironment, { environment: 'staging' }),
    resource(githubTypes.RepositoryEnvironment, { environment: 'production' }),
  ];
  const { findings } = await examine(resources, { GITHUB_TOKEN: world.token });
  return findings
    .filter(({ check }) => check === 'imports')
    .map(({ status, message }) => `${status}: ${message}`);
}

test('names what exists already of what the update creates', async () => {
  expect(await notes(true)).toEqual([
    'missing: exists already and is not in the state, so that GitHub refuses to create it: variable tier_30, ruleset gatehouse',
    'warning: exists already and is not in the state: environment staging; what the configuration does not name of it is reset',
  ]);
});

test.each([
  ['is in the state', false],
  ['may be in one that is not known', undefined],
])('says nothing of what %s', async (_, isCreated) => {
  expect(await notes(isCreated)).toEqual([]);
});
