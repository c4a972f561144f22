import { observe } from './test-observation';

describe('an observation', () => {
  const run = { run: 1, attempt: 2, commit: 'c', at: '2026-01-01T00:00:00Z' };
  const failures = (count: number, length = 1) => ({
    cases: Array.from({ length: count }, (_, index) => ({
      id: `${String(index)}${'x'.repeat(length)}`,
      outcome: 'failed' as const,
      reruns: 0,
      seconds: 1,
    })),
  });

  test('lists the tests by their name, with what the report says of them', () => {
    const cases = ['b', 'a'].flatMap((id) => [
      { id: `${id}-rerun`, outcome: 'passed' as const, reruns: 1, seconds: 1.236 },
      { id: `${id}-steady`, outcome: 'passed' as const, reruns: 0, seconds: 1 },
      {
        id: `${id}-failed`,
        outcome: 'failed' as const,
        reruns: 1,
        seconds: 2,
        cause: 'time' as const,
      },
      { id: `${id}-skipped`, outcome: 'skipped' as const, reruns: 1, seconds: 1 },
    ]);
    expect(observe(run, { cases })).toEqual({
      ...run,
      tests: 8,
      rerun: ['a-rerun', 'b-rerun'],
      failed: ['a-failed', 'b-failed'],
      details: {
        'a-rerun': { seconds: 1.24 },
        'b-rerun': { seconds: 1.24 },
        'a-failed': { seconds: 2, cause: 'time' },
        'b-failed': { seconds: 2, cause: 'time' },
      },
    });
  });

  test('of a quiet run is small, and has its environment', () => {
    const cases = [{ id: 'a', outcome: 'passed' as const, reruns: 0, seconds: 1 }];
    expect(observe({ ...run, environment: '3.10' }, { cases })).toEqual({
      ...run,
      ...{ environment: '3.10', tests: 1, rerun: [], failed: [] },
    });
  });

  test.each([
    [1e999, 0],
    [-3, 0],
    [0.004, 0],
  ])('takes a duration of %d for %d seconds', (seconds, expected) => {
    const cases = [{ id: 'a', outcome: 'failed' as const, reruns: 0, seconds }];
    expect(observe(run, { cases })?.details).toEqual({ a: { seconds: expected } });
  });

  test('is not made of a run in which more than 100 tests failed: that says nothing about one', () => {
    expect(observe(run, failures(100))?.failed).toHaveLength(100);
    expect(observe(run, failures(101))).toBeUndefined();
  });

  test('cuts the names of tests after 500 characters', () => {
    expect(observe(run, failures(1, 600))?.failed).toEqual([`0${'x'.repeat(499)}`]);
  });
});
