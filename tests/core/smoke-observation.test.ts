import { parseDefinition } from '../../core/smoke/definition';
import { smokeReport } from '../../core/smoke/report';
import { checkResult, smokeVerdict } from '../../core/smoke/verdict';
import { observeSmoke } from '../../core/readiness/smoke-observation';

const run = { run: 7, commit: 'c'.repeat(40), at: '2026-01-01T00:00:00Z' };
const place = { environment: 'staging', baseUrl: 'https://a.example' };

/** The report of checks by the status of each attempt, as the smoke command writes it. */
function report(statuses: Readonly<Record<string, readonly number[]>>, attempt?: number): string {
  const checks = Object.keys(statuses).map((name) => ({ name, kind: 'api', path: '/' }));
  const parsed = parseDefinition(JSON.stringify({ baseUrl: place.baseUrl, checks }), 'smoke.json');
  if (!parsed.ok) throw new Error('the definition is refused');
  const results = parsed.definition.checks.map((check) =>
    checkResult(
      check,
      (statuses[check.name] ?? []).map((status) => {
        return { outcome: 'answered' as const, status, latencyMs: 1250, json: {} };
      }),
    ),
  );
  const at = attempt === undefined ? place : { ...place, attempt };
  return JSON.stringify(smokeReport(smokeVerdict(results), at));
}

test('checks are tests by their name and environment: a retry that passed is a flake, and no other', () => {
  const statuses = { b: [503, 503, 200], a: [503, 200], steady: [200], z: [500, 500], down: [500] };
  expect(observeSmoke(run, report(statuses, 2))).toEqual({
    ...run,
    kind: 'end-to-end',
    attempt: 2,
    environment: 'staging',
    tests: 5,
    rerun: ['a (staging)', 'b (staging)'],
    failed: ['down (staging)', 'z (staging)'],
    details: {
      'a (staging)': { seconds: 2.5 },
      'b (staging)': { seconds: 3.75 },
      'z (staging)': { seconds: 2.5 },
      'down (staging)': { seconds: 1.25 },
    },
  });
});

test('a run without retries is one in which nothing flaked; without an attempt it is the first', () => {
  expect(observeSmoke(run, report({ a: [200] }))).toEqual({
    ...{ ...run, kind: 'end-to-end', attempt: 1, environment: 'staging' },
    ...{ tests: 1, rerun: [], failed: [] },
  });
});

const forged = (change: object): string =>
  JSON.stringify({ ...(JSON.parse(report({ a: [200] })) as object), ...change });

test.each([
  ['no JSON', '{'],
  ['another version', forged({ version: 2 })],
  ['no environment', forged({ environment: '' })],
  ['an environment longer than GitHub has one', forged({ environment: 'x'.repeat(256) })],
  ['no attempt', forged({ attempt: 0 })],
  ['no checks', forged({ checks: {} })],
  [
    'more failures than say something about a single check',
    forged({
      checks: Array.from({ length: 101 }, () => ({ name: 'a', passed: false, attempts: [] })),
    }),
  ],
])('a report with %s says nothing', (_what, text) => {
  expect(observeSmoke(run, text)).toBeUndefined();
});

test('a long name is cut', () => {
  const checks = [{ name: 'x'.repeat(600), passed: false, attempts: [] }];
  expect(observeSmoke(run, forged({ checks }))?.failed).toEqual(['x'.repeat(500)]);
});
