import { type ReadingGitHub } from '../../../provider/github/reading-github';
import { ProviderError } from '../../../provider/protocol/provider';
import {
  isObject,
  type PropertyMap,
  type PropertyValue,
} from '../../../provider/protocol/property-value';

/** A JSON object as the API sends it; `etag`, which no body has, is the ETag of its response. */
export type Answer = PropertyMap;

/** The sandbox's GitHub. */
export interface GitHubApi {
  readonly owner: string;
  /** @throws ProviderError for any status that is not a success. */
  request(method: Method, path: string, body?: PropertyMap): Promise<Answer>;
  /** The answer, or undefined for 404. */
  find(path: string): Promise<Answer | undefined>;
  /** All pages of a list. */
  list(path: string, key?: string): Promise<readonly Answer[]>;
  /** Deletes; what is already gone is fine. */
  remove(path: string): Promise<void>;
  /** @throws ProviderError for errors in the answer. */
  graphql(query: string, variables: PropertyMap): Promise<Answer>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const pageSize = 100;
const graphqlPath = '/graphql';

/** Why a request had no answer, as the system names it. */
function reasonFor(error: unknown): string {
  const { cause } = error as { readonly cause?: { readonly code?: unknown } };
  return typeof cause?.code === 'string' ? `: ${cause.code}` : '';
}

/**
 * Talks to a GitHub at the given origin, with the paths of a GitHub Enterprise Server: `/api/v3` and `/api/graphql`.
 *
 * @param origin such as `http://127.0.0.1:8080`.
 */
export function gitHubApi(origin: string, token: string, owner: string): GitHubApi {
  const send = async (method: Method, path: string, body?: PropertyMap): Promise<Response> => {
    const address = `${origin}/api${path === graphqlPath ? '' : '/v3'}${path}`;
    try {
      return await fetch(address, {
        method,
        headers: {
          accept: 'application/vnd.github+json',
          authorization: `Bearer ${token}`,
          'user-agent': 'gatehouse-sandbox',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      throw new ProviderError(
        `no response from ${origin}; check that the sandbox is running (${method} ${path}${reasonFor(cause)})`,
        { cause },
      );
    }
  };
  const parsed = async (response: Response): Promise<PropertyValue> => {
    const text = await response.text();
    if (text === '') return {};
    try {
      return JSON.parse(text) as PropertyValue;
    } catch {
      return { message: text };
    }
  };
  const succeed = async (
    method: Method,
    path: string,
    response: Response,
  ): Promise<PropertyValue> => {
    const answer = await parsed(response);
    const etag = response.headers.get('etag');
    if (response.ok) return etag === null || !isObject(answer) ? answer : { ...answer, etag };
    throw new ProviderError(`${method} ${path}: ${response.status} ${reasonOf(answer)}`);
  };
  const request = async (method: Method, path: string, body?: PropertyMap): Promise<Answer> =>
    (await succeed(method, path, await send(method, path, body))) as Answer;
  return {
    owner,
    request,
    find: async (path) => {
      const response = await send('GET', path);
      if (response.status === 404) {
        await response.text();
        return undefined;
      }
      return (await succeed('GET', path, response)) as Answer;
    },
    list: async (path, key) => {
      const all: Answer[] = [];
      for (let page = 1; ; page += 1) {
        const answer = await request('GET', `${path}?per_page=${pageSize}&page=${page}`);
        const items = (key === undefined ? answer : answer[key]) as unknown as readonly Answer[];
        all.push(...items);
        if (items.length < pageSize) return all;
      }
    },
    remove: async (path) => {
      const response = await send('DELETE', path);
      if (response.status === 404) await response.text();
      else await succeed('DELETE', path, response);
    },
    graphql: async (query, variables) => {
      const answer = await request('POST', graphqlPath, { query, variables });
      const { errors, data } = answer;
      if (Array.isArray(errors) && errors.length > 0) {
        const messages = (errors as readonly PropertyMap[]).map((error) =>
          JSON.stringify(error['message']),
        );
        throw new ProviderError(`GraphQL: ${messages.join('; ')}`);
      }
      return data as Answer;
    },
  };
}

/** The API of a GitHub that is only read. */
export function readOnlyApi(github: ReadingGitHub): GitHubApi {
  const refuse = (): Promise<never> => Promise.reject(new ProviderError('this run is read-only'));
  // What comes off the wire as JSON is a property value.
  return {
    owner: github.owner,
    request: async (method, path) =>
      method === 'GET' ? ((await github.get(path)) as Answer) : refuse(),
    find: async (path) => (await github.find(path)) as Answer | undefined,
    list: async (path, key) => (await github.list(path, key)) as readonly Answer[],
    remove: refuse,
    graphql: async (query, variables) => (await github.query(query, variables)) as Answer,
  };
}

/** GitHub's own words for a refusal, with the fields it names. */
function reasonOf(answer: PropertyValue): string {
  const { message, errors } = answer as Readonly<Record<string, unknown>>;
  const details = Array.isArray(errors)
    ? errors.map((error) => (typeof error === 'string' ? error : JSON.stringify(error)))
    : [];
  return [typeof message === 'string' ? message : '', ...details]
    .filter((part) => part !== '')
    .join('; ');
}
