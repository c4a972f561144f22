import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hasErrorCode } from './error-code';

/** The environment gives no passphrase and the stack needs one. */
export class PassphraseError extends Error {
  override readonly name = 'PassphraseError';
}

/**
 * The passphrase that the environment names, as Pulumi reads it: PULUMI_CONFIG_PASSPHRASE (which may be empty), else
 * the content of the file PULUMI_CONFIG_PASSPHRASE_FILE.
 *
 * @throws PassphraseError when that file cannot be read.
 */
export async function environmentPassphrase(
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const direct = environment['PULUMI_CONFIG_PASSPHRASE'];
  if (direct !== undefined) return direct;
  const file = environment['PULUMI_CONFIG_PASSPHRASE_FILE'];
  if (file === undefined || file === '') return undefined;
  const content = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new PassphraseError(`PULUMI_CONFIG_PASSPHRASE_FILE: ${file} cannot be read`, { cause });
  });
  return content.trim();
}

/**
 * The passphrase of stacks that never had one: made once per working copy and kept, readable by its owner only, beside
 * the states it protects.
 */
export async function generatedPassphrase(dataDirectory: string): Promise<string> {
  const file = path.join(dataDirectory, 'passphrase');
  await mkdir(dataDirectory, { recursive: true });
  const made = randomBytes(32).toString('base64url');
  try {
    await writeFile(file, `${made}\n`, { mode: 0o600, flag: 'wx' });
    return made;
  } catch (error) {
    if (!hasErrorCode(error, 'EEXIST')) throw error;
    return (await readFile(file, 'utf8')).trim();
  }
}
