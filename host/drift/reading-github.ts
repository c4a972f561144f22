import { z } from 'zod';
import { GitHubClient } from '../../provider/github/client';
import { type GitHubConnection } from '../../provider/github/connection';
import { ProviderError } from '../processes/provider';
import { type PropertyMap } from '../protocol/property-value';
import { type Answer, type GitHubApi } from '../stand-ins/github/api';

const object = z.record(z.string(), z.unknown());
const pageSize = 100;

/** A GitHub that is only read, wherever it is: the one door of the stand-ins to the real service. */
export class ReadingGitHub implements GitHubApi {
  private readonly client: GitHubClient;
  private readonly lists = new Map<string, Promise<readonly Answer[]>>();
  private count = 0;

  /** @throws GitHubFailure when the connection has no credential. */
  constructor(readonly connection: GitHubConnection) {
    this.client = new GitHubClient(connection);
  }

  get owner(): string {
    return this.connection.owner;
  }

  /** Requests sent so far. */
  get requests(): number {
    return this.count;
  }

  /** A repository's secrets cost one request together, not one each. */
  async find(path: string): Promise<Answer | undefined> {
    const [, base, name] = /^(.*\/secrets)\/([^/]+)$/.exec(path) ?? [];
    if (base === undefined || name === undefined) {
      this.count += 1;
      return (await this.client.find(object, `GET ${path}`)) as Answer | undefined;
    }
    const wanted = decodeURIComponent(name).toUpperCase();
    const all = await this.list(base, 'secrets');
    return all.find(
      ({ name: found }) => typeof found === 'string' && found.toUpperCase() === wanted,
    );
  }

  list(path: string, key?: string): Promise<readonly Answer[]> {
    const known = this.lists.get(path);
    if (known !== undefined) return known;
    const asked = this.pages(path, key);
    this.lists.set(path, asked);
    return asked;
  }

  async graphql(query: string, variables: PropertyMap): Promise<Answer> {
    if (/^\s*mutation\b/.test(query)) return this.refuse();
    this.count += 1;
    return (await this.client.graphql(object, query, variables)) as Answer;
  }

  async request(method: string, path: string): Promise<Answer> {
    if (method !== 'GET') return this.refuse();
    this.count += 1;
    return (await this.client.rest(object, `GET ${path}`)) as Answer;
  }

  remove(): Promise<never> {
    return this.refuse();
  }

  private async pages(path: string, key: string | undefined): Promise<readonly Answer[]> {
    const items = z.array(object);
    const all: Answer[] = [];
    for (let page = 1; ; page += 1) {
      this.count += 1;
      const route = `GET ${path}?per_page=${pageSize}&page=${page}`;
      const found =
        key === undefined
          ? await this.client.rest(items, route)
          : ((await this.client.rest(z.object({ [key]: items }), route))[key] ?? []);
      all.push(...(found as readonly Answer[]));
      if (found.length < pageSize) return all;
    }
  }

  private refuse(): Promise<never> {
    return Promise.reject(new ProviderError('this run only reads'));
  }
}
