import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { exampleSettings } from '../../../core/pipeline/example-settings';
import { mergeQueueWorkflow } from '../../../core/pipeline/definitions/merge-queue';
import { renderFiles } from '../../../core/pipeline/render-files';

const scratch = mkdtempSync(path.join(tmpdir(), 'gatehouse-merge-queue-'));
afterAll(() => {
  rmSync(scratch, { recursive: true });
});

const [job] = mergeQueueWorkflow(exampleSettings, 94).jobs;

/** Runs the step as the runner does, and gives what it shows of a removal. */
function removed(reason: string): { readonly log: string; readonly summary: string } {
  const [step] = job.steps;
  if (step.kind !== 'run') throw new Error('the job runs no script');
  const summary = path.join(scratch, `${reason}.md`);
  const env = {
    PATH: process.env['PATH'],
    REASON: reason,
    NUMBER: '7',
    GITHUB_STEP_SUMMARY: summary,
  };
  const options = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run];
  try {
    execFileSync('bash', options, { env, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    return {
      log: (error as { readonly stdout: string }).stdout,
      summary: readFileSync(summary, 'utf8'),
    };
  }
  throw new Error('the step passed, so that no one would see the removal');
}

test.each([
  ['CI_TIMEOUT', 'was not reported within 94 minutes'],
  ['CI_FAILURE', 'a required check failed for the merge group'],
  ['MERGE_CONFLICT', 'it conflicts with a change that was merged before'],
  ['BRANCH_PROTECTIONS', 'a rule of the branch refuses the merge'],
  ['GIT_TREE_INVALID', 'GitHub gives the reason GIT_TREE_INVALID'],
])('a pull request that is removed for %s gets a failed check that says so', (reason, text) => {
  const { log, summary } = removed(reason);
  expect(log).toBe(`::error title=Removed from the merge queue::${summary}`);
  expect(summary).toContain(`Pull request #7 was removed from the merge queue: `);
  expect(summary).toContain(text);
});

test('a merge is no removal', () => {
  expect(job.if).toBe(
    "${{ github.event.reason != 'MERGE' && github.event.reason != 'ALREADY_MERGED' }}",
  );
});

test('the workflow is delivered where pull requests are merged through a queue, and only there', () => {
  const paths = (mergeQueue: boolean) =>
    renderFiles({ ...exampleSettings, mergeQueue }).files.map((file) => file.path);
  expect(paths(true)).toEqual([...paths(false), '.github/workflows/merge-queue.yml'].sort());
});
