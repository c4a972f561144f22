import * as z from 'zod/mini';
import { type Declared } from '../../core/undeclared/declared';
import { type KnownThings } from '../../core/undeclared/known';
import { undeclaredParts, type UndeclaredPart } from '../../core/undeclared/parts';
import { marksOf, undeclaredNews, type UndeclaredNews } from '../../core/undeclared/things';
import { type GitHubClient } from './github-client';
import { GitHubError } from './github-error';

/** Pages of 100 that are read of one list. */
const mostPages = 10;

/** What a look at a repository came to. */
export interface UndeclaredLook {
  readonly parts: KnownThings['parts'];
  /** What is new or has changed; nothing of a part that no look has seen before. */
  readonly news: readonly UndeclaredNews[];
  /** What the credential may not read. */
  readonly unread: readonly string[];
}

const listSchema = z.array(z.unknown());

/**
 * Looks at what is in a repository without being the stack's: one conditional request for each part. An answer that is
 * as it was (304) costs nothing of the rate limit; what the credential may not read keeps what an earlier look saw.
 *
 * @throws GitHubError
 */
export async function lookAtUndeclared(
  client: GitHubClient,
  place: { readonly owner: string; readonly repository: string },
  declared: Declared,
  known: KnownThings['parts'],
): Promise<UndeclaredLook> {
  const parts: Record<string, KnownThings['parts'][string]> = { ...known };
  const news: UndeclaredNews[] = [];
  const unread = new Set<string>();
  for (const part of undeclaredParts(declared)) {
    const before = known[part.path];
    const found = await answersOf(client, place, part, before?.etag);
    if (found === 'same') continue;
    if (found === 'unread') {
      unread.add(part.what);
      continue;
    }
    const leftOut = part.leftOut?.(found.answers);
    if (leftOut !== undefined) unread.add(leftOut);
    const things = part.things(found.answers);
    if (before !== undefined) news.push(...undeclaredNews(things, before.marks));
    const { etag } = found;
    parts[part.path] = { marks: marksOf(things), ...(etag === undefined ? {} : { etag }) };
  }
  return { parts, news, unread: [...unread] };
}

async function answersOf(
  client: GitHubClient,
  { owner, repository }: { readonly owner: string; readonly repository: string },
  { path, shape, key }: UndeclaredPart,
  etag: string | undefined,
): Promise<
  { readonly answers: readonly unknown[]; readonly etag: string | undefined } | 'same' | 'unread'
> {
  const [bare = '', query] = path.split('?');
  const route = `GET /repos/{owner}/{repo}/${bare}`;
  const parameters = { owner, repo: repository, ...Object.fromEntries(new URLSearchParams(query)) };
  const headers = etag === undefined ? {} : { headers: { 'if-none-match': etag } };
  const answers: unknown[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const pages = shape === 'list' ? { per_page: 100, page } : {};
    const found = await request(client, route, {
      ...{ ...parameters, ...pages },
      ...(page === 1 ? headers : {}),
    });
    if (typeof found === 'string') return found;
    const items = shape === 'one' ? [found.data] : itemsOf(found.data, key);
    answers.push(...items);
    // An ETag is that of its page alone.
    if (shape === 'one' || items.length < 100)
      return { answers, etag: page === 1 ? found.etag : undefined };
  }
  return { answers, etag: undefined };
}

async function request(
  client: GitHubClient,
  route: string,
  parameters: Readonly<Record<string, unknown>>,
): Promise<{ readonly data: unknown; readonly etag: string | undefined } | 'same' | 'unread'> {
  try {
    return await client.request(z.unknown(), route, parameters);
  } catch (error) {
    // A limit is a 403 too, and passes.
    if (!(error instanceof GitHubError) || error.retryAfterSeconds !== undefined) throw error;
    if (error.status === 304) return 'same';
    if (error.status === 403 || error.status === 404) return 'unread';
    throw error;
  }
}

function itemsOf(data: unknown, key: string | undefined): readonly unknown[] {
  if (key === undefined) return listSchema.parse(data);
  return z.object({ [key]: listSchema }).parse(data)[key] ?? [];
}
