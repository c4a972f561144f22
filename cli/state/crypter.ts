import { createCipheriv, createDecipheriv, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

/**
 * Encrypts as Pulumi's passphrase provider does, so that the engine can read what the host wrote and the other way
 * round: AES-256-GCM under a key from PBKDF2 (SHA-256, a million rounds), `v1:<nonce>:<ciphertext and tag>`.
 *
 * https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/config/crypt.go
 */
export interface Crypter {
  /** `v1:<salt>:<the word pulumi, encrypted>`: what a stack's file keeps to check a passphrase against. */
  readonly state: string;
  encrypt(plaintext: string): string;
  /** @throws CrypterError when the text is not a ciphertext of this stack. */
  decrypt(ciphertext: string): string;
}

/** A passphrase that is wrong, or a ciphertext that does not belong to the stack. */
export class CrypterError extends Error {
  override readonly name = 'CrypterError';
}

const rounds = 1_000_000;
const keyBytes = 32;
const saltBytes = 8;
const nonceBytes = 12;
const tagBytes = 16;
const checkWord = 'pulumi';

/** A crypter for a stack that has no secrets yet: with a new salt. */
export async function newCrypter(passphrase: string): Promise<Crypter> {
  const salt = randomBytes(saltBytes);
  const key = await deriveKey(passphrase, salt);
  return crypter(key, `v1:${salt.toString('base64')}:${seal(key, checkWord)}`);
}

/**
 * The crypter of an existing stack.
 *
 * @throws CrypterError when the passphrase is not the one the stack was encrypted with.
 */
export async function openCrypter(passphrase: string, state: string): Promise<Crypter> {
  const [version, salt, ...check] = state.split(':');
  if (version !== 'v1' || salt === undefined || check.length !== 3) {
    throw new CrypterError(
      'the encryption salt is malformed: expected v1:<salt>:v1:<nonce>:<text>',
    );
  }
  const key = await deriveKey(passphrase, Buffer.from(salt, 'base64'));
  const made = crypter(key, state);
  let word: string;
  try {
    word = made.decrypt(check.join(':'));
  } catch (cause) {
    throw new CrypterError('incorrect passphrase', { cause });
  }
  if (word !== checkWord) throw new CrypterError('incorrect passphrase');
  return made;
}

function deriveKey(passphrase: string, salt: Buffer): Promise<Buffer> {
  return promisify(pbkdf2)(passphrase, salt, rounds, keyBytes, 'sha256');
}

function crypter(key: Buffer, state: string): Crypter {
  return {
    state,
    encrypt: (plaintext) => seal(key, plaintext),
    decrypt: (ciphertext) => open(key, ciphertext),
  };
}

function seal(key: Buffer, plaintext: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  const withTag = Buffer.concat([sealed, cipher.getAuthTag()]);
  return `v1:${nonce.toString('base64')}:${withTag.toString('base64')}`;
}

function open(key: Buffer, ciphertext: string): string {
  const [version, nonce, text, ...rest] = ciphertext.split(':');
  if (version !== 'v1' || nonce === undefined || text === undefined || rest.length > 0) {
    throw new CrypterError('not a ciphertext of the passphrase provider');
  }
  const sealed = Buffer.from(text, 'base64');
  const nonceValue = Buffer.from(nonce, 'base64');
  if (sealed.length < tagBytes || nonceValue.length !== nonceBytes) {
    throw new CrypterError('the ciphertext is too short');
  }
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonceValue);
    decipher.setAuthTag(sealed.subarray(-tagBytes));
    return Buffer.concat([
      decipher.update(sealed.subarray(0, -tagBytes)),
      decipher.final(),
    ]).toString('utf8');
  } catch (cause) {
    throw new CrypterError('the value was encrypted with a different passphrase or salt', {
      cause,
    });
  }
}
