import { defaultPolicy, defaultThreshold } from '../policy';
import type { History } from '../history';
import type { ReadinessDocument } from './document';

/** A faultless repository. Tests deviate from it in one place each. */
export const exampleDocument: ReadinessDocument = {
  version: 1,
  value: 100,
  band: 'excellent',
  threshold: defaultThreshold,
  passed: true,
  overridden: false,
  bands: defaultPolicy.bands,
  window: defaultPolicy.window,
  passRate: {
    passed: 10,
    counted: 10,
    ignored: 0,
    basis: 'history',
    fresh: true,
    outcomes: Array.from({ length: 10 }, () => 'passed' as const),
  },
  generatedAt: '2026-02-01T09:00:00.000Z',
  repository: 'acme/orders-service',
  branch: 'main',
  commit: 'a'.repeat(40),
  lines: [
    line('pass-rate', 'ci', 40, 40, { passed: 10, counted: 10, ignored: 0 }),
    line('line-coverage', 'coverage', 30, 30, { covered: 1000, total: 1000 }),
    line('code-scan', 'security', 10, 10, { high: 0, medium: 0, low: 0 }),
    line('vulnerabilities', 'security', 8, 8, { packages: 0, skipped: 0 }),
    line('conflicts', 'security', 2, 2, { conflicts: 0 }),
    { ...line('lint', 'quality', 5, 5, { findings: 0 }), tool: 'ruff' },
    { ...line('format', 'quality', 2, 2, { files: 0 }), tool: 'black' },
    { ...line('types', 'quality', 1, 1, { errors: 0 }), tool: 'mypy' },
    line('documentation', 'quality', 2, 2, {
      ...{ readme: 1, license: 1, changelog: 1, contributing: 1, documented: 20, public: 20 },
    }),
  ],
  reasons: [
    {
      code: 'score-reaches-threshold',
      text: 'The score of 100 % reaches the threshold of 90 %.',
    },
  ],
  tests: { total: 1, passed: 1, failed: 0, skipped: 0, rerun: 0 },
  flaky: [],
  outdated: 3,
};

/** A repository below the threshold: failed runs, uncovered lines, lint findings, and no report of conflicts. */
export const troubledDocument: ReadinessDocument = {
  ...exampleDocument,
  value: 77.6,
  band: 'poor',
  passed: false,
  base: 82.1,
  passRate: {
    passed: 7,
    counted: 10,
    ignored: 2,
    basis: 'history',
    fresh: true,
    outcomes: [
      ...Array.from({ length: 7 }, () => 'passed' as const),
      ...Array.from({ length: 3 }, () => 'failed' as const),
    ],
  },
  lines: exampleDocument.lines.map((one) => {
    if (one.id === 'pass-rate')
      return { ...one, points: 28, measures: { passed: 7, counted: 10, ignored: 2 } };
    if (one.id === 'line-coverage')
      return { ...one, points: 26.625, measures: { covered: 71, total: 80 } };
    if (one.id === 'conflicts')
      return {
        ...one,
        state: 'missing',
        points: 0,
        measures: {},
        reason: 'pip-check.txt is missing',
      };
    return one.id === 'lint' ? { ...one, points: 0, measures: { findings: 5 } } : one;
  }),
  reasons: [
    {
      code: 'score-below-threshold',
      text: 'The score of 77.6 % is below the threshold of 90 %.',
    },
    {
      code: 'input-missing',
      text: 'conflicts counts 0 of 2 points: pip-check.txt is missing.',
    },
  ],
  flaky: [{ id: 'tests.test_api::test_slow', reruns: 2 }],
};

/** What the data branch of the troubled repository remembers. */
export const troubledHistory: History = {
  version: 1,
  source: { policy: 'p' },
  document: troubledDocument,
  metrics: {
    ...{ passRate: 70, firstAttemptRate: 60, buildSeconds: 312, cacheHitRate: 90 },
    ...{ securityIssues: 2, coverage: 88.7 },
  },
  points: [
    point('2025-12-20T09:00:00.000Z', 92, { passRate: 100, coverage: 91 }),
    point('2026-01-20T09:00:00.000Z', 82.1, { passRate: 80, coverage: 89 }),
    point('2026-02-01T09:00:00.000Z', 77.6, { passRate: 70, coverage: 88.7 }),
  ],
  runs: [
    run(12, 'failure', 2),
    run(11, 'success', 1),
    run(10, 'cancelled', 1),
    { ...run(9, 'success', 1), conclusion: null },
  ],
  observations: [
    observation(9, []),
    observation(10, ['tests.test_api::test_slow']),
    observation(11, []),
    observation(12, ['tests.test_api::test_slow']),
  ],
  security: {
    findings: [
      { file: 'src/orders/run.py', line: 12, rule: 'B602', message: 'subprocess with shell=True' },
    ],
    packages: [
      { name: 'requests', version: '2.0', ids: ['PYSEC-1', 'PYSEC-2'], fixedIn: ['2.1', '3.0'] },
      { name: 'flask', version: '1.0', ids: ['PYSEC-3'], fixedIn: [] },
    ],
  },
  overrides: [
    override(5, 'maya', '2025-12-31T23:00:00Z', 'before the audited months'),
    override(7, 'wren', '2026-01-15T08:00:00Z', 'hotfix'),
  ],
  slack: { announced: 'below', digest: '2026-W05' },
};

/** Observations that can be predicted: one test flaked often at first and no more, the other one only later. */
export const predictable: History['observations'] = Array.from({ length: 120 }, (_, run) => ({
  ...{ run, attempt: 1, commit: `c${run}`, tests: 9, failed: [] },
  at: new Date(Date.UTC(2026, 0, 1) + run * 3_600_000).toISOString(),
  rerun: [
    ...(run < 70 && (run * 7) % 10 < 7 ? ['early'] : []),
    ...(run >= 40 && (run * 3) % 10 < 8 ? ['late'] : []),
  ],
}));

type Line = ReadinessDocument['lines'][number];

function line(
  id: Line['id'],
  component: Line['component'],
  maximum: number,
  points: number,
  measures: Line['measures'],
): Line {
  return { id, component, state: 'measured', points, maximum, measures };
}

function point(
  at: string,
  score: number,
  metrics: History['points'][number]['metrics'],
): History['points'][number] {
  return { at, commit: 'a'.repeat(40), score, metrics };
}

function run(
  id: number,
  conclusion: History['runs'][number]['conclusion'],
  attempt: number,
): History['runs'][number] {
  const hour = String(id).padStart(2, '0');
  return {
    id,
    commit: 'b'.repeat(40),
    attempt,
    conclusion,
    startedAt: `2026-02-01T${hour}:00:00Z`,
    completedAt: `2026-02-01T${hour}:05:00Z`,
    url: `https://github.com/acme/orders-service/actions/runs/${id}`,
    jobs: [],
  };
}

function observation(id: number, rerun: string[]): History['observations'][number] {
  const hour = String(id).padStart(2, '0');
  return {
    run: id,
    attempt: 1,
    commit: `c${id}`,
    at: `2026-02-01T${hour}:05:00Z`,
    rerun,
    tests: 9,
    failed: [],
  };
}

function override(
  pullRequest: number,
  by: string,
  at: string,
  reason: string,
): History['overrides'][number] {
  return { pullRequest, by, at, reason };
}
