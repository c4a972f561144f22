import * as path from 'node:path';
import { authenticate } from './authenticate';
import { Refusal } from './endpoint';
import type { Outgoing } from './exchange';
import { runGit } from './git';
import type { Incoming } from './serve-endpoint';
import { hasPermission, seesRepository, type Token } from './tokens';
import type { GitHubWorld } from './world-state';

/** The routes of git's smart HTTP protocol for clones and fetches, below `/{owner}/{repo}.git`. */
export const gitRoutes = [
  ['GET', '/info/refs'],
  ['POST', '/git-upload-pack'],
] as const;

/**
 * Serves clones and fetches of a repository through git's own CGI program. They count against no limit of the REST API.
 * Pushes are refused: what changes a branch goes through the API here, where rules are checked.
 *
 * @param repo with or without `.git`.
 * https://git-scm.com/docs/gitprotocol-http, https://git-scm.com/docs/git-http-backend
 */
export async function serveGit(
  world: GitHubWorld,
  { owner, repo }: { readonly owner: string; readonly repo: string },
  route: (typeof gitRoutes)[number][1],
  incoming: Incoming,
): Promise<Outgoing> {
  const actor = whoAsks(world, incoming);
  const found = world.repository(owner, repo.replace(/\.git$/, ''));
  if (
    found === undefined ||
    !seesRepository(actor, found) ||
    !hasPermission(actor, 'contents', 'read')
  )
    return text(404, 'Repository not found.');
  const service = incoming.url.searchParams.get('service');
  if (route === '/info/refs' && service !== 'git-upload-pack')
    return text(
      403,
      'The sandbox does not accept pushes over HTTP; change branches through its API.',
    );
  const { directory } = world.git(found);
  const answer = await runGit(['http-backend'], {
    input: incoming.bytes,
    env: {
      GIT_PROJECT_ROOT: path.dirname(directory),
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: `/${path.basename(directory)}${route}`,
      REQUEST_METHOD: incoming.method,
      QUERY_STRING: incoming.url.search.slice(1),
      CONTENT_TYPE: incoming.header('content-type') ?? '',
      HTTP_CONTENT_ENCODING: incoming.header('content-encoding') ?? '',
      GIT_PROTOCOL: incoming.header('git-protocol') ?? '',
    },
  });
  return fromCgi(answer);
}

/** As everywhere, but git asks for a name and a token only when challenged. */
function whoAsks(world: GitHubWorld, incoming: Incoming): Token {
  try {
    return authenticate(world, incoming.header('authorization'));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const challenge = { 'www-authenticate': 'Basic realm="GitHub"' };
    throw new Refusal(error.status, error.message, error.errors, challenge);
  }
}

/** The answer of a CGI program: headers, of which `Status` is not one of HTTP, an empty line, the body. */
function fromCgi(answer: Buffer): Outgoing {
  const end = answer.indexOf('\r\n\r\n');
  const { status = '200', ...headers } = Object.fromEntries(
    answer
      .subarray(0, end)
      .toString('latin1')
      .split('\r\n')
      .map((line) => {
        const [name = '', ...value] = line.split(': ');
        return [name.toLowerCase(), value.join(': ')];
      }),
  );
  return { status: Number.parseInt(status, 10), headers, body: answer.subarray(end + 4) };
}

function text(status: number, body: string): Outgoing {
  return { status, headers: { 'content-type': 'text/plain' }, body };
}
