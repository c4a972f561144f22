import { z, type ZodType } from 'zod';
import { type GitHubClient } from '../../../provider/github/client';
import { GitHubFailure } from '../../../provider/github/failure';
import { type Answer } from './facts';

/**
 * Asks GitHub without changing anything, and distinguishes answers, absence, missing permissions and missing plans.
 * Methods throw GitHubFailure only where GitHub does not answer.
 */
export class Looker {
  private count = 0;

  constructor(readonly client: GitHubClient) {}

  /** Requests sent so far. */
  get requests(): number {
    return this.count;
  }

  /** Does something with the client itself. */
  through<T>(requests: number, work: (client: GitHubClient) => Promise<T>): Promise<T> {
    this.count += requests;
    return work(this.client);
  }

  /** Reads with the client itself, each request counted. */
  reading<T>(
    work: (client: Pick<GitHubClient, 'connection' | 'rest' | 'graphql'>) => Promise<T>,
  ): Promise<T> {
    const { client } = this;
    const counted = <R>(send: () => Promise<R>): Promise<R> => {
      this.count += 1;
      return send();
    };
    return work({
      connection: client.connection,
      rest: (schema, route, parameters) => counted(() => client.rest(schema, route, parameters)),
      graphql: (schema, query, variables) =>
        counted(() => client.graphql(schema, query, variables)),
    });
  }

  async ask<T>(schema: ZodType<T>, route: `GET ${string}`, parameters: object): Promise<Answer<T>> {
    this.count += 1;
    try {
      return { kind: 'found', value: await this.client.rest(schema, route, parameters) };
    } catch (error) {
      return refusal(error);
    }
  }

  /** Whether an address answers at all; what it says does not matter. */
  answers(route: `GET ${string}`, parameters: object): Promise<Answer<unknown>> {
    return this.ask(z.unknown(), route, parameters);
  }
}

/** @throws GitHubFailure when the failure says nothing about rights. */
function refusal(error: unknown): Exclude<Answer<never>, { kind: 'found' }> {
  if (!(error instanceof GitHubFailure)) throw error;
  if (error.kind === 'absent') return { kind: 'absent' };
  if (error.kind !== 'refused') throw error;
  // "Upgrade to GitHub Pro or make this repository public to enable this feature."
  if (/\bupgrade to\b/i.test(error.message)) return { kind: 'plan', message: error.message };
  return { kind: 'refused', message: error.message, needs: acceptedPermissions(error.cause) };
}

/**
 * What a request would have needed, which GitHub tells tokens that have permissions.
 * @see https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#resource-not-accessible
 */
function acceptedPermissions(cause: unknown): string | undefined {
  const { response } = (cause ?? {}) as {
    readonly response?: { readonly headers?: Readonly<Record<string, unknown>> };
  };
  const header = response?.headers?.['x-accepted-github-permissions'];
  return typeof header === 'string' && header !== '' ? header : undefined;
}
