// First, since it prepares Octokit for the test runner.
import { ruledRepositories } from '../../support/ruled-repositories';
import * as fc from 'fast-check';
import { type ChangeKind } from '../../../core/kernel/change-kinds';
import { type Change, changesTo, type OwnChange } from '../../../core/merging/change';
import { mergeTable } from '../../../core/merging/merge-table';
import { proveMerges } from '../../../core/merging/prove-merges';
import { GitHubClient } from '../../../provider/github/client';
import { readConnection } from '../../../provider/github/connection';
import { Repository } from '../../../provider/github/repository';
import { enqueue, settle } from '../../../sandbox/github/merge-queue';
import { forkRef } from '../../../sandbox/github/pulls';
import { type Pull, type Rule } from '../../../sandbox/github/state';
import { RuleViolation } from '../../../sandbox/github/write-ref';
import { seed, times } from '../proof-size';

/*
 * Random rules and workflows of a repository: the table's verdict on each change is compared with what the sandbox's GitHub
 * does with a real pull request of that kind, whose checks are reported as GitHub starts workflows.
 */

const here = ruledRepositories('merging');

/** Triggers, and the changes for which GitHub starts a workflow that has them. */
const triggers: Readonly<Record<string, readonly ChangeKind[]>> = {
  '{ pull_request: {} }': ['documentation', 'fork', 'dependabot', 'own'],
  '{ pull_request_target: {} }': ['documentation', 'fork', 'dependabot', 'own'],
  '{ push: {} }': ['documentation', 'dependabot', 'own', 'queue'],
  '{ push: { branches: [main] } }': [],
  '{ merge_group: {} }': ['queue'],
  '{ pull_request: {}, merge_group: {} }': ['documentation', 'fork', 'dependabot', 'own', 'queue'],
  '{ pull_request: { branches: [release] } }': [],
  '{ pull_request: { paths-ignore: ["**.md"] } }': ['fork', 'dependabot', 'own'],
  '{ pull_request: { paths: ["src/**"] } }': ['fork'],
  "{ push: { branches: ['dependabot/**'] } }": ['dependabot'],
};
const actions = 15368;

const own: OwnChange = {
  branch: 'gatehouse/pipeline',
  files: ['.github/workflows/ci.yml'],
  largestBytes: 100,
  commit: {
    message: 'ci: update',
    authorEmail: undefined,
    committerEmail: undefined,
    isSigned: true,
  },
  startsWorkflows: true,
};
/** What our own pull request brings; its job is `ours`. */
const delivered = 'on: { pull_request: {} }\njobs: { ours: { runs-on: ubuntu-24.04 } }\n';

const check = fc.record({
  context: fc.constantFrom('a', 'b', 'ours', 'gone'),
  app: fc.constantFrom(undefined, undefined, actions, 99),
});
const pattern = fc.record({
  operator: fc.constantFrom('starts_with', 'contains', 'regex'),
  pattern: fc.constantFrom('ci: ', 'Bump ', '^(ci|Bump)', 'update'),
  negate: fc.boolean(),
});
const rule: fc.Arbitrary<Rule> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(check, { minLength: 1, maxLength: 2 }).map((checks) => ({
      type: 'required_status_checks',
      parameters: {
        required_status_checks: checks.map(({ context, app }) => ({
          context,
          ...(app === undefined ? {} : { integration_id: app }),
        })),
        strict_required_status_checks_policy: false,
      },
    })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        approvals: fc.integer({ min: 0, max: 2 }),
        methods: fc.constantFrom(undefined, ['merge'], ['squash'], ['rebase']),
      })
      .map(({ approvals, methods }) => ({
        type: 'pull_request',
        parameters: {
          dismiss_stale_reviews_on_push: false,
          require_code_owner_review: false,
          require_last_push_approval: false,
          required_approving_review_count: approvals,
          required_review_thread_resolution: false,
          ...(methods === undefined ? {} : { allowed_merge_methods: methods }),
        },
      })),
  },
  {
    weight: 3,
    arbitrary: fc.constant<Rule>({
      type: 'merge_queue',
      parameters: {
        ...{ check_response_timeout_minutes: 60, grouping_strategy: 'ALLGREEN' },
        ...{ max_entries_to_build: 5, max_entries_to_merge: 5, merge_method: 'SQUASH' },
        ...{ min_entries_to_merge: 1, min_entries_to_merge_wait_minutes: 5 },
      },
    }),
  },
  pattern.map((parameters) => ({ type: 'commit_message_pattern', parameters })),
  fc.constantFrom<Rule>(
    { type: 'required_linear_history' },
    { type: 'deletion' },
    { type: 'non_fast_forward' },
    { type: 'update', parameters: { update_allows_fetch_and_merge: false } },
    {
      type: 'required_deployments',
      parameters: { required_deployment_environments: ['qa'] },
    },
    { type: 'file_path_restriction', parameters: { restricted_file_paths: ['.github/**/*'] } },
    { type: 'file_extension_restriction', parameters: { restricted_file_extensions: ['*.md'] } },
    { type: 'max_file_path_length', parameters: { max_file_path_length: 20 } },
  ),
);

const scenes = fc.record({
  a: fc.constantFrom(...Object.keys(triggers)),
  b: fc.constantFrom(...Object.keys(triggers)),
  rules: fc.uniqueArray(rule, { minLength: 1, maxLength: 3, selector: ({ type }) => type }),
  methods: fc.constantFrom(
    { allow_merge_commit: true, allow_squash_merge: true, allow_rebase_merge: false },
    { allow_merge_commit: true, allow_squash_merge: false, allow_rebase_merge: false },
    { allow_merge_commit: false, allow_squash_merge: true, allow_rebase_merge: false },
  ),
});
type Scene = typeof scenes extends fc.Arbitrary<infer T> ? T : never;

async function build({ a, b, rules, methods }: Scene): Promise<string> {
  const workflow = (on: string, job: string): string =>
    `on: ${on}\njobs: { ${job}: { runs-on: ubuntu-24.04 } }\n`;
  const name = await here.make({
    'README.md': 'Hello\n',
    '.github/workflows/a.yml': workflow(a, 'a'),
    '.github/workflows/b.yml': workflow(b, 'b'),
  });
  const repo = here.world.github.world.required(here.world.owner, name);
  repo.settings = methods;
  for (const change of changesTo('main', own)) await push(name, change);
  here.addRuleset(name, 'theirs', rules);
  return name;
}

const outsider = 'outsider';
const branchOf = ({ kind, branch }: Change): string =>
  kind === 'queue' ? 'queued/patch' : (branch ?? 'patch');

/** Where the branch of a change is: one of a fork's is in the fork. */
const refOf = (change: Change): string =>
  change.kind === 'fork' ? forkRef(outsider, branchOf(change)) : `refs/heads/${branchOf(change)}`;

async function push(name: string, change: Change): Promise<void> {
  const content = change.kind === 'own' ? delivered : 'changed\n';
  const files = Object.fromEntries(change.files.map((path) => [path, content]));
  here.world.git(name, 'branch', branchOf(change), 'main');
  await here.world.push(name, branchOf(change), files, change.commit?.message ?? 'A change');
  if (change.kind !== 'fork') return;
  here.world.git(name, 'update-ref', refOf(change), branchOf(change));
  here.world.git(name, 'branch', '-D', branchOf(change));
}

type Job = readonly [context: string, app: number];

/** Jobs that GitHub starts for a change; our own workflow is on the branch once it is merged, and in our pull request. */
const jobsOf = ({ kind }: Change, { a, b }: Scene): readonly Job[] =>
  [
    ...(triggers[a]?.includes(kind) === true ? ['a'] : []),
    ...(triggers[b]?.includes(kind) === true ? ['b'] : []),
    ...(kind === 'queue' ? [] : ['ours']),
  ].map((job) => [job, actions]);

/** All that a pull request needs to get into the queue, since the table asks what becomes of it there. */
const asked = ({ rules }: Scene): readonly Job[] =>
  rules
    .flatMap(
      ({ parameters }) => (parameters?.['required_status_checks'] ?? []) as readonly object[],
    )
    .map((check) => {
      const { context, integration_id: app } = check as Readonly<Record<string, unknown>>;
      return [String(context), typeof app === 'number' ? app : actions];
    });

function report(name: string, headSha: string, jobs: readonly Job[]): void {
  const { github, owner } = here.world;
  for (const [job, appId] of jobs) {
    github.world.required(owner, name).checkRuns.push({
      ...{ id: github.world.nextId(), name: job, headSha, appId },
      ...{ status: 'completed', conclusion: 'success', startedAt: null, completedAt: null },
      ...{ detailsUrl: null, output: { title: null, summary: null, text: null } },
    });
  }
}

/** Opens the pull request, reports what its workflows would, approves it, and tries every way to merge. */
async function isMerged(name: string, change: Change, scene: Scene): Promise<boolean> {
  const { github, owner, octokit } = here.world;
  const repo = github.world.required(owner, name);
  const place = { owner, repo: name };
  const head = change.kind === 'fork' ? `${outsider}:${branchOf(change)}` : branchOf(change);
  const opened = await octokit.request('POST /repos/{owner}/{repo}/pulls', {
    ...{ ...place, title: change.kind, head, base: 'main' },
  });
  const { number } = opened.data as { readonly number: number };
  const sha = here.world.git(name, 'rev-parse', refOf(change));
  report(name, sha, change.kind === 'queue' ? asked(scene) : jobsOf(change, scene));
  const issue = repo.issues.find((one): one is Pull => one.number === number);
  if (issue === undefined) throw new Error('the pull request that was opened is not there');
  for (const author of ['ann', 'bob'])
    issue.pull.reviews.push({
      ...{ id: github.world.nextId(), author, state: 'APPROVED', commitId: sha },
      submittedAt: '2026-01-01T00:00:00Z',
    });
  if (scene.rules.some(({ type }) => type === 'merge_queue'))
    return isMergedByQueue(name, change, scene, issue);
  for (const merge_method of ['squash', 'merge'] as const) {
    const answer = await octokit
      .request('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', {
        ...{ ...place, pull_number: number, merge_method },
      })
      .catch((error: unknown) => error as { readonly status: number });
    if (answer.status === 200) return true;
    expect(answer.status).toBe(405);
  }
  return false;
}

/** Whether the queue takes the pull request in; of the change that stands for an entry, whether it is then merged. */
async function isMergedByQueue(
  name: string,
  change: Change,
  scene: Scene,
  issue: Pull,
): Promise<boolean> {
  const { github, owner, token } = here.world;
  const repo = github.world.required(owner, name);
  const actor = github.world.tokens.get(token);
  if (actor === undefined) throw new Error('the sandbox has no such token');
  const call = { world: github.world, repo, git: github.world.git(repo), actor };
  try {
    const entry = await enqueue(call, issue);
    if (change.kind !== 'queue') return true;
    report(name, entry.headSha, jobsOf(change, scene));
    await settle(call, issue, entry);
    return true;
  } catch (error) {
    if (!(error instanceof RuleViolation)) throw error;
    return false;
  }
}

test('the table says of every change what GitHub then does with its pull request', async () => {
  const seen = { mergeable: 0, refused: 0, unknown: 0 };
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      const name = await build(scene);
      const baseUrl = `${here.world.githubUrl}/`;
      const connection = readConnection({
        owner: here.world.owner,
        baseUrl,
        token: here.world.token,
      });
      const repository = new Repository(new GitHubClient(connection, { secondMs: 1 }), name);
      const rules = await repository.rulesOn('main');
      const proof = proveMerges(
        await repository.mergeScene({
          branch: 'main',
          rules,
          foreign: rules,
          workflows: new Map([['.github/workflows/ci.yml', delivered]]),
          gone: new Set(),
          own,
        }),
      );
      for (const change of changesTo('main', own)) {
        const found = proof.verdicts.find((one) => one.change === change.kind);
        if (found === undefined) continue;
        seen[found.verdict] += 1;
        // People can write what a rule on messages asks for; these did not read it.
        const asksPeople = found.hindrances.some(
          (one) => one.kind === 'needs' && one.rule === 'commit_message_pattern',
        );
        if (found.verdict === 'unknown' || (asksPeople && found.verdict === 'mergeable')) continue;
        const merged = await isMerged(name, change, scene);
        const verdict = merged ? 'mergeable' : 'refused';
        expect([change.kind, verdict, mergeTable(proof)]).toEqual([
          change.kind,
          found.verdict,
          mergeTable(proof),
        ]);
      }
    }),
    { seed, numRuns: times(12, 250), endOnFailure: true },
  );
  expect(seen.mergeable).toBeGreaterThan(0);
  expect(seen.refused).toBeGreaterThan(0);
}, 240_000);
