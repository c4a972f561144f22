import { loopbackAddress } from '../kernel/provider-variables';
import { type KeyPath } from './place';
import { secretsSent, type SmokeCheck } from '../smoke/check';
import { type RepositorySettings } from './repository-schema';

/** An address that a secret must not be sent to, or that is never meant to be reached. */
export interface UnsafeAddress {
  /** Key path of the address. */
  readonly path: KeyPath;
  readonly message: string;
  readonly found: string;
  readonly allowed: string;
}

/** Addresses that a cloud answers itself, with the credentials of the machine among what it gives away. */
const linkLocal =
  /^(169\.254\.\d+\.\d+|\[fe[89ab][0-9a-f]:.*\]|\[::ffff:a9fe:[0-9a-f]+\]|\[fd00:ec2::254\]|metadata\.google\.internal\.?)$/;

const optIn = '`allowInsecure: true` beside it';

/** What is unsafe about the address of GitHub, where the stack's credential is sent. */
export function unsafeGithub(github: {
  readonly baseUrl?: string;
  readonly allowInsecure?: boolean;
}): readonly UnsafeAddress[] {
  const { baseUrl, allowInsecure } = github;
  if (baseUrl === undefined || allowInsecure === true) return [];
  return unsafe(['github', 'baseUrl'], baseUrl, 'the credential of the stack');
}

/** What is unsafe about where a repository's smoke checks go. */
export function unsafeSmoke({ smoke }: RepositorySettings): readonly UnsafeAddress[] {
  if (smoke === undefined || smoke.allowInsecure === true) return [];
  const { canary, environments = {} } = smoke;
  return [
    ...unsafeDeployment(['smoke'], smoke),
    ...(canary === undefined
      ? []
      : unsafe(['smoke', 'canary', 'url'], canary.url, secretOf(smoke.checks))),
    ...Object.entries(environments).flatMap(([name, own]) =>
      unsafeDeployment(['smoke', 'environments', name], own, smoke.checks),
    ),
  ];
}

type Checks = readonly SmokeCheck[];

function secretOf(checks: Checks): string | undefined {
  const [secret] = checks.flatMap(secretsSent);
  return secret === undefined ? undefined : `the secret ${secret} of a check`;
}

/** @param inherited the checks of a deployment without its own. */
function unsafeDeployment(
  path: KeyPath,
  { baseUrl, checks = [] }: { readonly baseUrl: string; readonly checks?: Checks },
  inherited: Checks = [],
): readonly UnsafeAddress[] {
  return [
    ...unsafe([...path, 'baseUrl'], baseUrl, secretOf([...checks, ...inherited])),
    ...checks.flatMap((check, index): readonly UnsafeAddress[] => {
      // A question to DNS goes to a resolver, not to the host it is about.
      if (check.probe === 'http' || check.probe === 'steps' || check.probe === 'dns') return [];
      const { host } = check;
      const url = `http://${host.includes(':') ? `[${host}]` : host}/`;
      return unsafe([...path, 'checks', index, 'host'], url, undefined);
    }),
  ];
}

/** @param sent the secret that is sent there. */
function unsafe(
  path: KeyPath,
  address: string,
  sent: string | undefined,
): readonly UnsafeAddress[] {
  if (!URL.canParse(address)) return [];
  const { hostname, protocol } = new URL(address);
  const found = JSON.stringify(address);
  if (linkLocal.test(hostname)) {
    const message = 'is a link-local address, where a cloud serves the credentials of its machines';
    return [{ path, message, found, allowed: `the address of a service, or ${optIn}` }];
  }
  if (protocol !== 'http:' || sent === undefined) return [];
  if (loopbackAddress(address) !== undefined) return [];
  const message = `would send ${sent} over plain http, where anybody on the way can read it`;
  return [{ path, message, found, allowed: `https, an address of this machine, or ${optIn}` }];
}
