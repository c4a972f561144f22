import * as fc from 'fast-check';
import { GuardedRepository } from '../../support/guarded-repository';
import { scratchDirectory } from '../../support/scratch';
import { codeOwnersBlock } from '../../../core/guard/code-owners';
import { restrictedPaths } from '../../../core/guard/restricted-paths';
import { jobTitles } from '../../../core/pipeline/job-titles';
import { goodReports } from '../../runtime/action/action-world';
import { seed, times } from '../proof-size';
import { type Files, harmless, original, touching } from './changes-to-the-gate';

/*
 * The levels beside `guarded`: whoever tries whatever, what a level says it stops does not get in, and what it does not stop is
 * reported.
 */

const actionsApp = 15368;
const people = ['wim', 'olga', 'eve', 'ada'] as const;
const person = fc.constantFrom(...people);
const changes = fc
  .record({
    gate: fc.uniqueArray(fc.nat(touching.length - 1), { maxLength: 2 }),
    others: fc.uniqueArray(fc.nat(harmless.length - 1), { minLength: 1, maxLength: 2 }),
  })
  .map(({ gate, others }) => ({
    touches: gate.length > 0,
    files: Object.assign(
      {},
      ...others.map((index) => harmless[index]),
      ...gate.map((index) => touching[index]),
    ) as Files,
  }));

let count = 0;
const opened: GuardedRepository[] = [];
const directories = {
  owned: scratchDirectory('owned'),
  restricted: scratchDirectory('restricted'),
  required: scratchDirectory('required'),
};

async function repository(
  level: keyof typeof directories,
  files = original,
): Promise<GuardedRepository> {
  const here = await GuardedRepository.open(directories[level], files, goodReports, 'other');
  opened.push(here);
  here.person('olga', 'maintain');
  here.person('wim', 'write');
  here.person('eve', 'write');
  here.person('ada', 'admin');
  return here;
}

afterAll(async () => {
  for (const { world } of opened) {
    const { violations } = world.github;
    await world.dispose();
    expect(violations).toEqual([]);
  }
});

const protect = (here: GuardedRepository, ruleset: object) =>
  here.world.octokit.request('POST /repos/{owner}/{repo}/rulesets', {
    ...{ owner: here.world.owner, repo: 'orders', name: 'level', enforcement: 'active' },
    ...ruleset,
  } as never);

const settings = new Set(['pyproject.toml', 'setup.cfg', '.coveragerc', 'ruff.toml']);
/** Written by hand from the documentation, so that it is no copy of what is tested. */
const isOwned = (path: string): boolean =>
  path.startsWith('.github/') ||
  ['CODEOWNERS', 'docs/CODEOWNERS'].includes(path) ||
  settings.has(path.split('/').at(-1) ?? '');
const isRestricted = (path: string): boolean =>
  /^\.github\/(?:workflows|actions|gatehouse\/action)\//.test(path) ||
  /^\.github\/dependabot\.ya?ml$/.test(path) ||
  /^(?:\.github\/|docs\/)?CODEOWNERS$/.test(path);

test('owned: no change of an owned file merges without an owner, and every change to the gate is reported', async () => {
  const files = { ...original, '.github/CODEOWNERS': `${codeOwnersBlock(['@olga'])}\n` };
  const here = await repository('owned', files);
  await protect(here, {
    target: 'branch',
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    rules: [
      {
        type: 'pull_request',
        parameters: {
          ...{ required_approving_review_count: 0, require_code_owner_review: true },
          ...{ dismiss_stale_reviews_on_push: false, require_last_push_approval: false },
          required_review_thread_resolution: false,
        },
      },
      {
        type: 'required_status_checks',
        parameters: {
          strict_required_status_checks_policy: false,
          required_status_checks: [{ context: jobTitles.ciSuccess, integration_id: actionsApp }],
        },
      },
    ],
  });
  const seen = { merged: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        change: changes,
        author: fc.oneof({ weight: 3, arbitrary: person }, fc.constant('mallory' as const)),
        merger: fc.constantFrom('wim' as const, 'olga' as const, 'ada' as const),
        approver: fc.constantFrom('none', 'eve', 'olga'),
        isGreen: fc.boolean(),
        forges: fc.boolean(),
      }),
      async ({ change, author, merger, approver, isGreen, forges }) => {
        count += 1;
        await here.restore(files);
        const isFork = author === 'mallory';
        const branch = `owned-${count}`;
        const pull = await here.propose({ branch, files: change.files, author, isFork });
        // GitHub lets nobody approve a pull request of their own.
        const approves = approver !== 'none' && approver !== author;
        if (approves) await here.approve(pull, approver);
        const conclusion = isGreen ? 'success' : 'failure';
        const run = await here.runCi(branch, pull.head, 'pull_request', conclusion, pull.fork);
        if (forges && !isFork) await here.forge(pull);
        const comment = (await here.comment(pull, run)) ?? '';
        const merged = (await here.merge(pull, merger)) === true;
        if (!merged) await here.close(pull);
        const owned = Object.keys(change.files).some(isOwned);
        const passes = isGreen || (forges && !isFork);
        seen[merged ? 'merged' : 'refused'] += 1;
        expect(merged).toBe(passes && (!owned || (approver === 'olga' && approves)));
        expect(comment.includes('This change touches its own gate')).toBe(change.touches);
      },
    ),
    { seed, numRuns: times(30, 300), endOnFailure: true },
  );
  expect(Math.min(seen.merged, seen.refused)).toBeGreaterThan(0);
});

/** A commit on a new branch by the API, as whoever has the token; the reason where GitHub refuses it. */
async function pushed(
  here: GuardedRepository,
  token: string,
  files: Files,
): Promise<true | string> {
  const { owner } = here.world;
  const place = { owner, repo: 'orders' };
  const client = here.world.as(token);
  const base = here.headOf('main');
  count += 1;
  try {
    const tree = await client.request('POST /repos/{owner}/{repo}/git/trees', {
      ...place,
      base_tree: base,
      tree: Object.entries(files).map(([path, content]) => ({
        ...{ path, mode: '100644' as const, type: 'blob' as const },
        ...(content === null ? { sha: null } : { content }),
      })),
    });
    const commit = await client.request('POST /repos/{owner}/{repo}/git/commits', {
      ...{ ...place, message: 'Change', tree: tree.data.sha, parents: [base] },
    });
    await client.request('POST /repos/{owner}/{repo}/git/refs', {
      ...{ ...place, ref: `refs/heads/push-${count}`, sha: commit.data.sha },
    });
    return true;
  } catch (error) {
    return (error as Error).message;
  }
}

test('restricted pushes: whoever pushes, a restricted file gets in by the App alone', async () => {
  const here = await repository('restricted');
  const { appId, token } = here.world;
  await protect(here, {
    target: 'push',
    bypass_actors: [{ actor_id: appId, actor_type: 'Integration', bypass_mode: 'always' }],
    rules: [
      { type: 'file_path_restriction', parameters: { restricted_file_paths: restrictedPaths } },
    ],
  });
  const seen = { pushed: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(
      changes,
      fc.oneof(person, fc.constant('app' as const)),
      async ({ files }, who) => {
        const there = Object.fromEntries(
          Object.entries(files).filter(
            ([path, text]) => text !== null || Object.hasOwn(original, path),
          ),
        );
        const answer = await pushed(here, who === 'app' ? token : `ghp_${who}`, there);
        const isRefused = who !== 'app' && Object.keys(there).some(isRestricted);
        seen[answer === true ? 'pushed' : 'refused'] += 1;
        expect(answer).toEqual(isRefused ? expect.stringContaining('Files are restricted') : true);
      },
    ),
    { seed, numRuns: times(30, 300), endOnFailure: true },
  );
  expect(Math.min(seen.pushed, seen.refused)).toBeGreaterThan(0);
});

test('a required workflow: nothing merges without its success, whatever the change and its own workflows report', async () => {
  const here = await repository('required');
  const { world } = here;
  await world.make('platform', { '.github/workflows/gate.yml': 'on: pull_request\n' });
  const path = '.github/workflows/gate.yml';
  const { id } = world.github.world.required(world.owner, 'platform');
  await world.octokit.request('POST /orgs/{org}/rulesets', {
    ...{ org: world.owner, name: 'required', target: 'branch', enforcement: 'active' },
    bypass_actors: [],
    conditions: {
      ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] },
      repository_name: { include: ['orders'], exclude: [], protected: true },
    },
    rules: [
      { type: 'workflows', parameters: { workflows: [{ repository_id: id, path, ref: 'main' }] } },
    ],
  } as never);
  const seen = { merged: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(
      changes,
      person,
      fc.constantFrom('wim' as const, 'ada' as const),
      fc.constantFrom('success', 'failure', 'none', 'of another commit'),
      fc.boolean(),
      async ({ files }, author, merger, trusted, forges) => {
        count += 1;
        await here.restore(original);
        const branch = `required-${count}`;
        const pull = await here.propose({
          ...{ branch, author },
          // The pull request's own workflow of the same path is another one.
          files: forges ? { ...files, [path]: 'on: pull_request\n' } : files,
        });
        await here.runCi(branch, pull.head);
        const run = { repository: 'orders', event: 'pull_request', branch } as const;
        if (forges) {
          await here.forge(pull);
          await world.addRun({ ...run, workflow: 'gate.yml', headSha: pull.head });
        }
        if (trusted !== 'none')
          await world.addRun({
            ...{ ...run, workflow: `${world.owner}/platform/${path}@main` },
            conclusion: trusted === 'failure' ? 'failure' : 'success',
            headSha: trusted === 'of another commit' ? here.headOf('main') : pull.head,
          });
        const merged = await here.merge(pull, merger);
        if (merged !== true) await here.close(pull);
        seen[merged === true ? 'merged' : 'refused'] += 1;
        expect(merged).toEqual(
          trusted === 'success' ? true : expect.stringContaining('Required workflow'),
        );
      },
    ),
    { seed, numRuns: times(30, 300), endOnFailure: true },
  );
  expect(Math.min(seen.merged, seen.refused)).toBeGreaterThan(0);
});
