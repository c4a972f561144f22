import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '../../policies/whole-file';
import { hasErrorCode } from './error-code';

/** The environment gives no passphrase and the stack needs one. */
export class PassphraseError extends Error {
  override readonly name = 'PassphraseError';
}

/** A passphrase and where it was found, for messages. */
export interface Passphrase {
  readonly value: string;
  readonly source: string;
}

/** Variables that give a passphrase, as Pulumi reads them: the first, which may be empty, else the file of the second. */
export const passphraseVariables = {
  value: 'PULUMI_CONFIG_PASSPHRASE',
  file: 'PULUMI_CONFIG_PASSPHRASE_FILE',
} as const;

/**
 * The passphrase that the environment names.
 *
 * @throws PassphraseError when the file that it names cannot be read.
 */
export async function environmentPassphrase(
  environment: NodeJS.ProcessEnv,
): Promise<Passphrase | undefined> {
  const direct = environment[passphraseVariables.value];
  if (direct !== undefined) return { value: direct, source: passphraseVariables.value };
  const file = environment[passphraseVariables.file];
  if (file === undefined || file === '') return undefined;
  const content = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new PassphraseError(`${passphraseVariables.file}: ${file} cannot be read`, { cause });
  });
  return { value: content.trim(), source: `${passphraseVariables.file} (${file})` };
}

/**
 * The passphrase that an earlier run made, if any did.
 *
 * @throws PassphraseError when its file is empty: nothing was ever encrypted by an empty one.
 */
export async function keptPassphrase(dataDirectory: string): Promise<Passphrase | undefined> {
  const file = passphraseFile(dataDirectory);
  try {
    const value = (await readFile(file, 'utf8')).trim();
    if (value !== '') return { value, source: file };
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  throw new PassphraseError(
    `${file} is empty; restore it, or remove it if no state beside it holds secrets`,
  );
}

/**
 * The passphrase of stacks that never had one: made once per working copy and kept, readable by its owner only, beside
 * the states it protects.
 */
export async function generatedPassphrase(dataDirectory: string): Promise<Passphrase> {
  const file = passphraseFile(dataDirectory);
  const made = randomBytes(32).toString('base64url');
  try {
    writeWhole(file, `${made}\n`, { mode: 0o600, isNew: true });
    return { value: made, source: file };
  } catch (error) {
    const kept = hasErrorCode(error, 'EEXIST') ? await keptPassphrase(dataDirectory) : undefined;
    if (kept === undefined) throw error;
    return kept;
  }
}

/** Where that passphrase is kept. */
export function passphraseFile(dataDirectory: string): string {
  return path.join(dataDirectory, 'passphrase');
}
