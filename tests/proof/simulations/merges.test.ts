// First, since it prepares Octokit for the test runner.
import { openTestWorld, type TestWorld } from '../../sandbox/test-world';
import * as fc from 'fast-check';
import { type ChangeKind } from '../../../core/kernel/change-kinds';
import { type Change, changesTo, type OwnChange } from '../../../core/merging/change';
import { mergeTable } from '../../../core/merging/merge-table';
import { proveMerges } from '../../../core/merging/prove-merges';
import { GitHubClient } from '../../../provider/github/client';
import { readConnection } from '../../../provider/github/connection';
import { Repository } from '../../../provider/github/repository';
import { type Rule } from '../../../sandbox/github/state';
import { seed, times } from '../proof-size';

/*
 * Random rules and workflows of a repository: the table's verdict on each change is compared with what the sandbox's GitHub
 * does with a real pull request of that kind, whose checks are reported as GitHub starts workflows.
 */

let world: TestWorld;
let names = 0;

beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  expect(world.github.violations).toEqual([]);
  await world.dispose();
});

/** Triggers, and the changes for which GitHub starts a workflow that has them. */
const triggers: Readonly<Record<string, readonly ChangeKind[]>> = {
  '{ pull_request: {} }': ['documentation', 'fork', 'dependabot', 'own'],
  '{ pull_request_target: {} }': ['documentation', 'fork', 'dependabot', 'own'],
  '{ push: {} }': ['documentation', 'dependabot', 'own'],
  '{ push: { branches: [main] } }': [],
  '{ merge_group: {} }': [],
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
  names += 1;
  const name = `merging-${String(names)}`;
  const workflow = (on: string, job: string): string =>
    `on: ${on}\njobs: { ${job}: { runs-on: ubuntu-24.04 } }\n`;
  await world.make(name, {
    'README.md': 'Hello\n',
    '.github/workflows/a.yml': workflow(a, 'a'),
    '.github/workflows/b.yml': workflow(b, 'b'),
  });
  const repo = world.github.world.required(world.owner, name);
  repo.settings = methods;
  for (const change of changesTo('main', own)) await push(name, change);
  repo.rulesets.push({
    id: 7,
    name: 'theirs',
    target: 'branch',
    enforcement: 'active',
    bypass_actors: [],
    conditions: { ref_name: { include: ['refs/heads/main'], exclude: [] } },
    rules: [...rules],
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
  });
  return name;
}

/** A fork's branch is here under another name: what it is called is of no meaning to any rule. */
const branchOf = (change: Change): string => change.branch ?? 'outsider/patch';

async function push(name: string, change: Change): Promise<void> {
  if (change.kind === 'queue') return;
  const content = change.kind === 'own' ? delivered : 'changed\n';
  const files = Object.fromEntries(change.files.map((path) => [path, content]));
  world.git(name, 'branch', branchOf(change), 'main');
  await world.push(name, branchOf(change), files, change.commit?.message ?? 'A change');
}

/** Opens the pull request, reports what its workflows would, approves it, and tries every way to merge. */
async function isMerged(name: string, change: Change, scene: Scene): Promise<boolean> {
  const repo = world.github.world.required(world.owner, name);
  const place = { owner: world.owner, repo: name };
  const head = branchOf(change);
  const opened = await world.octokit.request('POST /repos/{owner}/{repo}/pulls', {
    ...place,
    title: change.kind,
    head,
    base: 'main',
  });
  const { number } = opened.data as { readonly number: number };
  const sha = world.git(name, 'rev-parse', head);
  const jobs = [
    ...(triggers[scene.a]?.includes(change.kind) === true ? ['a'] : []),
    ...(triggers[scene.b]?.includes(change.kind) === true ? ['b'] : []),
    // The delivered workflow is on the branch once it is merged, and in our own pull request.
    'ours',
  ];
  for (const job of jobs) {
    repo.checkRuns.push({
      id: world.github.world.nextId(),
      name: job,
      headSha: sha,
      appId: actions,
      status: 'completed',
      conclusion: 'success',
      startedAt: null,
      completedAt: null,
      detailsUrl: null,
      output: { title: null, summary: null, text: null },
    });
  }
  const { pull } = repo.issues.find((issue) => issue.number === number) ?? {};
  for (const author of ['ann', 'bob'])
    pull?.reviews.push({
      id: world.github.world.nextId(),
      author,
      state: 'APPROVED',
      commitId: sha,
      submittedAt: '2026-01-01T00:00:00Z',
    });
  for (const merge_method of ['squash', 'merge'] as const) {
    const answer = await world.octokit
      .request('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', {
        ...place,
        pull_number: number,
        merge_method,
      })
      .catch((error: unknown) => error as { readonly status: number });
    if (answer.status === 200) return true;
    expect(answer.status).toBe(405);
  }
  return false;
}

test('the table says of every change what GitHub then does with its pull request', async () => {
  const seen = { mergeable: 0, refused: 0, unknown: 0 };
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      const name = await build(scene);
      const baseUrl = `${world.githubUrl}/`;
      const connection = readConnection({ owner: world.owner, baseUrl, token: world.token });
      const repository = new Repository(new GitHubClient(connection, { secondMs: 1 }), name);
      const rules = await repository.rulesOn('main');
      const proof = proveMerges(
        await repository.mergeScene({
          branch: 'main',
          rules,
          foreign: rules,
          workflows: new Map([['.github/workflows/ci.yml', delivered]]),
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
