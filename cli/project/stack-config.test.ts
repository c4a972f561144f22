import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { readProject } from './project-file';
import { hasSecureValues, readStackFile, resolveConfig } from './stack-config';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-config-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const write = (file: string, value: unknown): void => {
  writeFileSync(path.join(directory, file), stringify(value));
};
const decrypt = (ciphertext: string): Promise<string> => Promise.resolve(`plain ${ciphertext}`);

async function resolved(declarations: object, config: object) {
  write('Pulumi.yaml', { name: 'demo', runtime: 'nodejs', config: declarations });
  write('Pulumi.dev.yaml', { config });
  const project = await readProject(directory);
  const stackFile = await readStackFile(project, 'dev');
  return {
    ...(await resolveConfig(project, stackFile, decrypt)),
    secure: hasSecureValues(stackFile),
  };
}

it('takes defaults, the stack’s values and its own namespace, objects with keys in order', async () => {
  const { values } = await resolved(
    { size: { type: 'integer', default: 3 }, plain: 'everywhere', 'aws:region': 'eu-central-1' },
    { 'demo:list': [{ b: 1, a: 2 }], 'aws:region': 'us-east-1', short: true },
  );
  expect(values).toEqual({
    'demo:size': '3',
    'demo:plain': 'everywhere',
    'aws:region': 'us-east-1',
    'demo:list': '[{"a":2,"b":1}]',
    'demo:short': 'true',
  });
});

it('decrypts secrets at any depth, and the whole key counts as secret', async () => {
  const { values, secretKeys, secure } = await resolved(
    {},
    { top: { secure: 'v1' }, deep: { a: [{ secure: 'v2' }] }, open: 'x' },
  );
  expect(values).toEqual({
    'demo:top': 'plain v1',
    'demo:deep': '{"a":["plain v2"]}',
    'demo:open': 'x',
  });
  expect(secretKeys).toEqual(['demo:top', 'demo:deep']);
  expect(secure).toBe(true);
});

it('tells every wrong type, missing key and unencrypted secret at once', async () => {
  const attempt = resolved(
    {
      size: { type: 'integer' },
      names: { type: 'array', items: { type: 'string' } },
      token: { type: 'string', secret: true },
      needed: { type: 'string' },
    },
    { size: 'many', names: ['a', 1], token: 'in plain text' },
  );
  await expect(attempt).rejects.toMatchObject({
    problems: [
      { path: 'demo:size', code: 'config-type', allowed: 'integer' },
      { path: 'demo:names', code: 'config-type', allowed: 'array' },
      { path: 'demo:token', code: 'config-not-encrypted' },
      { path: 'demo:needed', code: 'config-missing' },
    ],
  });
  await expect(attempt).rejects.not.toThrow('in plain text');
});

it.each([
  [{ secretsprovider: 'awskms://x' }, /passphrase secrets provider only/],
  [{ config: ['a'] }, /must contain keys and values/],
  ['just text', /must contain keys and values/],
])('refuses a stack file like %j', async (document, why) => {
  write('Pulumi.yaml', { name: 'demo', runtime: 'nodejs' });
  write('Pulumi.dev.yaml', document);
  const project = await readProject(directory);
  await expect(readStackFile(project, 'dev')).rejects.toThrow(why);
});
