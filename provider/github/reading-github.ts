import { z } from 'zod';
import { GitHubClient } from './client';
import { type GitHubConnection } from './connection';

/** A JSON object as the API sends it. */
type Answer = Readonly<Record<string, unknown>>;

const object = z.record(z.string(), z.unknown());
const pageSize = 100;

/** A GitHub that is only read, wherever it is: each list once. */
export class ReadingGitHub {
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
      return this.client.find(object, `GET ${path}`);
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

  /** @throws Error for a mutation. */
  async query(query: string, variables: Answer): Promise<Answer> {
    if (/^\s*mutation\b/.test(query)) throw new Error('this run is read-only');
    this.count += 1;
    return this.client.graphql(object, query, variables);
  }

  async get(path: string): Promise<Answer> {
    this.count += 1;
    return this.client.rest(object, `GET ${path}`);
  }

  /** One page of a list. */
  async getList(path: string): Promise<readonly Answer[]> {
    this.count += 1;
    return this.client.rest(z.array(object), `GET ${path}`);
  }

  /** Whether GitHub answers a path with success, and not with 404. */
  async has(path: string): Promise<boolean> {
    this.count += 1;
    const answered = z.unknown().transform(() => true);
    return (await this.client.find(answered, `GET ${path}`)) === true;
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
      all.push(...found);
      if (found.length < pageSize) return all;
    }
  }
}
