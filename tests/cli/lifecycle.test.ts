import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { fixturePack, HostProject } from './host-project';

let project: HostProject;
beforeEach(() => {
  project = new HostProject();
});
afterEach(() => {
  project.remove();
});

const chain = [
  { name: 'group', group: true },
  { name: 'a', parent: 'group', inputs: { value: '1' } },
  { name: 'b', parent: 'group', needs: ['a'] },
];

test('a stack from its plan to its end, over the real processes', async () => {
  project.wants(chain);
  const plan = await project.run(['plan', '--diff']);
  expect(plan.code).toBe(0);
  expect(plan.stdout).toContain('      + from_a: [known after up]');
  expect(plan.stdout).toContain('fixture/dev: 5 to create');
  expect(readdirSync(project.directory)).toEqual(['Pulumi.dev.yaml', 'Pulumi.yaml']);

  const up = await project.up();
  expect(up.stderr).toBe('');
  expect(up.stdout.trimEnd().split('\n')).toEqual([
    '+ pulumi:pulumi:Stack fixture-dev',
    '  + fixture:index:Group group',
    '    + things:index:Thing a',
    '    + things:index:Thing b',
    '+ pulumi:providers:things default',
    '',
    'Outputs',
    '  tokens: {a: "token-of-a", b: "token-of-b"}',
    '',
    'fixture/dev: 5 created',
  ]);
  expect(project.calls()).toEqual(['create a', 'create b']);

  const again = await project.up();
  expect(again.code).toBe(0);
  expect(again.stdout).toContain('fixture/dev: no changes, 5 unchanged');
  expect(project.calls()).toHaveLength(2);

  const outputs = await project.run(['outputs', '--json']);
  expect(JSON.parse(outputs.stdout)).toEqual({ tokens: { a: 'token-of-a', b: 'token-of-b' } });

  const down = await project.run(['down', '--yes']);
  expect(down.stdout).toContain('fixture/dev: 5 deleted');
  expect(project.calls().slice(2)).toEqual(['delete b', 'delete a']);
  expect(project.things()).toEqual([]);
});

test('nothing is applied without a yes', async () => {
  project.wants(chain);
  const { code, stderr } = await project.run(['up']);
  expect(code).toBe(1);
  expect(stderr).toBe('error: nothing was changed; pass --yes to apply without being asked\n');
  expect(project.calls()).toEqual([]);
});

test('a refresh finds what someone changed, and the next update repairs it', async () => {
  project.wants([
    { name: 'gone', inputs: { value: '1' } },
    { name: 'changed', inputs: { value: '1' } },
  ]);
  await project.up();
  for (const file of readdirSync(project.world)) {
    const place = path.join(project.world, file);
    if (file.startsWith('thing-changed')) writeFileSync(place, '{"value":"by hand"}');
    if (file.startsWith('thing-gone')) rmSync(place);
  }
  const refresh = await project.run(['refresh', '--yes']);
  expect(refresh.stdout).toContain('- things:index:Thing gone');
  expect(refresh.stdout).toContain('~ things:index:Thing changed');
  const up = await project.up();
  expect(up.stdout).toContain('+ things:index:Thing gone');
  expect(up.stdout).toContain('~ things:index:Thing changed  (changes value)');
  expect(project.calls().slice(2).sort()).toEqual(['create gone', 'update changed']);
});

describe('what goes wrong', () => {
  test('a program that throws changes nothing and says why in plain words', async () => {
    project.wants(chain, { 'fixture:throws': 'first problem\nsecond problem' });
    const { code, stdout, stderr } = await project.up();
    expect(code).toBe(1);
    expect(`${stdout}${stderr}`).toContain('  error: first problem\n    second problem\n');
    expect(`${stdout}${stderr}`).not.toMatch(/^\s+at /m);
    expect(project.calls()).toEqual([]);
  });

  test('what a provider refuses is named, and nothing is applied', async () => {
    project.wants([{ name: 'ok' }, { name: 'bad', inputs: { value: 'refused' } }]);
    const { code, stdout } = await project.up();
    expect(code).toBe(1);
    expect(stdout).toContain('things:index:Thing bad: value: this value is never taken');
    expect(project.calls()).toEqual([]);
  });

  test('a failing effect ends the run; what was done is kept and not done again', async () => {
    project.wants([{ name: 'a' }, { name: 'b', needs: ['a'], inputs: { fails: true } }]);
    const failed = await project.up();
    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(
      /error: provider plugin things cannot create things:index:Thing b: cannot make b/,
    );
    project.wants([{ name: 'a' }, { name: 'b', needs: ['a'] }]);
    const healed = await project.up();
    expect(healed.code).toBe(0);
    expect(project.calls()).toEqual(['create a', 'create b']);
    writeFileSync(path.join(project.world, 'kept-b'), '');
    const down = await project.run(['down', '--yes']);
    expect(down.code).toBe(1);
    expect(down.stdout.replace(/\s+/g, ' ')).toContain(
      'Thing b: b is kept. It stays in the state: fix this, then run again',
    );
  });

  test.each([
    ['Pulumi.yaml', 'name: [', /Pulumi\.yaml:\d+:\d+: /],
    ['Pulumi.yaml', 'name: x\nruntime: python\n', /Node\.js programs only.*found python/],
    ['Pulumi.dev.yaml', 'config: {a: ]', /Pulumi\.dev\.yaml:1:\d+: /],
    ['Pulumi.dev.yaml', 'encryptionsalt: v1:AAAA:v1:AAAA:AAAA\n', /PULUMI_CONFIG_PASSPHRASE/],
  ])('a broken %s (%j) is one clear error', async (file, text, message) => {
    project.wants([]);
    writeFileSync(path.join(project.directory, file), text);
    const { code, stderr } = await project.up();
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe('policies', () => {
  test('a mandatory violation lets nothing happen', async () => {
    project.wants([{ name: 'ok' }, { name: 'bad', inputs: { value: 'forbidden' } }]);
    const { code, stdout } = await project.up('--policy-pack', fixturePack);
    expect(code).toBe(1);
    expect(stdout).toContain('fixture-pack 1.0.0: 3 policies, 1 mandatory and 0 advisory findings');
    expect(stdout).toContain('[mandatory] no-forbidden-value: things:index:Thing bad');
    expect(stdout).toContain('the value is forbidden');
    expect(project.calls()).toEqual([]);
  });

  test('a remediation is applied before the resource is made', async () => {
    project.wants([{ name: 'a' }]);
    const { code, stdout } = await project.up('--policy-pack', fixturePack);
    expect(code).toBe(0);
    expect(stdout).toContain('[remediated] has-owner: things:index:Thing a');
    const [made] = readdirSync(project.world).filter((file) => file.startsWith('thing-a'));
    expect(JSON.parse(readFileSync(path.join(project.world, made ?? ''), 'utf8'))).toEqual({
      owner: 'somebody',
    });
    const again = await project.up('--policy-pack', fixturePack);
    expect(again.stdout).toContain('no changes');
  });

  test("a pack's configuration changes thresholds and levels; a wrong one is refused", async () => {
    project.wants([{ name: 'a' }, { name: 'b' }]);
    const config = path.join(project.directory, 'policy.json');
    const plan = (): ReturnType<HostProject['run']> =>
      project.run(['plan', '--policy-pack', fixturePack, '--policy-pack-config', config]);
    writeFileSync(config, JSON.stringify({ 'not-too-many': { maximum: 1 } }));
    const advisory = await plan();
    expect(advisory.code).toBe(0);
    expect(advisory.stdout).toContain('2 things, more than 1');
    writeFileSync(
      config,
      JSON.stringify({ 'not-too-many': { maximum: 1, enforcementLevel: 'mandatory' } }),
    );
    expect((await plan()).code).toBe(1);
    writeFileSync(config, JSON.stringify({ 'not-to-many': 'disabled', 'has-owner': 'never' }));
    const refused = await plan();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/not-to-many/);
    expect(refused.stderr).toMatch(
      /found "never"; allowed: advisory, mandatory, remediate, disabled/,
    );
  });
});
