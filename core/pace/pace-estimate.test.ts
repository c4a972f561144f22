import { type Left, paceText, secondsOf } from './pace-estimate';
import { type Counts, type PlannedStep, requestsOf } from './request-costs';
import { gatehouseTypes, githubTypes } from '../kernel/resource-types';

const counts = (more: Partial<Counts>): Counts => ({
  ...{ read: 0, query: 0, content: 0, write: 0 },
  ...more,
});
const noon = Date.UTC(2027, 0, 15, 12) / 1_000;
const left = (remaining: number): Left => {
  const one = { limit: 5_000, remaining, reset: noon + 600 };
  return { at: noon, rest: one, graphql: one };
};

test.each<[string, Partial<Counts>, Left | undefined, number]>([
  ['nothing', {}, undefined, 0],
  ['one write', { write: 1 }, undefined, 1],
  ['61 writes, a second apart', { write: 61 }, undefined, 60],
  ['500 commits, an hour’s worth', { content: 500 }, undefined, 499],
  ['501 commits, one in the next hour', { content: 501 }, undefined, 3_600],
  ['1,200 commits, in three hours', { content: 1_200 }, undefined, 2 * 3_600 + 199],
  ['1,800 reads at 900 points a minute', { read: 1_800 }, undefined, 120],
  ['4,000 queries at 2,000 points a minute', { query: 4_000 }, undefined, 120],
  ['more reads than an hour has', { read: 5_001 }, undefined, 3_600],
  ['more reads than are left', { read: 101 }, left(100), 600],
  ['more than are left and an hour has', { read: 5_101 }, left(100), 600 + 3_600],
])('%s', (_name, more, allowance, expected) => {
  expect(secondsOf(counts(more), allowance)).toBe(expected);
});

test('the text names the kinds, the time and what is left', () => {
  expect(paceText(counts({}))).toBe('');
  expect(paceText(counts({ read: 2_000, content: 1_000 }))).toBe(
    'Requests to GitHub: about 3,000 (2,000 reads, 1,000 content writes); 69 min at its rate limits.',
  );
  expect(paceText(counts({ read: 10 }), left(100))).toMatch(
    /; 1 s at .*\nLeft until 12:10 UTC: 100 of 5,000 REST requests, 100 of 5,000 points of GraphQL\.$/,
  );
  expect(paceText(counts({ read: 101 }), left(100))).toContain(
    'They do not suffice: the update waits',
  );
});

test.each([0, -1, 1e15, noon - 1, noon + 3_601])(
  'an end of the hour at %d seconds is no time that is named',
  (reset) => {
    const one = { limit: 5_000, remaining: 10, reset };
    const text = paceText(counts({ read: 20 }), { at: noon, rest: one, graphql: one });
    expect(text).toContain('\nLeft: 10 of 5,000 REST requests');
    expect(text).toMatch(/; (?:2 s|60 min) at its rate limits/);
  },
);

test.each<[string, PlannedStep[], Partial<Counts>]>([
  ['a secret', [{ type: githubTypes.ActionsSecret, operation: 'create' }], { read: 2, write: 1 }],
  [
    'another type',
    [{ type: githubTypes.RepositoryRuleset, operation: 'update' }],
    { read: 1, write: 1 },
  ],
  [
    'a replacement',
    [{ type: githubTypes.IssueLabel, operation: 'replace' }],
    { read: 2, content: 2 },
  ],
  ['what stays', [{ type: githubTypes.IssueLabel, operation: 'same' }], {}],
  [
    'what waits',
    [{ type: gatehouseTypes.WorkflowCommit, operation: 'same', isPending: true }],
    { query: 1, read: 1 },
  ],
  ['another vendor', [{ type: 'aws:s3/bucket:Bucket', operation: 'create' }], {}],
])('requests of %s', (_name, steps, expected) => {
  expect(requestsOf(steps, 'engine')).toEqual(counts(expected));
});

const commit = (
  operation: PlannedStep['operation'],
  more: Partial<PlannedStep> = {},
): PlannedStep => ({
  ...{ type: gatehouseTypes.WorkflowCommit, operation, repository: 'orders', delivery: 'commit' },
  ...more,
});

test.each<[string, 'engine' | 'host', PlannedStep[], Partial<Counts>]>([
  ['the rules in its preview', 'engine', [commit('update')], { read: 2, query: 2, content: 1 }],
  ['no rules for what goes', 'engine', [commit('delete')], { query: 3, content: 2 }],
  ['its own look', 'host', [commit('update')], { read: 3, query: 2, content: 1 }],
  [
    'the mark of a new one',
    'host',
    [commit('create', { isMarked: true })],
    { read: 3, query: 4, content: 4 },
  ],
  ['both parts of another one', 'engine', [commit('replace')], { read: 2, query: 5, content: 3 }],
  [
    'each repository once',
    'host',
    [
      commit('update'),
      { type: githubTypes.RepositoryRuleset, operation: 'update', repository: 'orders' },
    ],
    { read: 4, query: 2, content: 1, write: 1 },
  ],
  ['no repository without changes', 'host', [commit('same'), commit('read')], { read: 1 }],
])('counts %s by the %s', (_name, by, steps, expected) => {
  expect(requestsOf(steps, by)).toEqual(counts(expected));
});
