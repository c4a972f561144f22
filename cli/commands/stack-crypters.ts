import path from 'node:path';
import { type Crypter, CrypterError, newCrypter, openCrypter } from '../state/crypter';
import {
  environmentPassphrase,
  generatedPassphrase,
  keptPassphrase,
  type Passphrase,
  PassphraseError,
  passphraseVariables,
} from '../state/passphrase';

/** A file with encrypted values, and the salt that says so. */
interface Encrypted {
  readonly file: string;
  readonly salt: string | undefined;
}

/** What a stack has encrypted, and where. */
export interface EncryptedStack {
  readonly stack: string;
  /** Directory of the states, where a passphrase that was made is kept. */
  readonly dataDirectory: string;
  readonly config: Encrypted;
  readonly state: Encrypted;
}

const eitherVariable = `${passphraseVariables.value} or ${passphraseVariables.file}`;

/**
 * The crypters of the configuration and of the state. They differ only when a stack's configuration got another salt
 * than its state; the configuration's goes on, and the state may still be under the passphrase that was made for it.
 *
 * @throws PassphraseError when there is none; CrypterError naming what is encrypted, and each passphrase that does not fit.
 */
export async function openCrypters(
  encrypted: EncryptedStack,
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly config: Crypter; readonly state: Crypter }> {
  const passphrase = await passphraseOf(encrypted, environment);
  const { config, state } = encrypted;
  if (config.salt === undefined) {
    const crypter =
      state.salt === undefined
        ? await newCrypter(passphrase.value)
        : await openFor(encrypted, state, state.salt, [passphrase]);
    return { config: crypter, state: crypter };
  }
  const opened = await openFor(encrypted, config, config.salt, [passphrase]);
  if (state.salt === undefined || state.salt === config.salt) {
    return { config: opened, state: opened };
  }
  const kept = await keptPassphrase(encrypted.dataDirectory);
  const candidates = kept === undefined ? [passphrase] : [passphrase, kept];
  const older = await openFor(encrypted, state, state.salt, candidates);
  return { config: opened, state: readingOlder(opened, older) };
}

async function passphraseOf(
  { stack, dataDirectory, config, state }: EncryptedStack,
  environment: NodeJS.ProcessEnv,
): Promise<Passphrase> {
  const given = await environmentPassphrase(environment);
  if (given !== undefined) return given;
  if (config.salt === undefined) {
    // One that is made now would fit nothing that is there.
    if (state.salt === undefined) return generatedPassphrase(dataDirectory);
    const kept = await keptPassphrase(dataDirectory);
    if (kept !== undefined) return kept;
  }
  const file = config.salt === undefined ? state.file : path.basename(config.file);
  throw new PassphraseError(
    `the stack ${stack} has encrypted values (${file}) and no passphrase is set; ` +
      `set ${eitherVariable}, or plan with --without-secrets`,
  );
}

/** Opens with the first passphrase that fits. */
async function openFor(
  encrypted: EncryptedStack,
  { file }: Encrypted,
  salt: string,
  candidates: readonly Passphrase[],
): Promise<Crypter> {
  let failure: unknown;
  for (const { value } of candidates) {
    try {
      return await openCrypter(value, salt);
    } catch (cause) {
      if (!(cause instanceof CrypterError)) throw cause;
      failure = cause;
    }
  }
  const tried = candidates.map(({ source }) => source).join(', ');
  const reason = failure instanceof CrypterError ? failure.message : '';
  throw new CrypterError(
    `stack ${encrypted.stack}: ${reason}: ${file} was encrypted with a different passphrase than the one in ${tried}; ` +
      (await remedy(encrypted, salt, candidates)),
    { cause: failure },
  );
}

/** What to do: the passphrase that was made in this working copy may be the one that fits. */
async function remedy(
  { dataDirectory }: EncryptedStack,
  salt: string,
  candidates: readonly Passphrase[],
): Promise<string> {
  const set = `set ${eitherVariable} to the passphrase it was encrypted with`;
  const kept = await keptPassphrase(dataDirectory);
  if (kept === undefined || candidates.some(({ source }) => source === kept.source)) return set;
  try {
    await openCrypter(kept.value, salt);
    return `the passphrase in ${kept.source} is the right one: unset ${eitherVariable}`;
  } catch (error) {
    if (!(error instanceof CrypterError)) throw error;
    return `the passphrase in ${kept.source} is wrong, too; ${set}`;
  }
}

function readingOlder(now: Crypter, older: Crypter): Crypter {
  return {
    state: now.state,
    encrypt: (plaintext) => now.encrypt(plaintext),
    decrypt: (ciphertext) => {
      try {
        return now.decrypt(ciphertext);
      } catch (error) {
        if (error instanceof CrypterError) return older.decrypt(ciphertext);
        throw error;
      }
    },
  };
}
