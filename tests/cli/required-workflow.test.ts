import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { stringify } from 'yaml';
import { openTestWorld, type TestWorld } from '../sandbox/test-world';
import { writeLinkedProject } from './linked-project';
import { runGatehouse } from './run-gatehouse';

const gate = '.github/workflows/gate.yml';

let world: TestWorld;
let directory: string;

beforeAll(async () => {
  world = await openTestWorld();
  await world.make('orders', {
    'pyproject.toml': '[project]\nname = "orders"\nversion = "1"\n',
    'requirements.txt': 'pytest==8.4.2\n',
    'uv.lock': '',
  });
  await world.make('platform', { [gate]: 'on: pull_request\njobs: {}\n' });
  directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-required-'));
  writeLinkedProject(directory);
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  expect(world.github.violations).toEqual([]);
  await world.dispose();
});

const write = (file: string, value: object): void => {
  writeFileSync(path.join(directory, file), stringify(value));
};

function wants(requiredWorkflow: object): void {
  write('Pulumi.prod.yaml', {
    config: {
      'gatehouse:github': { owner: world.owner },
      'gatehouse:delivery': { mode: 'pullRequest' },
      'gatehouse:repositories': [
        { name: 'orders', protection: { kind: 'none' }, guard: { requiredWorkflow } },
      ],
    },
  });
}

const run = (...args: readonly string[]) => runGatehouse(directory, world, args);
const rulesets = () => world.github.world.organizationRulesets(world.owner);

test('a required workflow is looked up by name, required by the organization, and gone with the stack', async () => {
  wants({ repository: 'platform', path: gate, ref: 'main' });
  const up = await run('up', '--yes');
  expect(up.stdout).toContain(`reported, platform/${gate}@main required`);
  expect(up.code).toBe(0);
  const { id } = world.github.world.required(world.owner, 'platform');
  expect(rulesets()).toMatchObject([
    {
      name: `gatehouse gatehouse/prod: platform/${gate}@main`,
      enforcement: 'active',
      conditions: { repository_name: { include: ['orders'], protected: true } },
      rules: [
        {
          type: 'workflows',
          parameters: { workflows: [{ repository_id: id, path: gate, ref: 'main' }] },
        },
      ],
    },
  ]);

  wants({ repository: 'no-such', path: gate, ref: 'main' });
  const refused = await run('up', '--yes');
  expect(refused.code).not.toBe(0);
  expect(rulesets()).toHaveLength(1);

  const down = await run('down', '--yes');
  expect(down.code).toBe(0);
  expect(rulesets()).toEqual([]);
}, 180_000);
