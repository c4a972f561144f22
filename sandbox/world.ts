import { join } from 'node:path';
import { cloneForSandbox, followOriginal } from './clone-for-sandbox';
import { commitDirectory, type DirectoryCommit } from './commit-directory';
import { addRun, type NewRun } from './github/add-run';
import { zeroSha } from './github/bare-repository';
import { commitFiles } from './github/commit-files';
import { installationId } from './github/endpoints/apps';
import type { LoggedRequest } from './github/router';
import { startGitHub, type GitHubServer } from './github/server';
import { installationToken, remember, sandboxApp, sandboxAppId } from './identity';
import { isPortTaken } from './listen';
import { sampleHistory } from './sample-history';
import { startSlack, type SlackServer } from './slack/server';
import type { SlackMessage } from './slack/state';
import { lockWorld } from './world-lock';

export { WorldInUseError } from './world-lock';
export { CloneError } from './clone-for-sandbox';
export { inspectProject, ProjectFileError } from './detect/inspect-project';

/** Login of the organisation that owns the sandbox's repositories. */
const sandboxOwner = 'acme';

/** Name of the repository that the sample project is seeded as. */
export const sampleRepository = 'orders-service';

/** Name of the copy of it that `make demo-readiness` works on. */
export const demoRepository = 'orders-service-demo';

/** Slack channel that the sandbox's incoming webhook posts to, unless another one is asked for. */
const sandboxChannel = 'ci-alerts';

export interface WorldOptions {
  /** Holds all state: repositories `<owner>/<name>.git`, `github.json`, `slack.json`, `world.json`, `app.pem`. */
  readonly directory: string;
  /** Port of the loopback GitHub; by default the one of the last run if it is free, else any. */
  readonly port?: number;
  readonly slackPort?: number;
  /** {@link sandboxOwner} by default. */
  readonly owner?: string;
  readonly clock?: () => Date;
  /** Requests to GitHub an hour and token; 5,000 by default. */
  readonly rateLimit?: number;
}

export interface SandboxRepository {
  /** The bare repository. */
  readonly gitDirectory: string;
  readonly defaultBranch: string;
}

/** Where a seeded repository comes from. */
type SeedSource =
  /** A directory's files as a history of commits, one commit of all of them by default. */
  | { readonly directory: string; readonly commits?: readonly DirectoryCommit[] }
  /** A bare clone of the repository that this path is in; the original is only read. */
  | { readonly gitRepository: string };

interface Seed {
  readonly name: string;
  readonly source: SeedSource;
}

/** A running sandbox: a loopback GitHub and a loopback Slack with state on disk. */
export interface World {
  readonly directory: string;
  /** `http://127.0.0.1:PORT`: REST below `/` and `/api/v3`, GraphQL at `/graphql` and `/api/graphql`. */
  readonly githubUrl: string;
  /** `http://127.0.0.1:PORT`: the Web API below `/api`. */
  readonly slackUrl: string;
  readonly owner: string;
  /** Installation token of the App {@link appId}, with every permission Gatehouse asks for. */
  readonly token: string;
  readonly appId: number;
  readonly installationId: number;
  /** PEM file of the App's private key, for authentication as the App. */
  readonly appPrivateKeyFile: string;
  readonly slackToken: string;
  /** For faults, requests, further tokens, and whatever else a test looks at. */
  readonly github: GitHubServer;
  readonly slack: SlackServer;
  /** What the loopback GitHub was asked since it started, oldest first. */
  readonly requests: readonly LoggedRequest[];
  repository(name: string): SandboxRepository | undefined;
  /** Makes the repository unless it is there already; one that is there is left as it is. */
  seedRepository(seed: Seed): Promise<{ readonly created: boolean }>;
  /**
   * Brings new commits of the repository that it was cloned from into the default branch; true when there were any.
   * @throws {CloneError} when they change what was delivered.
   */
  followOriginal(name: string, gitRepository: string): Promise<boolean>;
  /** Deletes a repository with everything it has; false when there is none of that name. */
  removeRepository(name: string): Promise<boolean>;
  /**
   * Records a workflow run of a repository of the owner; gives the run's id. See `executeWorkflow` for one that is run.
   */
  addRun(run: Omit<NewRun, 'owner'>): Promise<number>;
  /** Commits files to a branch as someone else's push would; `null` deletes a file. Gives the commit's id. */
  push(
    repository: string,
    branch: string,
    files: Readonly<Record<string, string | null>>,
    message?: string,
  ): Promise<string>;
  /** Address of the incoming webhook of a channel, by default {@link sandboxChannel}. */
  slackWebhookUrl(channel?: string): Promise<string>;
  /** Every message Slack took in, oldest first. */
  messages(): Promise<readonly SlackMessage[]>;
  close(): Promise<void>;
}

/**
 * Opens the world in a directory, making what is missing. Only one process has it open at a time.
 *
 * @throws {WorldInUseError} when another one has.
 */
export async function openWorld(options: WorldOptions): Promise<World> {
  const { directory, owner = sandboxOwner, clock } = options;
  const release = await lockWorld(directory);
  try {
    return await open(options, owner, clock === undefined ? {} : { clock }, release);
  } catch (error) {
    await release();
    throw error;
  }
}

async function open(
  options: WorldOptions,
  owner: string,
  clock: { readonly clock?: () => Date },
  release: () => Promise<void>,
): Promise<World> {
  const { directory } = options;
  const memory = remember(directory);
  const app = await sandboxApp(directory, owner);
  const { token, slackToken } = memory.value;
  const github = await onPort(options.port, memory.value.githubPort, (port) =>
    startGitHub({
      directory,
      port,
      tokens: [installationToken(token)],
      apps: [app],
      ...clock,
      ...(options.rateLimit === undefined ? {} : { rateLimit: options.rateLimit }),
    }),
  );
  github.world.account(owner, 'Organization');
  let slack: SlackServer;
  try {
    slack = await onPort(options.slackPort, memory.value.slackPort, (port) =>
      startSlack({ directory, port, token: slackToken, ...clock }),
    );
  } catch (error) {
    await github.close();
    throw error;
  }
  Object.assign(memory.value, { githubPort: github.port, slackPort: slack.port });
  await memory.save();
  return {
    directory,
    githubUrl: github.url,
    slackUrl: slack.url,
    owner,
    token,
    appId: sandboxAppId,
    installationId: installationId(app),
    appPrivateKeyFile: join(directory, 'app.pem'),
    slackToken,
    github,
    slack,
    requests: github.requests,
    repository: (name) => {
      const repo = github.world.repository(owner, name);
      if (repo === undefined) return undefined;
      const gitDirectory = github.world.git(repo).directory;
      return { gitDirectory, defaultBranch: repo.defaultBranch };
    },
    seedRepository: (seed) => seedRepository(github, owner, seed),
    followOriginal: async (name, gitRepository) => {
      const repo = github.world.repository(owner, name);
      if (repo === undefined) return false;
      const git = github.world.git(repo);
      const ref = `refs/heads/${repo.defaultBranch}`;
      const before = await git.resolve(ref);
      const after = await followOriginal(gitRepository, git.directory, repo.defaultBranch);
      if (after === undefined) return false;
      return git.updateRefs([{ ref, after, before: before ?? zeroSha }]);
    },
    removeRepository: async (name) => {
      const repo = github.world.repository(owner, name);
      if (repo === undefined) return false;
      await github.world.deleteRepository(repo);
      return true;
    },
    addRun: (run) => addRun(github.world, { ...run, owner }),
    push: (repository, branch, files, message = 'Change files') =>
      commitFiles(github.world, { owner, repository, branch, files, message }),
    slackWebhookUrl: (channel = sandboxChannel) => slack.webhookUrl(channel),
    messages: () => Promise.resolve([...slack.world.state.messages]),
    close: async () => {
      await Promise.all([github.close(), slack.close()]);
      await release();
    },
  };
}

/** Starts on the wanted port, else on that of the last run, else on any free one. */
async function onPort<T>(
  wanted: number | undefined,
  last: number,
  start: (port: number) => Promise<T>,
): Promise<T> {
  if (wanted !== undefined) return start(wanted);
  try {
    return await start(last);
  } catch (error) {
    if (last === 0 || !isPortTaken(error)) throw error;
    return start(0);
  }
}

async function seedRepository(
  github: GitHubServer,
  owner: string,
  { name, source }: Seed,
): Promise<{ created: boolean }> {
  if (github.world.repository(owner, name) !== undefined) return { created: false };
  await github.world.createRepository(owner, name, async (target) => {
    if ('gitRepository' in source) await cloneForSandbox(source.gitRepository, target);
    else await commitDirectory(source.directory, target, 'main', source.commits ?? wholeDirectory);
  });
  return { created: true };
}

const wholeDirectory: readonly DirectoryCommit[] = [
  {
    message: 'Import the project',
    author: { name: 'Sandbox', email: 'sandbox@example.com', date: '2026-01-05T09:00:00Z' },
    paths: ['.'],
  },
];

/** Seeds the sample project beside this file with its history, as {@link sampleRepository} unless named otherwise. */
export function seedSampleProject(
  world: World,
  name: string = sampleRepository,
): Promise<{ readonly created: boolean }> {
  const directory = join(__dirname, 'sample-project');
  return world.seedRepository({ name, source: { directory, commits: sampleHistory } });
}
