import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import type { TlsSettings } from '../../core/smoke/check';

/** What a connection over TLS trusts and shows. */
export interface TlsMaterial {
  readonly ca?: string[];
  readonly cert?: string;
  readonly key?: string;
}

/**
 * The certificates of a check from its secrets. Those of a private CA are trusted besides the public ones.
 *
 * @throws Error that names the secret and what it should hold, and shows nothing of it.
 */
export function tlsMaterial(
  tls: TlsSettings | undefined,
  secrets: ReadonlyMap<string, string>,
): TlsMaterial {
  const { ca, certificate, key } = tls ?? {};
  return {
    ...(ca === undefined
      ? {}
      : { ca: [...rootCertificates, ...certificatesOf(ca.secret, secrets)] }),
    ...(certificate === undefined || key === undefined
      ? {}
      : clientCertificate(certificate.secret, key.secret, secrets)),
  };
}

function clientCertificate(
  certificate: string,
  key: string,
  secrets: ReadonlyMap<string, string>,
): TlsMaterial {
  const chain = certificatesOf(certificate, secrets);
  const text = pemOf(key, secrets);
  const own = new X509Certificate(chain[0] ?? '');
  if (!own.checkPrivateKey(privateKey(key, text))) {
    throw new Error(`the secret ${key} is not the key of the certificate in ${certificate}`);
  }
  return { cert: chain.join('\n'), key: text };
}

function privateKey(name: string, text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch (cause) {
    throw new Error(`the secret ${name} is not a private key in PEM format without a passphrase`, {
      cause,
    });
  }
}

function certificatesOf(name: string, secrets: ReadonlyMap<string, string>): readonly string[] {
  const found =
    pemOf(name, secrets).match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const message = `the secret ${name} is not a certificate in PEM format`;
  if (found.length === 0) throw new Error(message);
  for (const each of found) {
    try {
      new X509Certificate(each);
    } catch (cause) {
      throw new Error(message, { cause });
    }
  }
  return found;
}

/** One line with \n in it is how a PEM text often gets into a form's field. */
function pemOf(name: string, secrets: ReadonlyMap<string, string>): string {
  const text = secrets.get(name)?.trim() ?? '';
  if (text === '') throw new Error(`the secret ${name} is not set`);
  return text.replaceAll('\\n', '\n');
}
