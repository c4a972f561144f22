import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { zipSync } from 'fflate';
import { etagOf } from '../../../sandbox/github/exchange';

/** What a hook makes of a request: nothing, an answer in place of the true one, or no answer at all. */
type Disturbance =
  | undefined
  | {
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | 'none';

export interface FleetGitHub {
  readonly url: string;
  /** Looks for each repository's list of runs that were answered. */
  readonly looks: ReadonlyMap<string, number>;
  /** Sees each request before it is answered. */
  disturb: (repository: string, path: string) => Disturbance;
  close(): Promise<void>;
}

interface Kept {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * A GitHub with as many repositories as one likes, all like one of the sandbox's: each answer is the sandbox's own,
 * which holds it against GitHub's published description, with the repository's name put in. It is asked for once. Where
 * `likes` gives one, a repository is like that one instead.
 */
export async function fleetGitHub(
  sandbox: string,
  usual: string,
  likes: (name: string) => string | undefined = () => undefined,
): Promise<FleetGitHub> {
  const kept = new Map<string, Promise<Kept>>();
  const looks = new Map<string, number>();
  const archive = zipSync({
    [`${usual}-1/README.md`]: Buffer.from('# A service\n'.repeat(20)),
    [`${usual}-1/src/app.py`]: Buffer.from('"""A module."""\n\n\ndef f():\n    """Do."""\n'),
  });
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fleet: { -readonly [K in keyof FleetGitHub]: FleetGitHub[K] } = {
    url,
    looks,
    disturb: () => undefined,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Node's own is up to a second old, which is days where a test moves the clock.
    response.setHeader('date', new Date().toUTCString());
    const target = request.url ?? '/';
    const [, owner = '', name = ''] = /^\/repos\/([^/]+)\/([^/?]+)/.exec(target) ?? [];
    const disturbed = fleet.disturb(name, target);
    if (disturbed === 'none') return;
    if (disturbed !== undefined) {
      response.writeHead(disturbed.status, disturbed.headers).end(disturbed.body);
      return;
    }
    if (target.includes('/zipball/')) {
      response.writeHead(302, { location: `${url}/_archive` }).end();
      return;
    }
    if (target === '/_archive') {
      response.writeHead(200, { 'content-type': 'application/zip' }).end(archive);
      return;
    }
    const like = likes(name) ?? usual;
    const found = await ask(request, target.replace(`/${owner}/${name}`, `/${owner}/${like}`));
    const etag = etagOf(found.body, request.headers.authorization ?? '');
    if (target.includes('/workflows/')) looks.set(name, (looks.get(name) ?? 0) + 1);
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, { etag }).end();
      return;
    }
    const body = found.body.toString('latin1').replaceAll(`/${like}`, `/${name}`);
    const text = name === '' || !isJson(found) ? found.body : Buffer.from(body, 'latin1');
    response.writeHead(found.status, { ...found.headers, etag }).end(text);
  }

  function ask(request: IncomingMessage, path: string): Promise<Kept> {
    const { method = 'GET' } = request;
    const known = method === 'GET' ? kept.get(path) : undefined;
    const asked = known ?? forward(method, path, request.headers.authorization ?? '');
    if (method === 'GET') kept.set(path, asked);
    return asked;
  }

  async function forward(method: string, path: string, authorization: string): Promise<Kept> {
    const found = await fetch(`${sandbox}${path}`, {
      method,
      redirect: 'manual',
      headers: { authorization, accept: 'application/vnd.github+json' },
    });
    const location = found.headers.get('location')?.replace(sandbox, url);
    return {
      status: found.status,
      headers: {
        'content-type': found.headers.get('content-type') ?? 'application/json',
        ...(location === undefined ? {} : { location }),
      },
      body: Buffer.from(await found.arrayBuffer()),
    };
  }
  return fleet;
}

function isJson({ headers }: Kept): boolean {
  return headers['content-type']?.includes('json') === true;
}
