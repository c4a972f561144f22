import { expression, type Value } from '../model/expression';
import { job, jobResult, type AnyJob } from '../model/job';
import { run } from '../model/step';
import { type PipelineSettings } from '../settings';
import { scriptText } from '../steps/script';
import { shellQuote } from '../steps/shell-quote';

export const ciSuccessId = 'ci-success';

/** A job the aggregate waits for, and the events on which it has nothing to do. */
export interface Counted {
  readonly job: AnyJob;
  /** Shell condition under which being skipped is as good as success; absent: never. */
  readonly maySkipWhen?: string;
}

/**
 * The one required check. GitHub takes a skipped job for a passed one, and skips the jobs that need a failed one; so
 * this job always runs and looks at every result itself.
 */
export function ciSuccessJob(settings: PipelineSettings, counted: readonly Counted[]) {
  const variable = (each: AnyJob): string => `RESULT_${each.id.toUpperCase().replaceAll('-', '_')}`;
  const env: Record<string, Value> = {};
  const lines: string[] = [];
  for (const { job: each, maySkipWhen } of counted) {
    env[variable(each)] = jobResult(each);
    const judge = `judge ${shellQuote(each.name)} "$${variable(each)}"`;
    lines.push(
      ...(maySkipWhen === undefined
        ? [judge]
        : [`if ${maySkipWhen}; then ${judge} skipped; else ${judge}; fi`]),
    );
  }
  return job({
    id: ciSuccessId,
    name: 'CI Success',
    needs: counted.map((each) => each.job),
    if: expression('always()'),
    permissions: {},
    runsOn: settings.runner,
    timeoutMinutes: 5,
    steps: [
      run({
        name: 'Require every job',
        env,
        run: scriptText(
          'failed=0',
          'judge() {',
          '  if [ "$2" = success ] || [ "$2" = "${3:-success}" ]; then',
          '    echo "$1: $2"',
          '  else',
          '    echo "::error title=CI Success::$1: $2"',
          '    failed=1',
          '  fi',
          '}',
          ...lines,
          'exit "$failed"',
        ),
      }),
    ],
  });
}
