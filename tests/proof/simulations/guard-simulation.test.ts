import * as fc from 'fast-check';
import { GuardedRepository } from '../../support/guarded-repository';
import { scratchDirectory } from '../../support/scratch';
import { goodReports } from '../../runtime/action/action-world';
import { seed, times } from '../proof-size';
import { type Files, harmless, original, touching } from './changes-to-the-gate';

interface Attempt {
  /** Mallory is an outsider, who has a fork. */
  readonly author: 'wim' | 'olga' | 'ada' | 'mallory';
  readonly merger: 'wim' | 'olga' | 'ada';
  readonly gate: readonly number[];
  readonly others: readonly number[];
  readonly isGreen: boolean;
  readonly forges: boolean;
  readonly approver: 'none' | 'eve' | 'olga' | 'olga-before-the-last-commit';
}

const people = fc.constantFrom('wim' as const, 'olga' as const, 'ada' as const);
const attempts: fc.Arbitrary<Attempt> = fc.record({
  author: fc.oneof({ weight: 2, arbitrary: people }, fc.constant('mallory' as const)),
  merger: people,
  gate: fc.uniqueArray(fc.nat(touching.length - 1), { maxLength: 2 }),
  others: fc.uniqueArray(fc.nat(harmless.length - 1), { minLength: 1, maxLength: 2 }),
  isGreen: fc.boolean(),
  forges: fc.boolean(),
  approver: fc.constantFrom('none', 'eve', 'olga', 'olga-before-the-last-commit'),
});

const owners = ['@olga'];
const directory = scratchDirectory('guard-simulation');
let here: GuardedRepository;

beforeAll(async () => {
  here = await GuardedRepository.open(directory, original, goodReports);
  here.person('olga', 'maintain');
  here.person('wim', 'write');
  here.person('eve', 'write');
  here.person('ada', 'admin');
});
afterAll(async () => {
  const { violations } = here.world.github;
  await here.world.dispose();
  expect(violations).toEqual([]);
});

let count = 0;

/** Tries to get a change in; gives what came of it and what should have. */
async function tried(attempt: Attempt): Promise<Record<'merged' | 'reported', readonly boolean[]>> {
  count += 1;
  await here.restore(original);
  const gate = attempt.gate.map((index) => touching[index] ?? {});
  const plain = attempt.others.map((index) => harmless[index] ?? {});
  const files = Object.assign({}, ...plain, ...gate) as Files;
  const isFork = attempt.author === 'mallory';
  const proposal = { branch: `change-${count}`, files, author: attempt.author, isFork };
  const first = await here.propose(proposal);
  const isEarly = attempt.approver === 'olga-before-the-last-commit';
  const approver = isEarly ? 'olga' : attempt.approver;
  // GitHub lets nobody approve a pull request of their own.
  const approves = approver !== 'none' && approver !== attempt.author;
  if (approves && isEarly) await here.approve(first, approver);
  const pull = isEarly ? await here.pushMore(first, { 'docs/later.md': 'Later\n' }) : first;
  if (approves && !isEarly) await here.approve(pull, approver);
  // The token of a fork's run may write nothing.
  if (attempt.forges && !isFork) await here.forge(pull);
  const run = await here.runCi(
    pull.branch,
    pull.head,
    'pull_request',
    attempt.isGreen ? 'success' : 'failure',
    pull.fork,
  );
  const comment = (await here.comment(pull, run)) ?? '';
  const before = await here.merge(pull, attempt.merger);
  await here.guard(run, pull.head, owners);
  const merged = await here.merge(pull, attempt.merger);
  if (merged !== true) await here.close(pull);
  const isApproved = attempt.approver === 'olga' && attempt.author !== 'olga';
  const touches = gate.length > 0;
  return {
    merged: [before === true, merged === true, attempt.isGreen && (!touches || isApproved)],
    reported: [comment.includes('This change touches its own gate'), touches],
  };
}

test('whoever tries whatever: every change to the gate is reported, and none merges that the trusted verdict refuses', async () => {
  await fc.assert(
    fc.asyncProperty(attempts, async (attempt) => {
      const { merged, reported } = await tried(attempt);
      const [beforeTheVerdict, isMerged, mayMerge] = merged;
      expect(beforeTheVerdict).toBe(false);
      expect(isMerged).toBe(mayMerge);
      expect(reported[0]).toBe(reported[1]);
    }),
    { seed, numRuns: times(30, 300), endOnFailure: true },
  );
});

test('each single way to touch the gate is reported, and none of the harmless ones', async () => {
  const missed: (readonly string[])[] = [];
  for (const [list, isTouching] of [
    [touching, true],
    [harmless, false],
  ] as const) {
    for (const files of list) {
      count += 1;
      await here.restore(original);
      const pull = await here.propose({ branch: `single-${count}`, files, author: 'wim' });
      const run = await here.runCi(pull.branch, pull.head);
      const comment = (await here.comment(pull, run)) ?? '';
      if (comment.includes('touches its own gate') !== isTouching) missed.push(Object.keys(files));
      await here.close(pull);
    }
  }
  expect(missed).toEqual([]);
});
