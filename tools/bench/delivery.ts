import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { type Provider } from '../../provider/protocol/provider';
import { packageProvider } from '../../sandbox/providers/package-provider';
import { GitHubClient } from '../../provider/github/client';
import { readConnection } from '../../provider/github/connection';
import { repositoriesOf } from '../../provider/github/repository';
import { type ResourceKind } from '../../provider/resource-kind';
import { type ValueMap } from '../../provider/protocol/values';
import { workflowCommitKind } from '../../provider/workflow-commit/workflow-commit-kind';
import { commitFiles } from '../../sandbox/github/commit-files';
import { type GitHubServer, startGitHub } from '../../sandbox/github/server';
import { exampleSettings } from '../../core/pipeline/example-settings';
import { renderFiles } from '../../core/pipeline/render-files';
import { millisecondsOf, type Result } from './measure';

const owner = 'acme';
/** Repositories that get their files either way. */
const fleet = 100;
/** Says where the peer's counts come from: the published provider is not part of the bench, since it needs the engine. */
const peerName =
  "one RepositoryFile after the other, by the sandbox's provider for GitHub (the published one sends more requests)";
/** The most of the peer's requests that a delivery may take. */
const aim = 1 / 3;
/** The most of the peer's time that a look with nothing to do may take: 12 ms where the peer took 10. */
const aimOfLook = 1.2;
const run = promisify(execFile);

type Files = Readonly<Record<string, string>>;

/** What one pass over a number of repositories cost, per repository. */
interface Cost {
  readonly commits: number;
  readonly requests: number;
  readonly milliseconds: number;
}

/**
 * Delivers a pipeline's files to a fleet, changes them all, and looks again with nothing to do: by WorkflowCommit and by
 * one RepositoryFile after the other, which is what GitHub takes (parallel ones are refused with 409). Both work on the
 * same loopback GitHub over real git repositories, and neither waits the second between writes that both keep on GitHub.
 */
export async function deliveryResults(): Promise<Result[]> {
  const directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-bench-'));
  const github = await startGitHub({ directory, login: owner, rateLimit: 1e9 });
  try {
    const first = pipelineFiles();
    const second = changed(first);
    const ours = new Commits(github, first, second);
    const peer = new FileByFile(github, first, second);
    const count = Object.keys(first).length;
    const whole = `${fleet} repositories with ${count} files each, per repository: WorkflowCommit / ${peerName}`;
    return [
      ...rows(`deliver to ${whole}`, await ours.create(), await peer.create(), count),
      ...rows(`change all files of ${whole}`, await ours.update(), await peer.update(), count),
      ...rows(`nothing to do in ${whole}`, await ours.read(), await peer.read(), undefined),
    ];
  } finally {
    await github.close();
    rmSync(directory, { recursive: true });
  }
}

function rows(name: string, ours: Cost, peer: Cost, files: number | undefined): Result[] {
  const row = (
    key: keyof Cost,
    unit: string,
    digits: number,
    most: number | undefined,
  ): Result => ({
    name: `${name}, ${unit}`,
    ours: ours[key].toFixed(digits),
    peer: peer[key].toFixed(digits),
    ratio: ours[key] / peer[key],
    aim: most,
  });
  return [
    ...(files === undefined ? [] : [row('commits', 'commits', 0, 1 / files)]),
    row('requests', 'requests', 0, aim),
    row('milliseconds', 'ms', 1, files === undefined ? aimOfLook : undefined),
  ];
}

function pipelineFiles(): Files {
  return Object.fromEntries(
    renderFiles(exampleSettings).files.map((file) => [file.path, file.content]),
  );
}

const changed = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, `${text}# changed\n`]));

/** Counts what a pass over repositories costs. */
abstract class Fleet {
  constructor(
    protected readonly github: GitHubServer,
    private readonly prefix: string,
    private readonly size: number,
  ) {}

  protected async each(work: (repository: string) => Promise<void>): Promise<Cost> {
    const names = Array.from({ length: this.size }, (_, index) => `${this.prefix}-${index}`);
    const commits = (await this.commits(names)) * -1;
    const requests = this.github.requests.length;
    const spent = await millisecondsOf(async () => {
      for (const name of names) await work(name);
    });
    return {
      commits: (commits + (await this.commits(names))) / this.size,
      requests: (this.github.requests.length - requests) / this.size,
      milliseconds: spent / this.size,
    };
  }

  protected async make(repository: string): Promise<void> {
    const { world } = this.github;
    await world.createRepository(owner, repository);
    const files = { 'pyproject.toml': '' };
    await commitFiles(world, { owner, repository, branch: 'main', files, message: 'Start' });
  }

  protected async makeAll(): Promise<void> {
    const names = Array.from({ length: this.size }, (_, index) => `${this.prefix}-${index}`);
    const makeNext = async (left: Iterator<string>): Promise<void> => {
      for (let next = left.next(); next.done !== true; next = left.next())
        await this.make(next.value);
    };
    const left = names.values();
    await Promise.all([1, 2, 3, 4].map(() => makeNext(left)));
  }

  private async commits(names: readonly string[]): Promise<number> {
    const { world } = this.github;
    let sum = 0;
    for (const name of names) {
      const { directory } = world.git(world.required(owner, name));
      const count = ['--git-dir', directory, 'rev-list', '--count', 'main'];
      sum += Number((await run('git', count)).stdout);
    }
    return sum;
  }
}

class Commits extends Fleet {
  private readonly kind: ResourceKind;
  private readonly outputs = new Map<string, ValueMap>();
  private readonly context = { urn: '', log: () => {} };

  constructor(
    github: GitHubServer,
    private readonly first: Files,
    private readonly second: Files,
  ) {
    super(github, 'commit', fleet);
    const { token, url } = github;
    const connection = readConnection({ owner, token, baseUrl: `${url}/` });
    this.kind = workflowCommitKind(repositoriesOf(new GitHubClient(connection, { secondMs: 0 })));
  }

  async create(): Promise<Cost> {
    await this.makeAll();
    return this.each(async (name) => {
      const { outputs } = await this.kind.create(this.inputs(name, this.first), this.context);
      this.outputs.set(name, outputs);
    });
  }

  update(): Promise<Cost> {
    return this.each(async (name) => {
      const news = this.inputs(name, this.second);
      const before = this.outputs.get(name) ?? {};
      this.outputs.set(name, await this.kind.update(`${name}:main`, before, news, this.context));
    });
  }

  read(): Promise<Cost> {
    return this.each(async (name) => {
      const news = this.inputs(name, this.second);
      const before = this.outputs.get(name) ?? {};
      const { outputs } = await this.kind.read(`${name}:main`, news, before, this.context);
      if (Object.keys(await this.kind.diff(outputs, news)).length > 0) throw new Error('a change');
    });
  }

  private readonly inputs = (repository: string, files: Files): ValueMap => ({
    repository,
    branch: 'main',
    files,
  });
}

/**
 * The peer: the embedded host's provider for GitHub, whose counts are in the peer's favour. A file costs it
 *
 * | | requests here | requests of the published provider |
 * | --- | --- | --- |
 * | create | 2 | 6: repository, branch, contents twice, PUT, commit |
 * | update | 2 | 3: PUT, contents, commit |
 * | refresh | 1 | 2: contents, commit |
 *
 * The published one's were counted under Pulumi 3.259.0 with @pulumi/github 6.15.0: programs of one and of three files
 * with `branch` set, by `pulumi up`, `up` with other content and `refresh` against the loopback GitHub as
 * tests/engine/delivery.test.ts sets it up, and `github.requests` looked at after each. Every run asked once more, for the
 * organisation, which is not counted here. An `up` with nothing to do asks nothing else, since it does not look.
 */
class FileByFile extends Fleet {
  private readonly provider: Provider;
  private readonly urn = 'urn:pulumi:b::b::github:index/repositoryFile:RepositoryFile::f';

  constructor(
    github: GitHubServer,
    private readonly first: Files,
    private readonly second: Files,
  ) {
    super(github, 'file', fleet);
    const { token, url } = github;
    const environment = {};
    const inputs = { owner, token, baseUrl: `${url}/` };
    this.provider = packageProvider('github', inputs, { environment, reach: 'loopback' });
  }

  async create(): Promise<Cost> {
    await this.makeAll();
    const more = { preview: false, timeout: 0, resumed: false };
    return this.eachFile(this.first, async (inputs) => {
      await this.provider.create({ urn: this.urn, inputs, ...more });
    });
  }

  update(): Promise<Cost> {
    const more = { preview: false, timeout: 0, ignoreChanges: [] };
    return this.eachFile(this.second, async (news, id) => {
      const oldInputs = { ...news, content: '' };
      await this.provider.update({ urn: this.urn, id, oldInputs, olds: oldInputs, news, ...more });
    });
  }

  read(): Promise<Cost> {
    return this.eachFile(this.second, async (inputs, id) => {
      const found = await this.provider.read({ urn: this.urn, id, inputs, state: inputs });
      if (found.inputs['content'] !== inputs.content) throw new Error('a change');
    });
  }

  private eachFile(
    files: Files,
    work: (
      inputs: { repository: string; branch: string; file: string; content: string },
      id: string,
    ) => Promise<void>,
  ): Promise<Cost> {
    return this.each(async (repository) => {
      for (const [file, content] of Object.entries(files)) {
        await work({ repository, branch: 'main', file, content }, `${repository}/${file}`);
      }
    });
  }
}
