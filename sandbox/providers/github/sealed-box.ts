import { blake2b } from 'blakejs';
import nacl from 'tweetnacl';

/**
 * Encrypts a secret for GitHub as its documentation asks: a libsodium sealed box under the repository's public key.
 *
 * https://docs.github.com/en/rest/guides/encrypting-secrets-for-the-rest-api
 *
 * @param publicKey base64, as the public-key endpoints give it.
 * @returns base64.
 */
export function sealedBox(plaintext: string, publicKey: string): string {
  const receiver = new Uint8Array(Buffer.from(publicKey, 'base64'));
  const sender = nacl.box.keyPair();
  const nonce = blake2b(
    new Uint8Array([...sender.publicKey, ...receiver]),
    undefined,
    nacl.box.nonceLength,
  );
  const box = nacl.box(
    new Uint8Array(Buffer.from(plaintext, 'utf8')),
    nonce,
    receiver,
    sender.secretKey,
  );
  return Buffer.concat([sender.publicKey, box]).toString('base64');
}
