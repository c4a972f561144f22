import { openTestWorld, type TestWorld } from '../sandbox/test-world';
import { DeliveryProject } from './delivery-project';

let world: TestWorld;
let project: DeliveryProject;

const day = (distance: number): string =>
  new Date(Date.now() + distance * 86_400_000).toISOString().slice(0, 10);
const entry = (gate: string, until: string): string =>
  `  - { what: { gate: ${gate} }, why: old, owner: '@ada', until: ${until} }\n`;
const names = ['service-0', 'service-1', 'service-2', 'service-3'];

beforeAll(async () => {
  world = await openTestWorld();
  const path = '.github/gatehouse/waivers.yaml';
  const waivers = `waivers:\n${entry('types', day(20))}${entry('lint', day(40))}`;
  for (const name of names.slice(0, 3)) {
    await world.make(name, name === 'service-1' ? { 'README.md': 'x' } : { [path]: waivers });
  }
  // Not the default branch: what it waives counts for nothing.
  world.github.world.required(world.owner, 'service-2').defaultBranch = 'develop';
  project = new DeliveryProject(world, names);
  project.delivers('  longest-days: 30\n');
});
afterAll(async () => {
  project.remove();
  expect(world.github.violations).toEqual([]);
  await world.dispose();
});

test('a plan without the option contacts nothing', async () => {
  const { sent } = await project.run('plan');
  expect(sent).toEqual([]);
});

test('a plan lists what every repository waives, within the limit of its workflows, in one request', async () => {
  const { stdout, sent } = await project.run('plan', '--waivers', '--json');
  const { messages } = JSON.parse(stdout) as {
    readonly messages: readonly { readonly severity: string; readonly message: string }[];
  };
  expect(messages.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
    [
      'info: acme/service-0 has waivers:',
      `  the gate types, waived by @ada until ${day(20)}`,
      '  1 longer than 30 days, which does not count',
    ].join('\n'),
    'warning: waivers of acme/service-3 not read: not found, or the token lacks access',
    'info: waivers read of 3 repositories; 2 waive nothing',
  ]);
  expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /api/graphql']);
});

test('without a credential each repository is named as not read', async () => {
  const blind = new DeliveryProject({ ...world, token: '' }, names.slice(0, 1));
  const { stdout: said } = await blind.run('plan', '--waivers');
  blind.remove();
  expect(said).toContain('waivers of acme/service-0 not read: no credential');
});
