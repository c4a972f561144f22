import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { stringify } from 'yaml';
import { openTestWorld, type TestWorld } from '../sandbox/test-world';
import { writeLinkedProject } from './linked-project';
import { runGatehouse } from './run-gatehouse';

let world: TestWorld;
let directory: string;

beforeAll(async () => {
  world = await openTestWorld();
  await world.make('orders', {
    'pyproject.toml': '[project]\nname = "orders"\nversion = "1"\n',
    'requirements.txt': 'pytest==8.4.2\n',
    'uv.lock': '',
  });
  directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-settings-'));
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

/** The stack with one repository whose settings are these. */
function wants(settings: object): void {
  const repositories = [{ name: 'orders', protection: { kind: 'none' }, settings }];
  write('Pulumi.prod.yaml', {
    config: {
      'gatehouse:github': { owner: world.owner },
      'gatehouse:delivery': { mode: 'commit' },
      'gatehouse:repositories': repositories,
    },
  });
}

const run = (...args: readonly string[]) => runGatehouse(directory, world, args);

const repository = () => world.github.world.required(world.owner, 'orders');

test('settings are set, watched, and given back when the repository leaves', async () => {
  wants({
    mergeMethods: ['squash'],
    secretScanning: true,
    pushProtection: true,
    dependabotAlerts: true,
    forkApproval: 'all_external_contributors',
    protectedTags: ['v*'],
  });
  const up = await run('up', '--yes');
  expect(up.stderr).toBe('');
  expect({ code: up.code, output: up.code === 0 ? '' : up.stdout }).toEqual({
    code: 0,
    output: '',
  });
  expect(up.stdout).toContain('merge commits: on becomes off');
  const enabled = { status: 'enabled' };
  expect(repository()).toMatchObject({
    settings: {
      allow_merge_commit: false,
      allow_rebase_merge: false,
      security_and_analysis: { secret_scanning: enabled, secret_scanning_push_protection: enabled },
    },
    vulnerabilityAlerts: true,
    forkApproval: 'all_external_contributors',
    rulesets: [{ name: 'gatehouse-tags', target: 'tag' }],
  });

  expect(await run('drift', '--only', 'settings')).toMatchObject({ code: 0 });
  repository().vulnerabilityAlerts = false;
  const drifted = await run('drift', '--only', 'settings');
  expect(drifted.code).toBe(2);
  expect(drifted.stdout).toContain('vulnerabilityAlerts');

  const left = await run('down', '--yes');
  expect({ code: left.code, output: left.code === 0 ? '' : left.stdout + left.stderr }).toEqual({
    code: 0,
    output: '',
  });
  const off = { status: 'disabled' };
  expect(repository()).toMatchObject({
    settings: {
      allow_merge_commit: true,
      allow_rebase_merge: true,
      security_and_analysis: { secret_scanning: off, secret_scanning_push_protection: off },
    },
    vulnerabilityAlerts: false,
    forkApproval: 'first_time_contributors',
    rulesets: [],
  });
});

test('settings that a private repository cannot have are refused before anything is changed', async () => {
  repository().settings = { ...repository().settings, private: true };
  wants({ privateVulnerabilityReporting: true });
  const { code, stdout } = await run('doctor');
  expect(code).toBe(2);
  expect(stdout).toContain('privateVulnerabilityReporting: for public repositories only');
});
