import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Crypter, CrypterError, newCrypter } from '../state/crypter';
import { PassphraseError } from '../state/passphrase';
import { openCrypters } from './stack-crypters';

let dataDirectory: string;
let kept: string;
beforeEach(() => {
  dataDirectory = mkdtempSync(path.join(tmpdir(), 'gatehouse-crypters-'));
  kept = path.join(dataDirectory, 'passphrase');
});
afterEach(() => {
  rmSync(dataDirectory, { recursive: true, force: true });
});

const salted = new Map<string, Crypter>();
beforeAll(async () => {
  // Deriving a key takes a good part of a second.
  for (const passphrase of ['ours', 'made']) salted.set(passphrase, await newCrypter(passphrase));
});
const saltOf = (passphrase: string | undefined): string | undefined =>
  passphrase === undefined ? undefined : salted.get(passphrase)?.state;

/** Opens a stack whose configuration and state were encrypted with these, in a shell that has that one. */
function opened(
  config: string | undefined,
  state: string | undefined,
  shell: NodeJS.ProcessEnv,
): ReturnType<typeof openCrypters> {
  return openCrypters(
    {
      stack: 'local',
      dataDirectory,
      config: { file: '/project/Pulumi.local.yaml', salt: saltOf(config) },
      state: { file: '/project/.gatehouse/stacks/local.json', salt: saltOf(state) },
    },
    shell,
  );
}
const ours = { PULUMI_CONFIG_PASSPHRASE: 'ours' };

test('nothing encrypted yet takes the passphrase of the shell, else makes one', async () => {
  const { config } = await opened(undefined, undefined, ours);
  expect(config.decrypt(config.encrypt('x'))).toBe('x');
  expect(existsSync(kept)).toBe(false);
  await opened(undefined, undefined, {});
  expect(existsSync(kept)).toBe(true);
});

test('a state under the passphrase that was made goes over to the one of the configuration', async () => {
  writeFileSync(kept, 'made\n');
  const { config, state } = await opened('ours', 'made', ours);
  expect(state.state).toBe(config.state);
  const old = salted.get('made')?.encrypt('x') ?? '';
  expect(state.decrypt(old)).toBe('x');
  expect(state.decrypt(config.encrypt('y'))).toBe('y');
});

describe('a passphrase that does not fit', () => {
  it('is named with the file, and with the passphrase that does fit', async () => {
    writeFileSync(kept, 'made\n');
    const failure = opened(undefined, 'made', ours);
    await expect(failure).rejects.toBeInstanceOf(CrypterError);
    await expect(failure).rejects.toThrow(
      'stack local: incorrect passphrase: /project/.gatehouse/stacks/local.json was encrypted with a different passphrase than the one in ' +
        `PULUMI_CONFIG_PASSPHRASE; the passphrase in ${kept} is the right one: unset PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE`,
    );
  });

  it('is named with the file it came from', async () => {
    const file = path.join(dataDirectory, 'elsewhere');
    writeFileSync(file, 'wrong\n');
    await expect(
      opened('ours', undefined, { PULUMI_CONFIG_PASSPHRASE_FILE: file }),
    ).rejects.toThrow(
      '/project/Pulumi.local.yaml was encrypted with a different passphrase than the one in ' +
        `PULUMI_CONFIG_PASSPHRASE_FILE (${file}); set PULUMI_CONFIG_PASSPHRASE or`,
    );
  });

  it('is named with the one that was made and does not fit either', async () => {
    writeFileSync(kept, 'another\n');
    await expect(opened('made', undefined, ours)).rejects.toThrow(
      `the one in PULUMI_CONFIG_PASSPHRASE; the passphrase in ${kept} is wrong, too; set PULUMI_CONFIG`,
    );
    await expect(opened(undefined, 'ours', {})).rejects.toThrow(
      `a different passphrase than the one in ${kept}; set PULUMI_CONFIG_PASSPHRASE or`,
    );
  });
});

test.each([
  ['the state', undefined, 'made', '/project/.gatehouse/stacks/local.json'],
  ['the configuration', 'ours', undefined, 'Pulumi.local.yaml'],
])('without any passphrase none is made for %s, which is named', async (_, config, state, file) => {
  const failure = opened(config, state, {});
  await expect(failure).rejects.toBeInstanceOf(PassphraseError);
  await expect(failure).rejects.toThrow(
    `the stack local has encrypted values (${file}) and no passphrase is set`,
  );
  expect(existsSync(kept)).toBe(false);
});
