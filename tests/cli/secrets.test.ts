import { appendFileSync, readdirSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { newCrypter } from '../../cli/state/crypter';
import { HostProject } from './host-project';

const password = 'correct-horse-battery';
const passphrase = { PULUMI_CONFIG_PASSPHRASE: 'staple' };

let project: HostProject;
beforeAll(async () => {
  project = new HostProject();
  const crypter = await newCrypter('staple');
  project.wants(
    [{ name: 'a', secret: { password }, opts: { additionalSecretOutputs: ['token'] } }],
    { 'fixture:password': { secure: crypter.encrypt(password) } },
  );
  // The salt is beside the configuration, as pulumi writes it.
  appendFileSync(
    path.join(project.directory, 'Pulumi.dev.yaml'),
    `encryptionsalt: ${crypter.state}\n`,
  );
});
afterAll(() => {
  project.remove();
});

test('a secret shows nowhere: not in a report, a message, the output of the program or the state', async () => {
  const up = await project.run(['up', '--yes', '--diff'], passphrase);
  expect(up).toMatchObject({ code: 0 });
  expect(up.stdout).toContain('password: [secret]');
  expect(up.stdout).toContain('the password is [secret]');
  const texts = [up.stdout, up.stderr];
  for (const args of [
    ['plan', '--diff'],
    ['plan', '--json'],
    ['plan', '--markdown'],
    ['plan', '--without-secrets', '--json'],
    ['outputs'],
    ['outputs', '--json'],
    ['stack', 'export'],
  ]) {
    const { code, stdout, stderr } = await project.run(args, passphrase);
    expect({ args, code }).toEqual({ args, code: 0 });
    texts.push(stdout, stderr);
  }
  const stacks = path.dirname(project.stateFile);
  for (const file of readdirSync(stacks)) texts.push(readFileSync(path.join(stacks, file), 'utf8'));
  for (const text of texts) expect(text).not.toContain(password);
  // The provider did get it.
  const [made] = readdirSync(project.world).filter((file) => file.startsWith('thing-a'));
  expect(readFileSync(path.join(project.world, made ?? ''), 'utf8')).toContain(password);
});

test.each([
  [
    { PULUMI_CONFIG_PASSPHRASE: 'wrong' },
    /incorrect passphrase: .*Pulumi\.dev\.yaml was encrypted with a different passphrase than the one in PULUMI_CONFIG_PASSPHRASE; set PULUMI_CONFIG_PASSPHRASE/,
  ],
  [{}, /no passphrase is set/],
])(
  'without the right passphrase (%j) nothing happens and the state stays',
  async (environment, why) => {
    const before = readFileSync(project.stateFile);
    const { code, stderr } = await project.run(['up', '--yes'], environment);
    expect(code).toBe(1);
    expect(stderr).toMatch(why);
    expect(readFileSync(project.stateFile)).toEqual(before);
  },
);

test('a stack that never had a passphrase gets one of its own, readable by its owner only', async () => {
  const other = new HostProject();
  try {
    other.wants([{ name: 'a', secret: { password } }]);
    expect((await other.up()).code).toBe(0);
    const file = path.join(other.directory, '.gatehouse', 'passphrase');
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readFileSync(other.stateFile, 'utf8')).not.toContain(password);
    expect((await other.up()).stdout).toContain('no changes');
    const wrong = await other.run(['up', '--yes'], passphrase);
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain(
      `${other.stateFile} was encrypted with a different passphrase than the one in PULUMI_CONFIG_PASSPHRASE; the passphrase in ${file} is the right one: unset`,
    );
  } finally {
    other.remove();
  }
});

test('a failing provider that repeats its secret inputs is quoted without them', async () => {
  const other = new HostProject();
  try {
    other.wants([{ name: 'a', inputs: { fails: true }, secret: { password } }]);
    const { code, stdout } = await other.up();
    expect(code).toBe(1);
    expect(stdout).toContain('cannot make a with');
    expect(stdout).toContain('"[secret]"');
    expect(stdout).not.toContain(password);
  } finally {
    other.remove();
  }
});
