import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StateFile } from '../state-file';
import { BareRepository } from './bare-repository';
import { runGit } from './git';
import { createSealingKey } from './sealed-box';
import { matchesRefPattern } from './ref-pattern';
import type { Account, GitHubState, OrganizationRuleset, RepositoryState, Ruleset } from './state';
import { githubActionsAppId, type Token } from './tokens';

/** A GitHub App known to the server, for App authentication. */
export interface App {
  readonly id: number;
  readonly slug: string;
  /** PEM public key that its JSON Web Tokens are verified with. */
  readonly publicKey: string;
  readonly owner: string;
  /** Highest permissions that an installation token can get. */
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>;
  /** `owner/name` of the only repositories it is installed on; all of the owner's when absent. */
  readonly repositories?: readonly string[];
  /** Since when its owner has it suspended. */
  readonly suspendedAt?: string;
}

/** Everything the endpoints work on: git repositories, the state file, tokens and apps. */
export class GitHubWorld {
  private readonly file: StateFile<GitHubState>;
  readonly tokens = new Map<string, Token>();
  readonly apps = new Map<number, App>();
  /** By directory. */
  private readonly opened = new Map<string, BareRepository>();

  constructor(
    readonly directory: string,
    readonly clock: () => Date,
  ) {
    this.file = new StateFile(join(directory, 'github.json'), () => ({
      version: 1,
      nextId: 1000,
      accounts: {},
      repositories: {},
    }));
  }

  save(): Promise<void> {
    return this.file.save();
  }

  now(): string {
    return this.clock()
      .toISOString()
      .replace(/\.\d{3}Z$/, 'Z');
  }

  nextId(): number {
    this.file.value.nextId += 1;
    return this.file.value.nextId;
  }

  /** The account of a login; made on first use, as everyone who acts in the sandbox exists. */
  account(login: string, type: Account['type'] = 'User'): Account {
    const key = login.toLowerCase();
    const known = this.file.value.accounts[key];
    if (known !== undefined) return known;
    const account = { id: this.nextId(), login, type, createdAt: this.now() };
    this.file.value.accounts[key] = account;
    return account;
  }

  findAccount(login: string): Account | undefined {
    return this.file.value.accounts[login.toLowerCase()];
  }

  accounts(): readonly Account[] {
    return Object.values(this.file.value.accounts);
  }

  repositories(): readonly RepositoryState[] {
    return Object.values(this.file.value.repositories);
  }

  repository(owner: string, name: string): RepositoryState | undefined {
    return this.file.value.repositories[`${owner}/${name}`.toLowerCase()];
  }

  /** The rulesets of an organization itself; the list is the world's own, to be changed. */
  organizationRulesets(login: string): OrganizationRuleset[] {
    const all = (this.file.value.organizationRulesets ??= {});
    return (all[login.toLowerCase()] ??= []);
  }

  /** Every ruleset that a repository has, its organization's among them. */
  rulesetsOf(repo: RepositoryState): readonly Ruleset[] {
    const inherited = this.file.value.organizationRulesets?.[repo.owner.toLowerCase()] ?? [];
    return [...repo.rulesets, ...inherited.filter((ruleset) => isAbout(ruleset, repo.name))];
  }

  git(repo: RepositoryState): BareRepository {
    const directory = join(this.directory, repo.owner, `${repo.name}.git`);
    const git = this.opened.get(directory) ?? new BareRepository(directory);
    this.opened.set(directory, git);
    return git;
  }

  /**
   * Makes a repository. `fill` makes the bare git repository in the directory it is given, an empty one by default; when
   * it fails nothing is left behind.
   */
  async createRepository(
    owner: string,
    name: string,
    fill: (directory: string) => Promise<void> = initEmpty,
  ): Promise<RepositoryState> {
    for (const part of [owner, name])
      if (!/^[A-Za-z0-9_.-]+$/.test(part) || part === '.' || part === '..')
        throw new Error(
          `"${part}" is not a valid GitHub name; allowed: letters, digits, "-", "_", "."`,
        );
    if (this.repository(owner, name) !== undefined)
      throw new Error(`repository ${owner}/${name} exists already`);
    this.account(owner, 'Organization');
    const directory = join(this.directory, owner, `${name}.git`);
    await rm(directory, { recursive: true, force: true });
    await mkdir(join(this.directory, owner), { recursive: true });
    try {
      await fill(directory);
      const git = new BareRepository(directory);
      await git.git(['config', 'gc.auto', '0']);
      const head = (await git.git(['symbolic-ref', '--short', 'HEAD'])).toString('utf8').trim();
      const repo = this.emptyState(owner, name, head);
      this.file.value.repositories[`${owner}/${name}`.toLowerCase()] = repo;
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
    await this.save();
    return this.required(owner, name);
  }

  /** A repository that must be there. */
  required(owner: string, name: string): RepositoryState {
    const repo = this.repository(owner, name);
    if (repo === undefined) throw new Error(`no repository ${owner}/${name}`);
    return repo;
  }

  /** Ends the processes that are kept for the next write. */
  async close(): Promise<void> {
    await Promise.all([...this.opened.values()].map((git) => git.close()));
    this.opened.clear();
  }

  async deleteRepository(repo: RepositoryState): Promise<void> {
    const git = this.git(repo);
    this.opened.delete(git.directory);
    await git.close();
    delete this.file.value.repositories[`${repo.owner}/${repo.name}`.toLowerCase()];
    await this.save();
    await rm(git.directory, { recursive: true, force: true });
  }

  private emptyState(owner: string, name: string, defaultBranch: string): RepositoryState {
    const id = this.nextId();
    const now = this.now();
    const defaults: readonly (readonly [string, string, string])[] = [
      ['bug', 'd73a4a', "Something isn't working"],
      ['documentation', '0075ca', 'Improvements or additions to documentation'],
      ['duplicate', 'cfd3d7', 'This issue or pull request already exists'],
      ['enhancement', 'a2eeef', 'New feature or request'],
      ['good first issue', '7057ff', 'Good for newcomers'],
      ['help wanted', '008672', 'Extra attention is needed'],
      ['invalid', 'e4e669', "This doesn't seem right"],
      ['question', 'd876e3', 'Further information is requested'],
      ['wontfix', 'ffffff', 'This will not be worked on'],
    ];
    return {
      id,
      owner,
      name,
      defaultBranch,
      settings: {},
      rulesets: [],
      protections: [],
      actionsSecrets: {},
      dependabotSecrets: {},
      variables: {},
      environments: [],
      sealingKey: createSealingKey(String(5_000_000_000 + id)),
      labels: defaults.map(([label, color, description]) => ({
        id: this.nextId(),
        name: label,
        color,
        description,
      })),
      issues: [],
      comments: [],
      checkRuns: [],
      statuses: [],
      runs: [],
      jobs: [],
      artifacts: [],
      caches: [],
      workflowIds: {},
      workflowStates: {},
      deployKeys: [],
      actionsPermissions: {
        enabled: true,
        allowedActions: 'all',
        shaPinningRequired: false,
        selected: { github_owned_allowed: false, verified_allowed: false, patterns_allowed: [] },
        accessLevel: 'none',
        defaultWorkflowPermissions: 'read',
        canApprovePullRequestReviews: false,
      },
      cacheRetentionDays: 7,
      cacheStorageGb: 10,
      vulnerabilityAlerts: false,
      automatedSecurityFixes: false,
      createdAt: now,
      updatedAt: now,
      pushedAt: now,
    };
  }

  /** Slug of an App in answers; GitHub Actions is always known. */
  appSlug(id: number): string {
    return id === githubActionsAppId ? 'github-actions' : (this.apps.get(id)?.slug ?? `app-${id}`);
  }
}

function isAbout({ conditions }: OrganizationRuleset, name: string): boolean {
  const { include, exclude } = conditions.repository_name;
  const matches = (pattern: string): boolean =>
    pattern === '~ALL' || matchesRefPattern(pattern, name);
  return include.some(matches) && !exclude.some(matches);
}

async function initEmpty(directory: string): Promise<void> {
  await runGit(['init', '--quiet', '--bare', '--template=', '--initial-branch=main', directory]);
}
