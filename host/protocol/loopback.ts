import { isIP } from 'node:net';
import { type PropertyMap } from './property-value';

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

/**
 * A provider's inputs with the address that the sandbox has today. A destroy or a refresh takes them from the state, and
 * another process may have had the port of then when the sandbox started again.
 */
export function atPresentAddress(inputs: PropertyMap, environment: NodeJS.ProcessEnv): PropertyMap {
  const { baseUrl } = inputs;
  const today = environment['GITHUB_BASE_URL'];
  const isMoved =
    typeof baseUrl === 'string' &&
    today !== undefined &&
    baseUrl !== today &&
    loopbackAddress(baseUrl) !== undefined &&
    loopbackAddress(today) !== undefined;
  return isMoved ? { ...inputs, baseUrl: today } : inputs;
}

function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}
