import * as fc from 'fast-check';
import { arbitraryPolicy } from './arbitrary-facts';
import {
  bandNames,
  bandOf,
  checkPolicy,
  defaultPolicy,
  docstringShare,
  documentShares,
  qualityShares,
  securityDeductions,
  securityShares,
  type ScorePolicy,
} from './policy';

test('the documented rules', () => {
  expect(defaultPolicy).toEqual({
    weights: { ci: 40, coverage: 30, security: 20, quality: 10 },
    bands: { excellent: 95, good: 90, fair: 80 },
    window: 10,
    qualityJobs: ['Lint & Format', 'Test Suite', 'Security Scan'],
  });
  expect(checkPolicy(defaultPolicy)).toEqual([]);
  expect(bandNames).toEqual(['excellent', 'good', 'fair', 'poor']);
  expect(securityDeductions).toEqual({
    high: 30,
    medium: 8,
    low: 1,
    vulnerablePackage: 20,
    mediumPackage: 8,
    lowPackage: 2,
    conflict: 5,
  });
});

test.each([
  ['security', Object.values(securityShares), 100],
  ['quality', Object.values(qualityShares), 100],
  ['documentation', [...Object.values(documentShares), docstringShare], 1],
])('the shares of %s add up', (_name, shares, whole) => {
  expect(shares.reduce<number>((sum, share) => sum + share, 0)).toBeCloseTo(whole, 9);
});

test.each<[number, string]>([
  [100, 'excellent'],
  [95, 'excellent'],
  [94.9, 'good'],
  [90, 'good'],
  [89.9, 'fair'],
  [80, 'fair'],
  [79.9, 'poor'],
  [0, 'poor'],
])('%d % is %s', (value, band) => {
  expect(bandOf(value, defaultPolicy.bands)).toBe(band);
});

describe('a policy', () => {
  const codes = (change: Partial<ScorePolicy>) =>
    checkPolicy({ ...defaultPolicy, ...change }).map(({ code, path }) => `${code} ${path}`);

  test('whose weights do not add up to 100 is refused with the sum', () => {
    const weights = { ci: 40, coverage: 30, security: 20, quality: 20 };
    expect(checkPolicy({ ...defaultPolicy, weights })).toEqual([
      {
        code: 'weights-sum',
        path: 'weights',
        message: 'the weights must add up to 100',
        found: 'ci 40 + coverage 30 + security 20 + quality 20 = 110',
        allowed: 'a sum of 100',
        remedy: 'change one weight by the difference',
      },
    ]);
    expect(codes({ weights: { ci: 40, coverage: 30, security: 20, quality: 9 } })).toEqual([
      'weights-sum weights',
    ]);
  });

  test.each([
    [-0.1, false],
    [0, true],
    [100, true],
    [100.1, false],
    [NaN, false],
    [Infinity, false],
  ])('of a weight of %d: %s', (ci, isAccepted) => {
    const weights = { ci, coverage: 100 - ci, security: 0, quality: 0 };
    expect(codes({ weights }).includes('weight-out-of-range weights.ci')).toBe(!isAccepted);
    if (isAccepted) expect(codes({ weights })).toEqual([]);
  });

  test('says what a weight may be', () => {
    const weights = { ci: 101, coverage: 0, security: 0, quality: 0 };
    expect(checkPolicy({ ...defaultPolicy, weights })).toEqual([
      {
        code: 'weight-out-of-range',
        path: 'weights.ci',
        message: 'a weight must be a number of points',
        found: '101',
        allowed: '0 to 100',
      },
    ]);
  });

  test.each([
    [100, 90, 80, true],
    [100.1, 90, 80, false],
    [90, 90, 80, false],
    [95, 80, 80, false],
    [95, 90, 0.1, true],
    [95, 90, 0, false],
    [95, 90, -1, false],
    [80, 90, 95, false],
    [95, 80, 90, false],
    [NaN, 90, 80, false],
    [95, NaN, 80, false],
    [95, 90, NaN, false],
  ])('of the bands %d, %d, %d: %s', (excellent, good, fair, isAccepted) => {
    const bands = { excellent, good, fair };
    const problem = {
      code: 'bands-order',
      path: 'bands',
      message: 'the limits of the bands must fall from excellent to fair',
      found: `excellent ${excellent}, good ${good}, fair ${fair}`,
      allowed: '100 ≥ excellent > good > fair > 0',
    };
    expect(checkPolicy({ ...defaultPolicy, bands })).toEqual(isAccepted ? [] : [problem]);
  });

  test.each([
    [0, false],
    [1, true],
    [1.5, false],
    [100, true],
    [101, false],
    [NaN, false],
  ])('of a window of %d runs: %s', (window, isAccepted) => {
    const problem = {
      code: 'window-out-of-range',
      path: 'window',
      message: 'the CI pass rate must look back on a whole number of runs',
      found: String(window),
      allowed: '1 to 100',
    };
    expect(checkPolicy({ ...defaultPolicy, window })).toEqual(isAccepted ? [] : [problem]);
  });

  test('without a job that decides is refused with an example', () => {
    expect(checkPolicy({ ...defaultPolicy, qualityJobs: [] })).toEqual([
      {
        code: 'no-quality-jobs',
        path: 'quality-jobs',
        message: 'at least one job must decide whether a run is good',
        found: 'none',
        remedy: 'name the jobs, such as {"test":"Test Suite"}',
      },
    ]);
    expect(codes({ qualityJobs: ['Test Suite'] })).toEqual([]);
  });

  test('has all its problems reported at once', () => {
    expect(
      codes({
        weights: { ci: -1, coverage: NaN, security: 1, quality: 100 },
        bands: { excellent: 80, good: 90, fair: 95 },
        window: 0,
        qualityJobs: [],
      }),
    ).toEqual([
      'weight-out-of-range weights.ci',
      'weight-out-of-range weights.coverage',
      'bands-order bands',
      'window-out-of-range window',
      'no-quality-jobs quality-jobs',
    ]);
  });

  test('of weights that add up to 100 is accepted, fractions too', () => {
    const weights = { ci: 33.3, coverage: 33.3, security: 33.3, quality: 0.1 };
    expect(codes({ weights })).toEqual([]);
    fc.assert(
      fc.property(arbitraryPolicy, (policy) => {
        expect(checkPolicy(policy)).toEqual([]);
      }),
    );
  });
});
