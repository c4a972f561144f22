import { lossOf, unseenSince, type Listed, type RepositoryFact } from './sight';

const orders: RepositoryFact = {
  fullName: 'acme/orders',
  archived: false,
  defaultBranch: 'main',
  hasBranch: true,
};
const sought = { repository: 'acme/orders', branch: 'main', workflow: 'ci.yml', scored: true };

test.each<[string, RepositoryFact | undefined, Listed, string | undefined]>([
  ['as it should be', orders, 'runs', undefined],
  ['with the name in other letters', { ...orders, fullName: 'Acme/Orders' }, 'runs', undefined],
  ['not found', undefined, 'no-workflow', 'not-found'],
  ['renamed', { ...orders, fullName: 'acme/billing' }, 'no-runs', 'renamed'],
  ['transferred', { ...orders, fullName: 'other/orders' }, 'no-runs', 'renamed'],
  ['archived', { ...orders, archived: true }, 'runs', 'archived'],
  [
    'with another default branch',
    { ...orders, defaultBranch: 'trunk', hasBranch: false },
    'runs',
    'other-branch',
  ],
  [
    'judged by a branch of its own',
    { ...orders, defaultBranch: 'trunk', hasBranch: true },
    'runs',
    undefined,
  ],
  ['without its workflow', orders, 'no-workflow', 'no-workflow'],
  ['without a run', orders, 'no-runs', 'no-runs'],
])('a repository %s', (_name, found, listed, why) => {
  expect(lossOf(found, sought, listed)?.why).toBe(why);
});

test.each<[Listed]>([['no-workflow'], ['no-runs']])(
  'what was never scored has lost nothing by %s, but by a wrong name it has',
  (listed) => {
    const fresh = { ...sought, scored: false };
    expect(lossOf(orders, fresh, listed)).toBeUndefined();
    expect(lossOf(undefined, fresh, listed)?.why).toBe('not-found');
  },
);

test('each loss says in words what to do, and with which name', () => {
  const renamed = lossOf({ ...orders, fullName: 'acme/billing' }, sought, 'no-runs');
  expect(renamed?.text).toBe('acme/orders is now acme/billing; change its name in the stack');
});

test('a loss began once, whatever its reason is by now', () => {
  const gone = unseenSince(undefined, { why: 'not-found', text: 'gone' }, '2026-11-24T09:00:00Z');
  const archived = unseenSince(gone, { why: 'archived', text: 'kept' }, '2026-11-25T09:00:00Z');
  expect(archived).toEqual({ why: 'archived', text: 'kept', since: '2026-11-24T09:00:00Z' });
});
