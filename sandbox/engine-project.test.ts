import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineProject, requireEngine } from './engine-project';
import { SandboxError } from './target';

const target = {
  stack: 'local',
  configFile: 'Pulumi.local.yaml',
  policyConfig: 'sandbox/policy-config.json',
  repository: 'orders-service',
};
const salt = (text: string): string => `encryptionsalt: v1:${text}:v1:b:c\n`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gatehouse-engine-project-'));
  for (const folder of ['infra', '.git', '.gatehouse']) mkdirSync(join(root, folder));
  writeFileSync(join(root, 'package.json'), '{}');
  writeFileSync(join(root, 'Pulumi.yaml'), 'name: gatehouse\n');
  writeFileSync(join(root, 'Pulumi.prod.yaml'), 'config: {}\n');
  configure('config: {}\n');
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const configure = (text: string): void => {
  writeFileSync(join(root, 'Pulumi.local.yaml'), text);
};
const made = async () => {
  const { directory, environment } = await engineProject(root, target);
  const file = join(directory, 'Pulumi.local.yaml');
  return { directory, environment, file, text: readFileSync(file, 'utf8') };
};

test('the engine has the root by links, and project and configuration as files of its own', async () => {
  const { directory } = await made();
  expect(readdirSync(directory).sort()).toEqual([
    'Pulumi.local.yaml',
    'Pulumi.yaml',
    'infra',
    'package.json',
  ]);
  expect(readlinkSync(join(directory, 'infra'))).toBe(join(root, 'infra'));
});

test('a second time it has what the root has now, and what belongs to the passphrase is kept', async () => {
  const { directory, file } = await made();
  writeFileSync(file, `config: {}\n${salt('made')}`);
  rmSync(join(root, 'infra'), { recursive: true });
  configure('config: {a: 1}');
  const { text } = await made();
  expect(text).toBe(`config: {a: 1}\n${salt('made')}`);
  expect(existsSync(join(directory, 'infra'))).toBe(false);
  expect((await made()).text).toBe(text);
  expect(readFileSync(join(root, 'Pulumi.local.yaml'), 'utf8')).toBe('config: {a: 1}');
});

test('a configuration that was encrypted later with another passphrase is refused', async () => {
  const { file } = await made();
  writeFileSync(file, `config: {}\n${salt('made')}`);
  configure(salt('own'));
  await expect(engineProject(root, target)).rejects.toThrow(SandboxError);
  writeFileSync(file, salt('own'));
  expect((await made()).text).toBe(salt('own'));
});

test('the passphrase is made once, for its owner alone, and state and login lie below .gatehouse', async () => {
  const { environment } = await made();
  const file = join(root, '.gatehouse', 'passphrase');
  expect(environment).toMatchObject({
    PULUMI_CONFIG_PASSPHRASE_FILE: file,
    PULUMI_BACKEND_URL: `file://${join(root, '.gatehouse', 'engine', 'local', 'state')}?metadata=skip`,
    PULUMI_HOME: join(root, '.gatehouse', 'engine', 'local', 'home'),
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const passphrase = readFileSync(file, 'utf8');
  await made();
  expect(readFileSync(file, 'utf8')).toBe(passphrase);
});

test("no passphrase is made for a configuration that has the user's", async () => {
  configure(salt('own'));
  const { environment } = await made();
  expect(existsSync(join(root, '.gatehouse', 'passphrase'))).toBe(false);
  expect(Object.values(environment)).not.toContain(join(root, '.gatehouse', 'passphrase'));
});

test('an engine that is not on PATH is asked for, with the command that builds it', () => {
  const file = join(root, 'pulumi');
  writeFileSync(file, '');
  const require = (): void => {
    requireEngine({ PATH: `/nowhere:${root}` });
  };
  expect(require).toThrow('make engine');
  rmSync(file);
  writeFileSync(file, '', { mode: 0o755 });
  expect(require).not.toThrow();
});
