import { blake2b } from 'blakejs';
import nacl from 'tweetnacl';

/** An X25519 key pair that secrets are sealed to. Keys are base64. */
export interface SealingKey {
  readonly id: string;
  readonly publicKey: string;
  readonly secretKey: string;
}

export function createSealingKey(id: string): SealingKey {
  const pair = nacl.box.keyPair();
  return { id, publicKey: encode(pair.publicKey), secretKey: encode(pair.secretKey) };
}

/**
 * Opens a libsodium sealed box (`crypto_box_seal`), the form in which GitHub takes secrets. Undefined when the box was
 * not sealed to this key. tweetnacl has the box itself but not the sealed form, whose nonce is
 * BLAKE2b-24(ephemeral key ‖ recipient key).
 * https://doc.libsodium.org/public-key_cryptography/sealed_boxes
 */
export function openSealedBox(sealed: string, key: SealingKey): string | undefined {
  const bytes = new Uint8Array(Buffer.from(sealed, 'base64'));
  if (bytes.length < nacl.box.publicKeyLength + nacl.box.overheadLength) return undefined;
  const ephemeral = bytes.subarray(0, nacl.box.publicKeyLength);
  const recipient = new Uint8Array(Buffer.from(key.publicKey, 'base64'));
  const secret = new Uint8Array(Buffer.from(key.secretKey, 'base64'));
  const nonce = blake2b(
    Uint8Array.from([...ephemeral, ...recipient]),
    undefined,
    nacl.box.nonceLength,
  );
  const opened = nacl.box.open(bytes.subarray(nacl.box.publicKeyLength), nonce, ephemeral, secret);
  return opened === null ? undefined : Buffer.from(opened).toString('utf8');
}

function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
