import * as fc from 'fast-check';
import { type AttemptEnd, CircuitBreaker } from './circuit-breaker';

const times = (count: number, end: AttemptEnd): readonly AttemptEnd[] =>
  Array.from({ length: count }, () => end);

test.each<[string, readonly AttemptEnd[], boolean]>([
  ['one attempt that hangs', ['silent'], true],
  ['two that hang', ['silent', 'silent'], false],
  ['two that hang, with an answer between them', ['silent', 'answered', 'silent'], true],
  ['four lost connections', times(4, 'unreachable'), true],
  ['five lost connections', times(5, 'unreachable'), false],
  ['nine answers of 500', times(9, 'failing'), true],
  ['ten answers of 500', times(10, 'failing'), false],
  ['one that hangs and three lost connections', ['silent', ...times(3, 'unreachable')], false],
])('after %s a request goes out: %#', (_name, ends, expected) => {
  const breaker = new CircuitBreaker();
  for (const end of ends) breaker.report(end, 0);
  expect(breaker.admits(1)).toBe(expected);
});

function opened(): CircuitBreaker {
  const breaker = new CircuitBreaker();
  for (const end of times(2, 'silent')) breaker.report(end, 1_000);
  return breaker;
}

describe('an open breaker', () => {
  test('says when the next request goes out', () => {
    expect(opened().remainingMs(11_000)).toBe(20_000);
    expect(new CircuitBreaker().remainingMs(11_000)).toBe(0);
  });

  test('lets one request through after half a minute, and all after its answer', () => {
    const breaker = opened();
    expect(breaker.admits(30_999)).toBe(false);
    expect([1, 2, 3].map(() => breaker.admits(31_000))).toEqual([true, false, false]);
    breaker.report('answered', 31_500);
    expect([1, 2].map(() => breaker.admits(31_500))).toEqual([true, true]);
  });

  test.each<AttemptEnd>(['silent', 'unreachable', 'failing'])(
    'stays open for half a minute more after a probe that is %s',
    (end) => {
      const breaker = opened();
      breaker.admits(31_000);
      breaker.report(end, 40_000);
      expect(breaker.admits(69_999)).toBe(false);
      expect(breaker.admits(70_000)).toBe(true);
    },
  );

  test('is not prolonged by attempts that had begun before', () => {
    const breaker = opened();
    for (const at of [5_000, 12_000]) breaker.report('silent', at);
    expect(breaker.admits(31_000)).toBe(true);
  });

  test('is closed by an answer to an attempt that had begun before', () => {
    const breaker = opened();
    breaker.report('answered', 2_000);
    expect(breaker.admits(2_000)).toBe(true);
  });

  test('probes again where nothing was ever heard of the probe', () => {
    const breaker = opened();
    expect(breaker.admits(31_000)).toBe(true);
    expect(breaker.admits(60_999)).toBe(false);
    expect(breaker.admits(61_000)).toBe(true);
  });
});

test('a server that never answers gets one request in half a minute after the first ones', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 300 }),
      (gaps) => {
        const breaker = new CircuitBreaker();
        let [now, sent] = [0, 0];
        for (const gap of gaps) {
          now += gap;
          if (!breaker.admits(now)) continue;
          sent += 1;
          breaker.report('silent', now);
        }
        expect(sent).toBeLessThanOrEqual(2 + now / 30_000);
      },
    ),
  );
});
