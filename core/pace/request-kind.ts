/**
 * Kinds of requests that GitHub limits in different ways.
 *
 * - `read`: a REST request that changes nothing.
 * - `query`: a GraphQL query.
 * - `content`: creates or changes what people see in a repository: commits, branches, pull requests, issues, comments.
 * - `write`: any other change, such as of settings, secrets or protection.
 */
export type RequestKind = 'read' | 'query' | 'content' | 'write';

/** A request, as far as its limits go. */
export interface RequestCost {
  readonly kind: RequestKind;
  /** GraphQL has limits of its own. */
  readonly api: 'rest' | 'graphql';
}

const contentPath =
  /^\/repos\/[^/]+\/[^/]+\/(?:contents|git|pulls|issues|comments|releases|merges|forks|labels|statuses|check-runs)(?:\/|$)/;
const contentMutation = /commit|pull|ref|issue|comment|label/i;

/** The kind of a REST request. @param route `METHOD /path`, with or without placeholders. */
export function restCost(route: string): RequestCost {
  const [method = '', path = ''] = route.split(' ');
  if (method === 'GET' || method === 'HEAD') return { kind: 'read', api: 'rest' };
  return { kind: contentPath.test(path) ? 'content' : 'write', api: 'rest' };
}

/** The kind of a GraphQL operation, by its text. */
export function graphqlCost(query: string): RequestCost {
  const mutation = /^\s*mutation\b[^{]*\{\s*(?:\w+\s*:\s*)?(\w+)/.exec(query)?.[1];
  if (mutation === undefined && !/^\s*mutation\b/.test(query))
    return { kind: 'query', api: 'graphql' };
  return { kind: contentMutation.test(mutation ?? '') ? 'content' : 'write', api: 'graphql' };
}

/**
 * Points of the secondary limit.
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#calculating-points-for-the-secondary-rate-limit
 */
export const pointsOf = ({ kind }: RequestCost): number =>
  kind === 'read' || kind === 'query' ? 1 : 5;
