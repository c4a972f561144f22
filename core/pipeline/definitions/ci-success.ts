import { jobTitles } from '../job-titles';
import { expression, type Value } from '../model/expression';
import { job, jobResult, type NeededJob } from '../model/job';
import { run } from '../model/step';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { scriptText } from '../steps/script';
import { shellQuote } from '../steps/shell-quote';

export const ciSuccessId = 'ci-success';

/** A job the aggregate waits for, and the events on which it has something to do. */
export interface Counted<Job extends NeededJob = NeededJob> {
  readonly job: Job;
  /**
   * Body of the expression that holds on the events the job is for, the same one as in its `if`; on all others being
   * skipped is as good as success. Absent: the job is for every event.
   */
  readonly dueWhen?: string;
}

/**
 * The one required check. GitHub takes a skipped job for a passed one, and skips the jobs that need a failed one; so
 * this job always runs and looks at every result itself. GitHub evaluates on which events a job is due, from the very
 * text of the job's own `if`: a second wording of it, in shell, could drift apart from the first.
 */
export function ciSuccessJob(settings: PipelineSettings, counted: readonly Counted[]) {
  const variable = (prefix: string, each: NeededJob): string =>
    `${prefix}_${each.id.toUpperCase().replaceAll('-', '_')}`;
  const env: Record<string, Value> = {};
  const lines: string[] = [];
  for (const { job: each, dueWhen } of counted) {
    const result = variable('RESULT', each);
    env[result] = jobResult(each);
    const judge = `judge ${shellQuote(each.name)} "$${result}"`;
    if (dueWhen === undefined) {
      lines.push(judge);
      continue;
    }
    const due = variable('DUE', each);
    env[due] = expression(dueWhen);
    lines.push(`${judge} "$${due}"`);
  }
  return job({
    id: ciSuccessId,
    name: jobTitles.ciSuccess,
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
          '  if [ "$2" = success ]; then',
          '    echo "$1: $2"',
          '  elif [ "$2" = skipped ] && [ "${3-true}" = false ]; then',
          '    echo "$1: nothing to do on this event"',
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
