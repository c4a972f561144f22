import { expression, template } from '../model/expression';
import { job } from '../model/job';
import { run } from '../model/step';
import { type Workflow } from '../model/workflow';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { scriptText } from '../steps/script';
import { shellQuote } from '../steps/shell-quote';

const mergeQueuePath = '.github/workflows/merge-queue.yml';

/** Reasons for which a pull request leaves the queue and is merged. */
const merged = ['MERGE', 'ALREADY_MERGED'];

/**
 * Why GitHub removed a pull request, by its names, and what to do. A reason that is not listed is shown as it is.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads?actionType=dequeued#pull_request
 */
function advice(minutes: number): Readonly<Record<string, string>> {
  return {
    CI_FAILURE:
      'a required check failed for the merge group. Its run is in the list of runs with the event merge_group; fix what failed, or re-run it if the test is flaky, and queue the pull request again',
    CI_TIMEOUT: `a required check was not reported within ${String(minutes)} minutes. The runners were busy, or a job of another workflow is required; queue the pull request again`,
    MERGE_CONFLICT:
      'it conflicts with a change that was merged before. Update the branch and queue it again',
    BRANCH_PROTECTIONS: 'a rule of the branch refuses the merge. The pull request names the rule',
    MANUAL: 'someone removed it from the queue',
    QUEUE_CLEARED: 'someone cleared the queue. Queue it again',
  };
}

/**
 * Reports each pull request that the merge queue gave up, as a failed check of that pull request that says why. GitHub
 * itself leaves one line in the timeline, and the run that failed belongs to a branch that is deleted by then.
 * It needs no rights, so a fork's and Dependabot's pull requests are reported too.
 */
export function mergeQueueWorkflow(settings: PipelineSettings, minutes: number): Workflow {
  const number = expression('github.event.pull_request.number');
  const isMerged = merged.map((reason) => `github.event.reason != '${reason}'`);
  return {
    path: mergeQueuePath,
    name: 'Merge Queue',
    on: { pullRequest: { types: ['dequeued'] } },
    permissions: {},
    concurrency: { group: template`merge-queue-${number}`, cancelInProgress: false },
    jobs: [
      job({
        id: 'removed',
        name: 'Removed from the Merge Queue',
        if: expression(isMerged.join(' && ')),
        permissions: {},
        runsOn: settings.runner,
        timeoutMinutes: settings.timeouts.comment,
        steps: [
          run({
            name: 'Say why',
            env: { REASON: expression('github.event.reason'), NUMBER: number },
            run: scriptText(
              'case "$REASON" in',
              ...Object.entries(advice(minutes)).map(
                ([reason, text]) => `  ${reason}) why=${shellQuote(text)} ;;`,
              ),
              '  *) why="GitHub gives the reason $REASON" ;;',
              'esac',
              'text="Pull request #$NUMBER was removed from the merge queue: $why."',
              'echo "$text" >> "$GITHUB_STEP_SUMMARY"',
              'echo "::error title=Removed from the merge queue::$text"',
              'exit 1',
            ),
          }),
        ],
      }),
    ],
  };
}
