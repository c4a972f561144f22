import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { filesToRead, gateChanges } from '../../core/guard/gate-changes';
import { guardCheck } from '../../core/pipeline';
import { jobTitles } from '../../core/pipeline/job-titles';
import { overrideReasonPrefix } from '../../core/readiness/gate';
import { defaultOverrideLabel } from '../../core/readiness/policy';
import { forkRef } from '../../sandbox/github/pulls';
import { type Issue } from '../../sandbox/github/state';
import { openTestWorld, type TestWorld } from '../sandbox/test-world';
import { guard } from '../../runtime/action/commands/guard';
import { publishComment } from '../../runtime/action/commands/publish-comment';
import type { Context } from '../../runtime/action/context';
import { inputSchemas, parseInputs } from '../../runtime/action/inputs';
import { workflowCommands } from '../../runtime/action/workflow-commands';
import { gitHubClient } from '../../runtime/adapters/github-client';

/** Reports of a run in which nothing was found. */
export type Reports = Readonly<Record<string, string>>;

/** Whose pull request it is, and into what. */
export interface Proposal {
  readonly branch: string;
  readonly files: Readonly<Record<string, string | null>>;
  readonly author: string;
  /** `main` by default. */
  readonly base?: string;
  /** Whether the branch is in a fork of the author's, who may not write here. */
  readonly isFork?: boolean;
}

export interface OpenPull {
  readonly number: number;
  readonly head: string;
  readonly branch: string;
  /** Whose fork the branch is in. */
  readonly fork?: string;
}

const repository = 'orders';
/** Outputs and summary of a step go nowhere. */
const noFiles = { output: undefined, summary: undefined };

/** A repository on the sandbox whose default branch needs the guard's check, and the guard itself, in this process. */
export class GuardedRepository {
  private constructor(
    readonly world: TestWorld,
    private readonly directory: string,
    private reports: Reports,
    /** By how much the clock of the world is ahead of this machine's. */
    private readonly ahead: { milliseconds: number },
  ) {}

  /**
   * @param directory for the guard's own workspace.
   * @param level `guarded`: the default branch needs the guard's check; otherwise a test sets its rules.
   */
  static async open(
    directory: string,
    files: Readonly<Record<string, string>>,
    reports: Reports,
    level: 'guarded' | 'other' = 'guarded',
  ): Promise<GuardedRepository> {
    mkdirSync(directory, { recursive: true });
    const ahead = { milliseconds: 0 };
    const clock = () => new Date(Date.now() + ahead.milliseconds);
    const world = await openTestWorld({ clock });
    await world.make(repository, files);
    const here = new GuardedRepository(world, directory, reports, ahead);
    if (level === 'guarded') await here.protect();
    // A history, without which the first pull request's score would stand on its own run alone.
    for (let run = 0; run < 10; run += 1) await here.runCi('main', here.headOf('main'), 'push');
    return here;
  }

  private async protect(): Promise<void> {
    await this.world.octokit.request('POST /repos/{owner}/{repo}/rulesets', {
      ...{ owner: this.world.owner, repo: repository, name: 'gatehouse-guard' },
      ...{ target: 'branch', enforcement: 'active', bypass_actors: [] },
      conditions: { ref_name: { include: ['refs/heads/main'], exclude: [] } },
      rules: [
        {
          type: 'required_status_checks',
          parameters: {
            strict_required_status_checks_policy: false,
            required_status_checks: [{ context: guardCheck, integration_id: this.world.appId }],
          },
        },
      ],
    });
  }

  /** A person with an own token. */
  person(login: string, role: 'write' | 'maintain' | 'admin'): void {
    this.world.github.world.tokens.set(`ghp_${login}`, {
      ...{ token: `ghp_${login}`, login, kind: 'classic', scopes: ['repo', 'workflow'], role },
    });
  }

  headOf(branch: string): string {
    return this.world.git(repository, 'rev-parse', `refs/heads/${branch}`);
  }

  async propose(proposal: Proposal): Promise<OpenPull> {
    const { branch, files, author, base = 'main' } = proposal;
    if (proposal.isFork === true) return this.proposeFromFork(proposal);
    const head = await this.world.push(repository, branch, files);
    return this.offer({ branch, head }, author, base);
  }

  private async proposeFromFork({ branch, files, author, base }: Proposal): Promise<OpenPull> {
    const head = await this.pushToFork(author, branch, files);
    const { owner } = this.world;
    const { data } = await this.world.octokit.request('POST /repos/{owner}/{repo}/pulls', {
      ...{ owner, repo: repository, title: branch, head: `${author}:${branch}` },
      base: base ?? 'main',
    });
    // Whoever may read a repository may offer it a change, and for tokens of such people the sandbox has no rights.
    Object.assign(this.issue(data.number), { author });
    return { number: data.number, head, branch, fork: author };
  }

  /** A commit on top of a pull request's branch. */
  async pushMore(
    { number, branch, fork }: OpenPull,
    files: Readonly<Record<string, string | null>>,
  ): Promise<OpenPull> {
    if (fork === undefined)
      return { number, branch, head: await this.world.push(repository, branch, files) };
    const head = await this.pushToFork(fork, branch, files);
    Object.assign(this.issue(number).pull ?? {}, { headSha: head });
    return { number, branch, fork, head };
  }

  /** The branch is in the repository itself for as long as the push takes. */
  private async pushToFork(
    owner: string,
    branch: string,
    files: Readonly<Record<string, string | null>>,
  ): Promise<string> {
    const [ref, work] = [forkRef(owner, branch), `fork-of-${owner}`];
    const git = (...args: string[]) => this.world.git(repository, ...args);
    const known = git('for-each-ref', '--format=%(objectname)', ref);
    git('update-ref', `refs/heads/${work}`, known === '' ? this.headOf('main') : known);
    const head = await this.world.push(repository, work, files);
    git('update-ref', ref, head);
    git('update-ref', '-d', `refs/heads/${work}`);
    return head;
  }

  private issue(number: number): Issue {
    const { issues } = this.world.github.world.required(this.world.owner, repository);
    const found = issues.find((one) => one.number === number);
    if (found === undefined) throw new Error(`pull request ${number} is not there`);
    return found;
  }

  /** Opens a pull request of a branch as it is. */
  async offer(
    { branch, head }: Pick<OpenPull, 'branch' | 'head'>,
    author: string,
    base: string,
  ): Promise<OpenPull> {
    const { data } = await this.world
      .as(`ghp_${author}`)
      .request('POST /repos/{owner}/{repo}/pulls', {
        ...{ owner: this.world.owner, repo: repository, title: branch, head: branch, base },
      });
    return { number: data.number, head, branch };
  }

  /** A completed run of ci.yml; gives its id. */
  async runCi(
    branch: string,
    headSha: string,
    event = 'pull_request',
    conclusion: 'success' | 'failure' = 'success',
    fork?: string,
  ): Promise<number> {
    const { lint, test, security, readiness, ciSuccess } = jobTitles;
    const names = [lint, test, security, readiness, ciSuccess];
    return this.world.addRun({
      ...{ repository, workflow: 'ci.yml', name: 'CI', branch, headSha, event, conclusion },
      ...(fork === undefined ? {} : { headRepository: `${fork}/${repository}` }),
      jobs: names.map((name) => ({ name, conclusion })),
      artifacts: { 'reports-test': this.reports },
    });
  }

  /**
   * What a merge queue does with a pull request first: a commit of it and the default branch on a branch of its own, and a run
   * of CI for that; gives both.
   */
  async queue(
    { number, branch }: OpenPull,
    conclusion: 'success' | 'failure' = 'success',
  ): Promise<{ readonly run: number; readonly head: string }> {
    const base = this.headOf('main');
    const tree = this.world.git(
      repository,
      'merge-tree',
      '--write-tree',
      base,
      `refs/heads/${branch}`,
    );
    const head = this.world.git(
      repository,
      ...['commit-tree', tree, '-p', base, '-m', `Merge pull request #${number}`],
    );
    const name = `gh-readonly-queue/main/pr-${number}-${base}`;
    this.world.git(repository, 'update-ref', `refs/heads/${name}`, head);
    return { head, run: await this.runCi(name, head, 'merge_group', conclusion) };
  }

  /** Conclusions of the guard's check on a commit, the newest first. */
  async verdicts(commit: string): Promise<readonly (string | null)[]> {
    const { data } = await this.world.octokit.request(
      'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
      { owner: this.world.owner, repo: repository, ref: commit, check_name: guardCheck },
    );
    return data.check_runs.map(({ conclusion }) => conclusion);
  }

  /** Has the runs that are made meanwhile leave these reports. */
  async withReports(reports: Reports, act: () => Promise<void>): Promise<void> {
    const before = this.reports;
    this.reports = reports;
    try {
      await act();
    } finally {
      this.reports = before;
    }
  }

  /**
   * Sets the override label with its reason, as a person with an own token. GitHub's times are whole seconds: the label gets a
   * second of its own, after what was before and before what comes next.
   */
  async override({ number }: OpenPull, login: string, reason: string): Promise<void> {
    this.ahead.milliseconds += 1000;
    const issue = { owner: this.world.owner, repo: repository, issue_number: number };
    const person = this.world.as(`ghp_${login}`);
    await person.request('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', {
      ...{ ...issue, labels: [defaultOverrideLabel] },
    });
    await person.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...{ ...issue, body: `${overrideReasonPrefix} ${reason}` },
    });
    this.ahead.milliseconds += 1000;
  }

  /** Brings the default branch back to these files, past all rules. */
  async restore(files: Readonly<Record<string, string>>): Promise<void> {
    const present = this.world.git(repository, 'ls-tree', '-r', '--name-only', 'refs/heads/main');
    const gone = present.split('\n').filter((file) => !Object.hasOwn(files, file));
    await this.world.push(repository, 'main', {
      ...Object.fromEntries(gone.map((file) => [file, null])),
      ...files,
    });
  }

  /** Gives both checks as a workflow of the branch can, whose token is that of GitHub Actions. */
  async forge({ head }: OpenPull): Promise<void> {
    this.world.github.world.tokens.set('ghs_branch', {
      ...{ token: 'ghs_branch', login: 'github-actions[bot]', kind: 'actions', role: 'write' },
      permissions: { checks: 'write', metadata: 'read' },
    });
    for (const name of [guardCheck, jobTitles.ciSuccess]) {
      await this.world.as('ghs_branch').request('POST /repos/{owner}/{repo}/check-runs', {
        ...{ owner: this.world.owner, repo: repository, name, head_sha: head },
        ...{ status: 'completed', conclusion: 'success' },
      });
    }
  }

  async approve(pull: OpenPull, login: string): Promise<void> {
    await this.world
      .as(`ghp_${login}`)
      .request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
        ...{ owner: this.world.owner, repo: repository },
        ...{ pull_number: pull.number, event: 'APPROVE' },
      });
  }

  async retarget(pull: OpenPull, base: string): Promise<void> {
    await this.world.octokit.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
      ...{ owner: this.world.owner, repo: repository, pull_number: pull.number, base },
    });
  }

  async close(pull: OpenPull): Promise<void> {
    await this.world.octokit.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
      ...{ owner: this.world.owner, repo: repository, pull_number: pull.number, state: 'closed' },
    });
  }

  /** Whether GitHub merges it; otherwise the reason it gives. */
  async merge(pull: OpenPull, login: string): Promise<true | string> {
    try {
      await this.world
        .as(`ghp_${login}`)
        .request('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', {
          ...{
            owner: this.world.owner,
            repo: repository,
            pull_number: pull.number,
            merge_method: 'squash',
          },
        });
      return true;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Runs the guard as its workflow does after a run; gives what it logged. */
  async guard(run: number, headSha: string, owners: readonly string[]): Promise<string> {
    const lines: string[] = [];
    const inputs = {
      ...{ 'run-id': String(run), 'head-sha': headSha, branch: 'main', check: guardCheck },
      ...{ 'github-token': this.world.token, 'app-token': this.world.token },
      owners: JSON.stringify(owners),
    };
    const parsed = parseInputs(inputSchemas.guard, new Map(Object.entries(inputs)));
    await guard(parsed, this.context(lines));
    return lines.join('\n');
  }

  /** Runs the job that comments, as its workflow does after a run that left no numbers; gives the comment's text. */
  async comment(pull: OpenPull, run: number): Promise<string | undefined> {
    const inputs = {
      ...{ 'run-id': String(run), 'head-sha': pull.head, 'github-token': this.world.token },
      artifact: path.join(this.directory, 'none'),
    };
    const parsed = parseInputs(inputSchemas['publish-comment'], new Map(Object.entries(inputs)));
    await publishComment(parsed, this.context([]));
    const { data } = await this.world.octokit.request(
      'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
      { owner: this.world.owner, repo: repository, issue_number: pull.number },
    );
    return data.at(-1)?.body;
  }

  private context(lines: string[]): Context {
    return {
      commands: workflowCommands((line) => lines.push(line), noFiles, true),
      variables: {
        ...{ GITHUB_EVENT_NAME: 'workflow_run', GITHUB_RUN_ID: '1', GITHUB_SHA: 'b'.repeat(40) },
        GITHUB_API_URL: this.world.githubUrl,
        GITHUB_SERVER_URL: this.world.githubUrl,
        GITHUB_REPOSITORY: `${this.world.owner}/${repository}`,
        GITHUB_WORKSPACE: this.directory,
      },
      isLocal: false,
      now: () => new Date(),
      gateDetection: () => Promise.resolve({ filesToRead, gateChanges }),
      gitHub: (options) => Promise.resolve(gitHubClient(options)),
    };
  }
}
