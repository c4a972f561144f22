import type { FreshResults, Reading, ReportFacts } from './facts';

/**
 * Results of a run that has no `needs` context, such as the preflight on a developer's machine, read off its own
 * reports: red when a report says so, skipped (not counted) when there is none. `letPass` names the gates whose findings are
 * waived or in the baseline.
 */
export function ownResults(
  reports: Pick<ReportFacts, 'lint' | 'format' | 'tests' | 'codeScan'>,
  names: { readonly lint: string; readonly test: string; readonly security: string },
  letPass: ReadonlySet<string> = new Set(),
): FreshResults {
  return {
    [names.lint]: worst([
      judge(reports.lint, (found) => found.count === 0 || letPass.has('lint')),
      judge(reports.format, (found) => found.count === 0 || letPass.has('format')),
    ]),
    [names.test]: judge(
      reports.tests,
      ({ cases }) => letPass.has('tests') || cases.every((test) => test.outcome !== 'failed'),
    ),
    // Findings lower the security score; whether they fail the job is the project's choice, so only a scan counts.
    [names.security]: judge(reports.codeScan, () => true),
  };
}

type Result = FreshResults[string];

function judge<T>(reading: Reading<T>, isGood: (value: T) => boolean): Result {
  if (reading.state === 'missing') return 'skipped';
  return isGood(reading.value) ? 'success' : 'failure';
}

function worst(results: readonly Result[]): Result {
  if (results.includes('failure')) return 'failure';
  return results.includes('skipped') ? 'skipped' : 'success';
}
