import * as z from 'zod/mini';
import type { KeyProblem } from './key-problem';
import { secretReference } from './secret-form';

/** Certificates of a check's connections over TLS, each the name of a secret that holds text in PEM format. */
export const tlsForm = z
  .strictObject({
    ca: z.exactOptional(
      secretReference.check(
        z.describe('Secret with certificates that are trusted besides the public ones, in PEM.'),
      ),
    ),
    certificate: z.exactOptional(
      secretReference.check(
        z.describe('Secret with the client certificate and its chain, in PEM; needs `key`.'),
      ),
    ),
    key: z.exactOptional(
      secretReference.check(z.describe('Secret with the key of `certificate`, in PEM.')),
    ),
  })
  .check(
    z.describe(
      'Certificates of connections over TLS, each `{ secret: NAME }`: a private CA (`ca`), and the client certificate with its key.',
    ),
  );

type TlsForm = z.output<typeof tlsForm>;

/** What the keys of `tls` allow and TLS does not. */
export function impossibleTls(tls: TlsForm | undefined): readonly KeyProblem[] {
  if (tls === undefined) return [];
  const { ca, certificate, key } = tls;
  if (ca === undefined && certificate === undefined && key === undefined) {
    return [{ path: ['tls'], message: 'must have `ca`, or `certificate` and `key`' }];
  }
  if (certificate !== undefined && key === undefined) {
    return [{ path: ['tls', 'certificate'], message: 'needs `key`, the secret with its key' }];
  }
  if (certificate === undefined && key !== undefined) {
    return [
      { path: ['tls', 'key'], message: 'needs `certificate`, the secret with its certificate' },
    ];
  }
  return [];
}
