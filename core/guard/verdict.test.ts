import * as fc from 'fast-check';
import { guardFinding } from './guard-finding';
import { approvers, guardVerdict, type GuardFacts, type Review } from './verdict';

const good: GuardFacts = {
  jobs: { 'CI Success': 'success', Tests: 'success' },
  score: { passed: true, value: 95, threshold: 90 },
  gate: { changes: [], files: { all: 1, seen: 1 } },
  approvedBy: [],
};
const touched = {
  changes: [guardFinding('workflow', '.github/workflows/ci.yml')],
  files: { all: 1, seen: 1 },
};

describe('the verdict of the guard', () => {
  test.each<[string, Partial<GuardFacts>, boolean, string]>([
    ['passes what is green', {}, true, 'All checks passed'],
    ['refuses a red job', { jobs: { Tests: 'failure' } }, false, 'Tests: failure'],
    ['refuses a skipped job', { jobs: { Tests: 'skipped' } }, false, 'Tests: skipped'],
    ['refuses a run without jobs', { jobs: {} }, false, 'No job is known'],
    [
      'refuses a low score',
      { score: { passed: false, value: 40, threshold: 90 } },
      false,
      'The readiness score of 40 % is below 90 %',
    ],
    ['refuses a run that cannot be believed', { doubt: 'why' }, false, 'why'],
    [
      'refuses a change to the gate',
      { gate: touched },
      false,
      'The change touches its own gate, and no owner has approved this commit',
    ],
    [
      'passes it with an approval',
      { gate: touched, approvedBy: ['ann'] },
      true,
      'All checks passed',
    ],
    [
      'refuses what could not be looked at',
      { gate: { unknown: 'GitHub is down' } },
      false,
      'The change touches its own gate, and no owner has approved this commit',
    ],
    [
      'refuses what was looked at in part',
      { gate: { changes: [], files: { all: 3001, seen: 3000 } } },
      false,
      'The change touches its own gate, and no owner has approved this commit',
    ],
    [
      'refuses a red job whoever approves',
      { gate: touched, approvedBy: ['ann'], jobs: { Tests: 'failure' }, doubt: 'why' },
      false,
      'why, and 1 more',
    ],
  ])('%s', (_name, change, passed, title) => {
    expect(guardVerdict({ ...good, ...change })).toMatchObject({ passed, title });
  });

  test('names who approved and what was touched', () => {
    const { summary } = guardVerdict({ ...good, gate: touched, approvedBy: ['ann'] });
    expect(summary).toEqual([
      '- Change to the gate approved by `ann`',
      '',
      '**⚠️ This change touches its own gate**',
      '',
      '- workflow or local action: `.github/workflows/ci.yml`',
      '',
    ]);
  });
});

describe('who approved a commit', () => {
  const review = (by: string | undefined, state: string, commit = 'new'): Review => ({
    by,
    state,
    commit,
  });
  const of = (...reviews: readonly Review[]) => approvers(reviews, { head: 'new', author: 'Eve' });
  test.each<[string, readonly Review[], readonly string[]]>([
    ['an approval', [review('ann', 'APPROVED')], ['ann']],
    ['one of an older commit', [review('ann', 'APPROVED', 'old')], []],
    ["the author's own", [review('eve', 'APPROVED')], []],
    ['one of an account that is gone', [review(undefined, 'APPROVED')], []],
    ['one that was dismissed', [review('ann', 'DISMISSED')], []],
    [
      'one before changes were requested',
      [review('ann', 'APPROVED'), review('ann', 'CHANGES_REQUESTED')],
      [],
    ],
    ['one after that', [review('Ann', 'CHANGES_REQUESTED'), review('ann', 'APPROVED')], ['ann']],
    ['one before a comment', [review('ann', 'APPROVED'), review('ann', 'COMMENTED')], ['ann']],
    ['a comment alone', [review('ann', 'COMMENTED')], []],
  ])('%s', (_name, reviews, expected) => {
    expect(of(...reviews)).toEqual(expected);
  });

  test('is nobody whose newest decision is another, in whatever order the others decide', () => {
    const decisions = fc.constantFrom('APPROVED', 'CHANGES_REQUESTED', 'DISMISSED');
    const reviews = fc.array(
      fc.record({
        by: fc.constantFrom('ann', 'bob'),
        state: decisions,
        commit: fc.constantFrom('new', 'old'),
      }),
    );
    fc.assert(
      fc.property(reviews, (list) => {
        const last = list.filter(({ by }) => by === 'ann').at(-1);
        expect(of(...list).includes('ann')).toBe(
          last?.state === 'APPROVED' && last.commit === 'new',
        );
      }),
    );
  });
});
