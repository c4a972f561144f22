import { createHash } from 'node:crypto';
import { Refusal } from './endpoint';
import type { GitHubWorld } from './world-state';

/** An answer on its way out: what the endpoint gave, with the headers gathered on the way. */
export interface Outgoing {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | null;
}

export function jsonOutgoing(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Outgoing {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: body === undefined ? null : JSON.stringify(body),
  };
}

export function refusalOutgoing(refusal: Refusal): Outgoing {
  const body = {
    message: refusal.message,
    ...(refusal.errors === undefined ? {} : { errors: refusal.errors }),
    documentation_url: 'https://docs.github.com/rest',
    status: String(refusal.status),
  };
  return jsonOutgoing(refusal.status, body, refusal.headers);
}

export const secondaryLimit = (retryAfter: number): Refusal =>
  new Refusal(
    403,
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    undefined,
    { 'retry-after': String(retryAfter) },
  );

/** The refusal of a token that has used up its requests, until `resetIn` seconds from now. */
export function primaryLimit(limit: number, world: GitHubWorld, resetIn: number): Refusal {
  const reset = Math.floor(world.clock().getTime() / 1000) + resetIn;
  return new Refusal(403, 'API rate limit exceeded for installation.', undefined, {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': '0',
    'x-ratelimit-used': String(limit),
    'x-ratelimit-reset': String(reset),
    'x-ratelimit-resource': 'core',
  });
}

/** The weak ETag of a body, which is good only for the token that it was made for, as GitHub's are. */
export function etagOf(body: string | Buffer, token: string): string {
  const hash = createHash('sha256').update(`${token}\n`).update(body);
  return `W/"${hash.digest('hex')}"`;
}

/** The Link header of one page of a list, or none when it all fits. */
export function linkHeader(url: URL, page: number, last: number): Record<string, string> {
  const link = (target: number, rel: string): string => {
    const to = new URL(url);
    to.searchParams.set('page', String(target));
    return `<${to.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ];
  return links.length === 0 ? {} : { link: links.join(', ') };
}
