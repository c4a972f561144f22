import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { GitHubClient } from '../../provider/github/client';
import { readConnection } from '../../provider/github/connection';
import { repositoriesOf } from '../../provider/github/repository';
import { type ResourceKind } from '../../provider/resource-kind';
import { type ValueMap } from '../../provider/protocol/values';
import { workflowCommitKind } from '../../provider/workflow-commit/workflow-commit-kind';
import { commitFiles } from '../../sandbox/github/commit-files';
import { runGit } from '../../sandbox/github/git';
import { type GitHubServer, startGitHub } from '../../sandbox/github/server';
import { scratchDirectory } from '../support/scratch';

// Octokit takes this module's default export, which the test runner's module interop hides behind `default`.
jest.mock('before-after-hook', () => {
  const hook: { readonly default: object } = jest.requireActual('before-after-hook');
  return hook.default;
});

export const owner = 'acme';

/** A loopback GitHub for one test file, and a client that waits milliseconds where it would wait seconds. */
export class Loopback {
  private server: GitHubServer | undefined;
  private readonly directory: string;
  private count = 0;

  constructor(name: string) {
    this.directory = scratchDirectory(name);
    beforeAll(async () => {
      // The owner itself acts, so that what it does not see does not exist.
      this.server = await startGitHub({ directory: this.directory, login: owner, rateLimit: 1e6 });
    });
    afterAll(async () => {
      await this.server?.close();
    });
    afterEach(() => {
      const { faults, violations } = this.github;
      expect(violations).toEqual([]);
      expect(faults.pending()).toEqual([]);
      faults.clear();
    });
  }

  get github(): GitHubServer {
    if (this.server === undefined) throw new Error('the loopback GitHub is not up yet');
    return this.server;
  }

  client(token: string = this.github.token): GitHubClient {
    const baseUrl = `${this.github.url}/`;
    return new GitHubClient(readConnection({ owner, token, baseUrl }), { secondMs: 1 });
  }

  kind(token?: string): ResourceKind {
    return workflowCommitKind(repositoriesOf(this.client(token)), { waitMs: 1 });
  }

  /** A repository of its own, with one commit of someone else on main. */
  async repository(
    files: Readonly<Record<string, string>> = { 'README.md': 'theirs\n' },
  ): Promise<TestRepository> {
    this.count += 1;
    const name = `repository-${this.count}`;
    await this.github.world.createRepository(owner, name);
    const repository = new TestRepository(this, name);
    await repository.push(files);
    return repository;
  }
}

/** One repository, looked at with git itself. */
export class TestRepository {
  readonly log: string[] = [];
  readonly context = {
    urn: 'urn:pulumi:test::test::gatehouse:index:WorkflowCommit::files',
    log: (severity: string, message: string): void => {
      this.log.push(`${severity}: ${message}`);
    },
  };

  constructor(
    private readonly loopback: Loopback,
    readonly name: string,
  ) {}

  private get directory(): string {
    const { world } = this.loopback.github;
    return world.git(world.required(owner, this.name)).directory;
  }

  async git(...args: readonly string[]): Promise<string> {
    const run = promisify(execFile);
    const { stdout } = await run('git', ['--git-dir', this.directory, ...args]);
    return stdout.trim();
  }

  /** As {@link git}, with lines on its standard input. */
  async gitWith(input: string, ...args: readonly string[]): Promise<string> {
    return (await runGit(['--git-dir', this.directory, ...args], { input })).toString('utf8');
  }

  /** Someone else's commit; `null` deletes a file. */
  push(files: Readonly<Record<string, string | null>>, branch = 'main'): Promise<string> {
    const { world } = this.loopback.github;
    return commitFiles(world, { owner, repository: this.name, branch, files, message: 'Theirs' });
  }

  async commits(branch = 'main'): Promise<number> {
    return Number(await this.git('rev-list', '--count', branch));
  }

  /** Mode and content by path. */
  async files(commit = 'main'): Promise<Readonly<Record<string, string>>> {
    const listed = await this.git('ls-tree', '-r', commit);
    const entries = listed.split('\n').filter((line) => line !== '');
    return Object.fromEntries(
      await Promise.all(
        entries.map(async (line) => {
          const [, mode = '', sha = '', path = ''] = /^(\d+) \w+ (\w+)\t(.*)$/.exec(line) ?? [];
          const content = await this.git('cat-file', 'blob', sha);
          return [path, mode === '100644' ? content : `${mode} ${content}`] as const;
        }),
      ),
    );
  }

  branches(): Promise<string> {
    return this.git('for-each-ref', '--format=%(refname:short)', 'refs/heads');
  }

  /** Numbers of open pull requests. */
  openPullRequests(): readonly number[] {
    const repo = this.loopback.github.world.required(owner, this.name);
    return repo.issues.flatMap(({ pull, state, number }) =>
      pull !== undefined && state === 'open' ? [number] : [],
    );
  }

  inputs(files: Readonly<Record<string, string>>, more: ValueMap = {}): ValueMap {
    return { repository: this.name, branch: 'main', files, ...more };
  }
}
