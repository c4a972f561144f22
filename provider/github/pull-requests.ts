import { z } from 'zod';
import { type GitHubClient } from './client';

export interface OpenPullRequest {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
}

const pullRequest = z.object({
  number: z.int(),
  html_url: z.string(),
  title: z.string(),
  body: z.string().nullable(),
});

/** The pull requests of one repository. Methods throw GitHubFailure. @see https://docs.github.com/en/rest/pulls/pulls */
export class PullRequests {
  constructor(
    private readonly client: GitHubClient,
    private readonly repository: string,
  ) {}

  /** Open pull requests between two branches of this repository; a fork's branch of the same name is another branch. */
  async open(head: string, base: string): Promise<readonly OpenPullRequest[]> {
    const found = await this.rest(z.array(pullRequest), 'GET /repos/{owner}/{repo}/pulls', {
      head: `${this.client.connection.owner}:${head}`,
      base,
      state: 'open',
    });
    return found.map(asOpen);
  }

  async create(request: {
    readonly head: string;
    readonly base: string;
    readonly title: string;
    readonly body: string;
  }): Promise<OpenPullRequest> {
    return asOpen(await this.rest(pullRequest, 'POST /repos/{owner}/{repo}/pulls', request));
  }

  async update(
    number: number,
    change: { readonly title?: string; readonly body?: string; readonly state?: 'closed' },
  ): Promise<void> {
    await this.rest(pullRequest, 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
      pull_number: number,
      ...change,
    });
  }

  private rest<T>(schema: z.ZodType<T>, route: string, parameters: object): Promise<T> {
    const { owner } = this.client.connection;
    return this.client.rest(schema, route, { owner, repo: this.repository, ...parameters });
  }
}

function asOpen({
  number,
  html_url: url,
  title,
  body,
}: z.infer<typeof pullRequest>): OpenPullRequest {
  return { number, url, title, body: body ?? '' };
}
