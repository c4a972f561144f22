import { z } from 'zod';
import type { BareRepository } from './bare-repository';
import type { GitHubWorld } from './world-state';
import type { RepositoryState } from './state';
import type { Level, Token } from './tokens';
import type { Links } from './render/links';

/** One request that has passed authentication, with what its path names already looked up. */
export interface Call {
  readonly world: GitHubWorld;
  readonly actor: Token;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The parsed JSON body, already accepted by GitHub's own description of the request. */
  readonly body: unknown;
  readonly links: Links;
}

export interface RepositoryCall extends Call {
  readonly repo: RepositoryState;
  readonly git: BareRepository;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes instead of JSON, such as an artifact's archive. */
  readonly bytes?: Buffer;
  /** A list that the server cuts into pages; `key` wraps the page into `{ total_count, [key]: … }`. */
  readonly list?: { readonly items: readonly unknown[]; readonly key?: string };
  /** Further fields beside a page that has a `key`. */
  readonly besideList?: Readonly<Record<string, unknown>>;
}

interface Common {
  /** Method and path template exactly as in GitHub's OpenAPI description. */
  readonly operation: string;
  /** What a token needs; absent: any valid token. */
  readonly needs?: readonly [permission: string, level: Level];
  /** Fields of the body that GitHub takes although its description does not name them. */
  readonly undescribed?: readonly string[];
}

export type Endpoint =
  | (Common & {
      readonly scope: 'repository';
      handle(call: RepositoryCall): Answer | Promise<Answer>;
    })
  | (Common & { readonly scope: 'global'; handle(call: Call): Answer | Promise<Answer> });

/** An endpoint below `/repos/{owner}/{repo}`. */
export function onRepository(
  operation: string,
  needs: readonly [permission: string, level: Level],
  handle: (call: RepositoryCall) => Answer | Promise<Answer>,
  more: Pick<Common, 'undescribed'> = {},
): Endpoint {
  return { scope: 'repository', operation, needs, handle, ...more };
}

export function onWorld(
  operation: string,
  handle: (call: Call) => Answer | Promise<Answer>,
): Endpoint {
  return { scope: 'global', operation, handle };
}

/** A refusal, thrown by an endpoint and sent as GitHub's error body. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly status: number,
    message: string,
    readonly errors?: readonly unknown[],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

export const notFound = (message = 'Not Found'): Refusal => new Refusal(404, message);

export const invalid = (resource: string, field: string, code: string, message?: string): Refusal =>
  new Refusal(422, 'Validation Failed', [
    { resource, field, code, ...(message === undefined ? {} : { message }) },
  ]);

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const created = (body: unknown): Answer => ({ status: 201, body });
export const noContent: Answer = { status: 204 };
export const page = (items: readonly unknown[], key?: string): Answer => ({
  status: 200,
  list: key === undefined ? { items } : { items, key },
});

/** A path parameter that the template promises. */
export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`the endpoint's path has no {${name}}`);
  return value;
}

/** A numeric path parameter; anything else is an unknown resource. */
export function idParam(call: Call, name: string): number {
  const value = param(call, name);
  if (!/^\d+$/.test(value)) throw notFound();
  return Number(value);
}

/** The one of these whose id a path parameter names. @throws {Refusal} 404 where there is none. */
export function itemOf<T extends { readonly id: number }>(
  call: Call,
  name: string,
  items: readonly T[],
): T {
  const id = idParam(call, name);
  const item = items.find((one) => one.id === id);
  if (item === undefined) throw notFound();
  return item;
}

/** Reads the body's fields that the endpoint uses; a wrong type is answered like GitHub does, with 422. */
export function read<T>(call: Call, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(call.body ?? {});
  if (parsed.success) return parsed.data;
  throw new Refusal(422, `Invalid request.\n\n${z.prettifyError(parsed.error)}`);
}
