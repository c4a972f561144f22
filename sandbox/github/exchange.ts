import { createHash } from 'node:crypto';
import type { FaultEffect } from './faults';
import { Refusal } from './endpoint';

/** An answer on its way out: what the endpoint gave, with the headers gathered on the way. */
export interface Outgoing {
  readonly status: number;
  readonly headers: Record<string, string>;
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

/** The weak ETag of a body. */
export function etagOf(body: string | Buffer): string {
  return `W/"${createHash('sha256').update(body).digest('hex')}"`;
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

export function truncated(outgoing: Outgoing, effects: readonly FaultEffect[]): Outgoing {
  if (outgoing.body === null || !effects.some((effect) => effect.kind === 'truncate'))
    return outgoing;
  return { ...outgoing, body: outgoing.body.slice(0, Math.floor(outgoing.body.length / 2)) };
}
