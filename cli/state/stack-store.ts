import { createHash } from 'node:crypto';
import { copyFile, link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Crypter } from './crypter';
import {
  CorruptStateError,
  type DeploymentFile,
  emptyDeployment,
  formatDeployment,
  parseDeployment,
} from './deployment-file';
import { decodeResource, encodeResource, type EncodedResource } from './encode';
import { Journal, replayJournal } from './journal';
import { type ResourceState, type Snapshot } from './resource-state';
import { hasErrorCode } from './error-code';

/** Where a stack's files lie. */
export interface StackPaths {
  readonly state: string;
  readonly backup: string;
  readonly journal: string;
  readonly lock: string;
}

export function stackPaths(dataDirectory: string, stack: string): StackPaths {
  const base = path.join(dataDirectory, 'stacks', stack);
  return {
    state: `${base}.json`,
    backup: `${base}.json.bak`,
    journal: `${base}.journal`,
    lock: `${base}.lock`,
  };
}

/** A stack's state as loaded, still encrypted. */
export interface LoadedState {
  readonly file: DeploymentFile;
  /** Identifies the text that was read; a journal names the one it continues. */
  readonly base: string;
  /** Whether a run was interrupted and its journal has been applied. */
  readonly resumed: boolean;
}

/**
 * Loads a stack's state, with what an interrupted run had already done.
 *
 * @throws CorruptStateError naming the file, what is wrong and what to do; the file is left as it is.
 */
export async function loadState(paths: StackPaths): Promise<LoadedState> {
  const text = await readIfThere(paths.state);
  if (text === undefined && (await readIfThere(paths.backup)) !== undefined) {
    throw new CorruptStateError(
      `the state ${paths.state} is missing, but its backup ${paths.backup} exists. Nothing was changed. ` +
        `Copy the backup to ${paths.state}, or remove it to start with an empty stack`,
    );
  }
  const base = text === undefined ? 'none' : createHash('sha256').update(text).digest('hex');
  try {
    const file = text === undefined ? emptyDeployment : parseDeployment(text);
    if ((await readIfThere(paths.journal)) === undefined) return { file, base, resumed: false };
    const replayed = await replayJournal(paths.journal, base, file);
    return replayed === undefined
      ? { file, base, resumed: false }
      : { file: replayed, base, resumed: true };
  } catch (cause) {
    if (!(cause instanceof CorruptStateError)) throw cause;
    const hasBackup = (await readIfThere(paths.backup)) !== undefined;
    const remedy = hasBackup
      ? `The state before the last run is in ${paths.backup}: compare the two, and move the good one to ${paths.state} (and remove ${paths.journal}, if it exists)`
      : `There is no backup: restore ${paths.state} (and ${paths.journal}, if it exists) from a copy of yours, or remove them to start with an empty stack`;
    throw new CorruptStateError(
      `the state ${paths.state} is not valid: ${cause.message}. Nothing was changed. ${remedy}`,
      { cause },
    );
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Whether reading the state needs the stack's passphrase. */
export function needsPassphrase(file: DeploymentFile): boolean {
  const encrypted = (value: unknown): boolean =>
    typeof value === 'object' &&
    value !== null &&
    ('ciphertext' in value || Object.values(value).some(encrypted));
  return file.resources.some(encrypted) || file.pending.some(encrypted);
}

/**
 * Encrypts and decrypts the secrets of resources. A secret that did not change keeps its ciphertext, so that the state
 * of an unchanged resource stays byte for byte the same; the memory is per resource, so equal secrets of two resources
 * never show as equal.
 */
export class SecretKeeper {
  private readonly ciphertexts = new Map<string, string>();

  constructor(private readonly crypter: Crypter | undefined) {}

  get salt(): string | undefined {
    return this.crypter?.state;
  }

  encode(resource: ResourceState): EncodedResource {
    return encodeResource(resource, (plaintext) => {
      if (this.crypter === undefined) throw new Error('a secret needs a passphrase to encrypt it');
      const key = `${resource.urn}\n${plaintext}`;
      const known = this.ciphertexts.get(key);
      if (known !== undefined) return known;
      const ciphertext = this.crypter.encrypt(plaintext);
      this.ciphertexts.set(key, ciphertext);
      return ciphertext;
    });
  }

  decode(encoded: EncodedResource): ResourceState {
    return decodeResource(encoded, (ciphertext) => {
      if (this.crypter === undefined)
        throw new Error('an encrypted value needs a passphrase to decrypt it');
      const plaintext = this.crypter.decrypt(ciphertext);
      this.ciphertexts.set(`${String(encoded['urn'])}\n${plaintext}`, ciphertext);
      return plaintext;
    });
  }

  /** The whole state, decrypted. */
  snapshot(file: DeploymentFile): Snapshot {
    return {
      resources: file.resources.map((resource) => this.decode(resource)),
      pending: file.pending.map(({ type, resource }) => ({
        type,
        resource: this.decode(resource),
      })),
    };
  }
}

/**
 * Writes a state in one piece: beside the old one, to the disk, then in its place; the old one becomes the backup. The
 * journal that led to it is removed afterwards (should that fail, its base no longer matches and it is ignored).
 */
export async function saveState(paths: StackPaths, file: DeploymentFile, now: Date): Promise<void> {
  await mkdir(path.dirname(paths.state), { recursive: true });
  const temporary = `${paths.state}.new`;
  try {
    const handle = await open(temporary, 'w', 0o600);
    try {
      await handle.writeFile(formatDeployment(file, now.toISOString()));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await keepAsBackup(paths);
    await rename(temporary, paths.state);
  } catch (error) {
    // On a full disk it would take the room that the next attempt needs.
    await rm(temporary, { force: true });
    throw error;
  }
  await rm(paths.journal, { force: true });
}

/** The old state under the backup's name: a second name of the same file, which takes no room and is never half there. */
async function keepAsBackup({ state, backup }: StackPaths): Promise<void> {
  const second = `${backup}.new`;
  try {
    await rm(second, { force: true });
    await link(state, second).catch((error: unknown) => {
      if (hasErrorCode(error, 'ENOENT')) throw error;
      // A file system without such names.
      return copyFile(state, second);
    });
    await rename(second, backup);
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT')) throw error;
  } finally {
    await rm(second, { force: true });
  }
}

/** Opens a new journal for a run that changes the given state. */
export async function openJournal(
  paths: StackPaths,
  base: string,
  salt: string | undefined,
): Promise<Journal> {
  await mkdir(path.dirname(paths.journal), { recursive: true });
  return Journal.create(paths.journal, base, salt);
}
