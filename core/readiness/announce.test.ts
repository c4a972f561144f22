import {
  claimMessages,
  hasFallen,
  isoWeek,
  month,
  nothingToTell,
  owed,
  sightNews,
} from './announce';
import { emptyHistory, type History } from './history';

const quiet = { announced: 'nothing' } as const;
const below = { announced: 'below', digest: '2026-W48' } as const;
const recovered = { announced: 'recovered', digest: '2026-W48' } as const;

test('what is owed has no digest where none was ever due', () => {
  const failed = { tell: 'below' as const, digest: false };
  expect(owed({ announced: 'below' }, quiet, failed)).toStrictEqual({
    announced: 'nothing',
    pending: 'below',
  });
});

describe('what is announced to the channel', () => {
  test.each([
    ['the first look finds the score below', quiet, false, 'below', 'below'],
    ['the first look finds nothing wrong', quiet, true, 'nothing', undefined],
    ['it stays below', below, false, 'below', undefined],
    ['it recovers', below, true, 'recovered', 'recovered'],
    ['it stays good', recovered, true, 'recovered', undefined],
    ['it falls again', recovered, false, 'below', 'below'],
  ] as const)('%s', (_name, slack, reached, announced, tell) => {
    expect(claimMessages(slack, reached, '2026-W48')).toEqual({
      slack: { announced, digest: '2026-W48' },
      tell,
      digest: false,
    });
  });

  test.each([
    ['at the first look', quiet, false],
    ['in the same week', below, false],
    ['in another week', { ...below, digest: '2026-W47' }, true],
  ] as const)('the digest is due %s: %s', (_name, slack, digest) => {
    expect(claimMessages(slack, true, '2026-W48')).toMatchObject({
      digest,
      slack: { digest: '2026-W48' },
    });
  });

  test('a message that was owed is no longer pending once it is claimed again', () => {
    expect(claimMessages({ ...quiet, pending: 'below' }, false, '2026-W48').slack).toEqual({
      announced: 'below',
      digest: '2026-W48',
    });
  });

  test('nothing to tell is no message and no digest', () => {
    expect(nothingToTell).toEqual({ tell: undefined, digest: false });
  });
});

describe('what is remembered of messages that were not delivered', () => {
  test.each([
    [
      'a fall',
      below,
      quiet,
      { tell: 'below', digest: false },
      { announced: 'nothing', pending: 'below', digest: '2026-W48' },
    ],
    [
      'a recovery',
      recovered,
      below,
      { tell: 'recovered', digest: false },
      { announced: 'below', pending: 'recovered', digest: '2026-W48' },
    ],
    [
      'a fall, after which the recovery was announced',
      recovered,
      quiet,
      { tell: 'below', digest: false },
      recovered,
    ],
    ['a digest', { ...below, digest: '2026-W49' }, below, { tell: undefined, digest: true }, below],
    [
      'the first digest',
      { announced: 'below', digest: '2026-W49' },
      { announced: 'below' },
      { tell: undefined, digest: true },
      { announced: 'below' },
    ],
    ['none', below, quiet, { tell: undefined, digest: false }, below],
    [
      'a fall where there is no digest',
      { announced: 'below' },
      quiet,
      { tell: 'below', digest: false },
      { announced: 'nothing', pending: 'below' },
    ],
  ] as const)('%s', (_name, slack, before, failed, expected) => {
    expect(owed(slack, before, failed)).toEqual(expected);
  });

  test('a fall that is owed is announced again while it lasts, and forgotten once it is over', () => {
    const fell = claimMessages(quiet, false, '2026-W48');
    const unheard = owed(fell.slack, quiet, fell);
    expect(claimMessages(unheard, false, '2026-W48').tell).toBe('below');
    expect(claimMessages(unheard, true, '2026-W48')).toMatchObject({
      slack: { announced: 'nothing' },
      tell: undefined,
    });
  });
});

test.each([
  ['2026-11-24', '2026-W48'],
  ['2026-11-23', '2026-W48'],
  ['2026-11-22', '2026-W47'],
  ['2027-01-03', '2026-W53'],
  ['2027-01-04', '2027-W01'],
  ['2024-12-29', '2024-W52'],
  ['2024-12-30', '2025-W01'],
  ['2026-01-01', '2026-W01'],
  ['2026-03-04', '2026-W10'],
])('%s is in week %s', (day, week) => {
  expect(isoWeek(`${day}T00:00:00Z`)).toBe(week);
  expect(isoWeek(`${day}T23:59:59Z`)).toBe(week);
});

test.each([
  ['2026-01-31T23:59:59Z', '2026-01'],
  ['2026-02-01T00:00:00+01:00', '2026-01'],
])('%s is in the month %s', (at, expected) => {
  expect(month(at)).toBe(expected);
});

test.each([
  ['it is lost', undefined, true, 'unseen'],
  ['it stays lost', 'unseen', true, undefined],
  ['it is found again', 'unseen', false, 'seen'],
  ['it was never lost', undefined, false, undefined],
] as const)('news about sight: %s', (_name, known, isUnseen, news) => {
  expect(sightNews(known, isUnseen)).toBe(news);
});

describe('a fall below the threshold', () => {
  const scored = (value: number, threshold = 90): History => ({
    ...emptyHistory,
    document: { value, threshold } as NonNullable<History['document']>,
  });

  test.each([
    ['the first look finds it below', emptyHistory, scored(80), true],
    ['it falls', scored(95), scored(80), true],
    ['it falls further', scored(80), scored(70), false],
    ['it recovers', scored(80), scored(95), false],
    ['it reaches the threshold exactly', scored(95), scored(90), false],
    ['the threshold rises above it', scored(92), scored(92, 95), true],
    ['there is no score yet', emptyHistory, emptyHistory, false],
  ])('%s', (_name, before, after, expected) => {
    expect(hasFallen(before, after)).toBe(expected);
  });
});
