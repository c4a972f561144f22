import fc from 'fast-check';
import { fleetPosture, keepPosture, postureChanges } from '../readiness/posture';
import { highest, riskWeights } from './check';
import { postureChecks } from './checks';
import { fullProtection, postureExample, sourcedExample } from './example-facts';
import { asKept, postureOf } from './posture';

test('what is unknown or not there counts neither way', () => {
  const nothing = postureOf(postureExample());
  expect(nothing.score).toBeUndefined();
  expect(nothing.gains).toEqual([]);
  expect(nothing.checks.every(({ verdict }) => verdict.state === 'unknown')).toBe(true);
  const some = postureOf(
    postureExample({
      vulnerabilities: sourcedExample(4),
      releases: sourcedExample([]),
    }),
  );
  expect(some.score).toBe(6);
});

test('scores are weighted by risk, and a gain is what the change alone adds', () => {
  const facts = postureExample({
    vulnerabilities: sourcedExample(10),
    license: sourcedExample('MIT'),
    webhooks: sourcedExample([false, true]),
  });
  const { score, gains } = postureOf(facts);
  const total = riskWeights.high + riskWeights.low + riskWeights.critical;
  expect(score).toBe(Math.round(((2.5 * 10 + 10 * 5) / total) * 10) / 10);
  expect(gains).toMatchObject([
    { id: 'vulnerabilities', check: 'Vulnerabilities', gain: 75 / total },
    { id: 'webhook-secrets', check: 'Webhooks', gain: 50 / total },
  ]);
  const fixed = postureOf({ ...facts, vulnerabilities: sourcedExample(0) });
  expect(fixed.score).toBeCloseTo((score ?? 0) + 75 / total, 0);
});

test('every check has a name of its own, and Scorecard’s come first', () => {
  const names = postureChecks.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const flags = postureChecks.map(({ ofScorecard }) => ofScorecard);
  expect(flags).toEqual([...flags].sort((a, b) => Number(b) - Number(a)));
});

test('a score is from 0 to 10, and no remedy lowers one', () => {
  fc.assert(
    fc.property(
      fc.record({
        ...Object.fromEntries(Object.keys(fullProtection).map((key) => [key, fc.boolean()])),
        approvals: fc.nat(6),
        bindsEveryone: fc.option(fc.boolean(), { nil: undefined }),
      }),
      fc.nat(30),
      (protection, vulnerabilities) => {
        const { score, checks } = postureOf(
          postureExample({
            protection: sourcedExample({ ...fullProtection, ...protection }),
            vulnerabilities: sourcedExample(vulnerabilities),
          }),
        );
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(highest);
        for (const { verdict } of checks) {
          if (verdict.state !== 'scored') continue;
          for (const remedy of verdict.remedies) {
            expect(remedy.score).toBeGreaterThan(verdict.score);
            expect(remedy.score).toBeLessThanOrEqual(highest);
          }
        }
      },
    ),
  );
});

describe('a fleet', () => {
  const posture = (repository: string, vulnerabilities: number, license?: string) =>
    postureOf(
      postureExample({
        repository,
        vulnerabilities: sourcedExample(vulnerabilities),
        license: sourcedExample(license),
        paths: sourcedExample([]),
      }),
    );

  test('has the mean score, and the changes that add most to it', () => {
    const members = [
      posture('acme/a', 10, 'MIT'),
      posture('acme/b', 5, 'MIT'),
      posture('acme/c', 0),
    ];
    const { score, gains } = fleetPosture([...members, postureOf(postureExample())]);
    const scores = members.map((one) => one.score ?? 0);
    expect(score).toBe(Math.round((scores.reduce((a, b) => a + b, 0) / 3) * 10) / 10);
    const found = gains.find(({ id }) => id === 'vulnerabilities');
    expect(found?.repositories).toEqual(['acme/a', 'acme/b']);
    const each = members.map(
      (one) => one.gains.find(({ id }) => id === 'vulnerabilities')?.gain ?? 0,
    );
    expect(found?.gain).toBeCloseTo(each.reduce((a, b) => a + b, 0) / 3);
    expect(gains.map(({ gain }) => gain)).toEqual(
      [...gains.map(({ gain }) => gain)].sort((a, b) => b - a),
    );
  });

  test('without a score has none', () => {
    expect(fleetPosture([])).toEqual({ score: undefined, gains: [] });
  });
});

describe('what is remembered', () => {
  const kept = (vulnerabilities: number, at: string) =>
    asKept(postureOf(postureExample({ vulnerabilities: sourcedExample(vulnerabilities) })), at);

  test('has the scores of 90 days, and names what is not known', () => {
    const first = keepPosture(kept(5, '2026-05-01T00:00:00Z'), undefined);
    const second = keepPosture(kept(3, '2026-10-01T00:00:00Z'), first);
    const third = keepPosture(kept(0, '2026-11-01T00:00:00Z'), second);
    expect(third.points.map(({ score }) => score)).toEqual([7, 10]);
    expect(third.checks).toEqual({ Vulnerabilities: 10 });
    expect(third.unknown).toHaveLength(postureChecks.length - 1);
    const open = keepPosture(asKept(postureOf(postureExample()), '2026-11-02T00:00:00Z'), third);
    expect(open.points).toEqual(third.points);
    expect(open).not.toHaveProperty('score');
  });

  test('changes are of checks that both looks could judge, the worst first', () => {
    const before = { checks: { A: 5, B: 5, C: 5, D: 5 } };
    const after = { checks: { A: 6, B: 1, C: 5, E: 0 } };
    expect(postureChanges(before, after)).toEqual([
      { check: 'B', from: 5, to: 1 },
      { check: 'A', from: 5, to: 6 },
    ]);
  });
});
