import { isIP } from 'node:net';

/**
 * The address, if it is one of this machine. Nothing else is ever contacted by a stand-in, so that a run of the
 * embedded host cannot touch a real service, whatever the environment names.
 */
export function loopbackAddress(address: string | undefined): URL | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  return isLoopback(url.hostname) ? url : undefined;
}

function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}
