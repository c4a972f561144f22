import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { handedOn } from './stack-environment';

const target = { stack: 'local', configFile: 'Pulumi.local.yaml' };
const passphrase = { PULUMI_CONFIG_PASSPHRASE: 'p', PULUMI_CONFIG_PASSPHRASE_FILE: '/file' };
const environment = {
  ...passphrase,
  PATH: '/bin',
  PULUMI_CONFIG: '{}',
  PULUMI_HOME: '/home',
  AWS_PROFILE: 'work',
  GITHUB_TOKEN: 'token',
  GH_TOKEN: 'token',
  SLACK_TOKEN: 'token',
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gatehouse-environment-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const write = (file: string, text: string): void => {
  mkdirSync(join(root, '.gatehouse', 'stacks'), { recursive: true });
  writeFileSync(join(root, file), text);
};
const salted = 'config: {}\nencryptionsalt: v1:a:v1:b:c\n';

test.each<[string, Readonly<Record<string, string>>, boolean]>([
  ['no files at all', {}, false],
  ['a configuration without secrets', { 'Pulumi.local.yaml': 'config: {}\n' }, false],
  ['a configuration with secrets', { 'Pulumi.local.yaml': salted }, true],
  ['another configuration with secrets', { 'Pulumi.other.yaml': salted }, false],
  ['a state, and no passphrase made for it', { '.gatehouse/stacks/local.json': '{}' }, true],
  [
    'a state and the passphrase made for it',
    { '.gatehouse/stacks/local.json': '{}', '.gatehouse/passphrase': 'made' },
    false,
  ],
])('with %s no account is handed on, and the passphrase: %j %s', (_, files, isKept) => {
  for (const [file, text] of Object.entries(files)) write(file, text);
  expect(handedOn(root, target, environment)).toEqual({
    PATH: '/bin',
    ...(isKept ? passphrase : {}),
  });
});
