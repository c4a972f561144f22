import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Octokit } from '@octokit/core';
import { openWorld, type World, type WorldOptions } from '../../sandbox/world';

// The tests' transform takes a default import of Octokit's hooks to be the whole module, as Node does with CommonJS; but it
// is an ES module with nothing but a default export. The real hooks, handed over in the shape that both read alike:
jest.mock(
  'before-after-hook',
  () => jest.requireActual<{ default: object }>('before-after-hook').default,
);

/** A world in a directory of its own, for tests. */
export interface TestWorld extends World {
  /** Client with the world's own token. */
  readonly octokit: Octokit;
  /** Client with another token. */
  as(token: string): Octokit;
  /** Makes `acme/<name>` with one commit of these files on `main`; gives the commit's id. */
  make(name: string, files?: Readonly<Record<string, string>>): Promise<string>;
  /** Runs git on a repository's bare directory. */
  git(name: string, ...args: readonly string[]): string;
  /** Closes the world and removes its directory. */
  dispose(): Promise<void>;
}

export async function openTestWorld(options: Partial<WorldOptions> = {}): Promise<TestWorld> {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'gatehouse-world-'));
  const world = await openWorld({ ...options, directory });
  const as = (token: string): Octokit => new Octokit({ baseUrl: world.githubUrl, auth: token });
  return {
    ...world,
    octokit: as(world.token),
    as,
    make: async (name, files = { 'README.md': 'Hello\n' }) => {
      await world.github.world.createRepository(world.owner, name);
      return world.push(name, 'main', files, 'Start');
    },
    git: (name, ...args) => {
      const gitDirectory = world.repository(name)?.gitDirectory ?? '';
      return execFileSync('git', ['--git-dir', gitDirectory, ...args], { encoding: 'utf8' }).trim();
    },
    dispose: async () => {
      await world.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Status, message and headers of a request that must be refused. */
export async function refusal(
  request: Promise<unknown>,
): Promise<{ readonly status: number; readonly message: string; readonly headers: Headers }> {
  try {
    await request;
  } catch (error) {
    const { status, message, response } = error as {
      status: number;
      message: string;
      response?: { headers: Headers };
    };
    return { status, message, headers: response?.headers ?? {} };
  }
  throw new Error('the request was answered, but it had to be refused');
}

type Headers = Readonly<Record<string, string | number | undefined>>;
