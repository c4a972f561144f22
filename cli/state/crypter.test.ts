import * as fc from 'fast-check';
import { CrypterError, newCrypter, openCrypter } from './crypter';

it('reads what it wrote, and never writes the same text twice alike', async () => {
  const crypter = await newCrypter('pass');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const sealed = crypter.encrypt(text);
      expect(crypter.decrypt(sealed)).toBe(text);
      expect(crypter.encrypt(text)).not.toBe(sealed);
    }),
  );
});

it('is opened by its passphrase only', async () => {
  const crypter = await newCrypter('pass');
  const again = await openCrypter('pass', crypter.state);
  expect(again.decrypt(crypter.encrypt('x'))).toBe('x');
  await expect(openCrypter('other', crypter.state)).rejects.toThrow('incorrect passphrase');
});

it('refuses a ciphertext that was changed or belongs elsewhere', async () => {
  const [one, other] = await Promise.all([newCrypter('pass'), newCrypter('pass')]);
  const sealed = one.encrypt('secret');
  const changed = `${sealed.slice(0, -4)}${sealed.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
  for (const bad of [changed, 'v2:a:b', 'v1:AAAA:AAAA', '', 'v1:x']) {
    expect(() => one.decrypt(bad)).toThrow(CrypterError);
  }
  expect(() => other.decrypt(sealed)).toThrow(CrypterError);
});

it('names a malformed salt', async () => {
  await expect(openCrypter('pass', 'v1:only-that')).rejects.toThrow(/salt is malformed/);
});
