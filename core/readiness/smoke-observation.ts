import * as z from 'zod/mini';
import { parseJson } from './parse/parsed';
import { hundredths, longestTestId, mostNamed, type TestObservation } from './test-observation';

/** File of a smoke test's report in its artifact. */
export const smokeReportFile = 'smoke.json';

/** Bounds of a report, which keeps all attempts of all checks. */
export const maximumSmokeReportBytes = 4 * 1024 * 1024;

/** What is read of the report that the smoke command writes, see core/smoke/report.ts. */
const reportSchema = z.object({
  version: z.literal(1),
  environment: z.string().check(z.minLength(1), z.maxLength(255)),
  attempt: z._default(z.int().check(z.minimum(1)), 1),
  checks: z.array(
    z.object({
      name: z.string(),
      passed: z.boolean(),
      attempts: z.array(z.object({ latencyMs: z.number().check(z.minimum(0)) })),
    }),
  ),
});

/**
 * A run of the smoke test as an observation of its checks, each by its name and environment: one that passed after a retry
 * flaked. Undefined for a text that is no report, and where too many checks are to be named.
 */
export function observeSmoke(
  run: Pick<TestObservation, 'run' | 'commit' | 'at'>,
  report: string,
): TestObservation | undefined {
  const parsed = parseJson(report, smokeReportFile, reportSchema);
  if (!parsed.ok) return undefined;
  const { environment, attempt, checks } = parsed.value;
  const seen = checks.map(({ name, passed, attempts }) => ({
    id: `${name} (${environment})`.slice(0, longestTestId),
    passed,
    isRetried: attempts.length > 1,
    seconds: hundredths(attempts.reduce((sum, { latencyMs }) => sum + latencyMs / 1000, 0)),
  }));
  const rerun = seen.filter(({ passed, isRetried }) => passed && isRetried);
  const failed = seen.filter(({ passed }) => !passed);
  const named = [...rerun, ...failed];
  if (named.length > mostNamed) return undefined;
  return {
    ...run,
    kind: 'end-to-end',
    attempt,
    environment,
    tests: seen.length,
    rerun: rerun.map(({ id }) => id).sort(),
    failed: failed.map(({ id }) => id).sort(),
    ...(named.length === 0
      ? {}
      : { details: Object.fromEntries(named.map(({ id, seconds }) => [id, { seconds }])) }),
  };
}
