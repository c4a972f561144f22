import { cacheActions as list } from '../lists';
import { pinned } from '../../../core/pipeline/actions/pinned';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import {
  entry,
  hasTrigger,
  titleOf,
  type Step,
  type Workflow,
} from '../../../core/reading/workflow';

/** What is released is built from sources, never from a cache that another run could fill. */
export const cachePoisoning = workflowRule({
  name: 'cache-poisoning',
  description:
    'Workflows that publish releases do not restore caches, and runs for outsiders do not write any',
  severity: 'high',
  confidence: 'medium',
  why: 'Anyone who can run code in another workflow on the branch can put a modified file into the cache that the release is built from.',
  link: 'https://docs.zizmor.sh/audits/#cache-poisoning',
  remediation:
    'Remove the cache from the publishing workflow, or disable it for tags and releases.',
  example: {
    violates: `on:
  release:
    types: [published]
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: ${pinned.cache}
        with:
          path: ~/.cache/uv
          key: uv
      - run: uv publish
`,
    passes: `on:
  release:
    types: [published]
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - run: uv publish
`,
  },
  check: (workflow) => {
    const onRelease = runsForReleases(workflow);
    return workflow.jobs.flatMap((job) => {
      const publishes = job.steps.some((step) => PUBLISHERS.has(actionOf(step)));
      const mode = job.cacheMode ?? workflow.cacheMode;
      if (mode?.value === 'write' && isForOutsiders(workflow)) {
        const message = `${titleOf(job)} may write caches in a run that outsiders can trigger`;
        return [
          findingAt(mode, message, 'remove cache-mode: write, so that its caches are read-only'),
        ];
      }
      if (!publishes && !onRelease) return [];
      if (mode !== undefined && NO_RESTORE.has(mode.value)) return [];
      const why = publishes ? `job ${job.id} publishes` : 'the workflow runs for releases';
      return job.steps.filter(caches).map((step): Finding => {
        const action = step.uses?.value.split('@')[0] ?? 'a step';
        const message = `${why}, and ${action} of job ${job.id} restores a cache`;
        return findingAt(
          step.uses ?? step,
          message,
          'remove the cache from this job or disable it',
        );
      });
    });
  },
});

/** Values of `cache-mode` with which no cache is restored. */
const NO_RESTORE: ReadonlySet<string> = new Set(['none', 'write-only']);

/** Whether only a default of GitHub's keeps strangers from filling the caches of the default branch. */
function isForOutsiders(workflow: Workflow): boolean {
  return hasTrigger(workflow, 'pull_request_target', 'issue_comment', 'issues', 'workflow_run');
}

const PUBLISHERS: ReadonlySet<string> = new Set(list.publishers);

/** The action of a step with its path, without its version. */
const actionOf = ({ uses }: Step): string => uses?.value.split('@')[0]?.toLowerCase() ?? '';

function runsForReleases(workflow: Workflow): boolean {
  return workflow.triggers.some(
    (item) =>
      item.event === 'release' ||
      (item.event === 'push' && item.tags.length > 0) ||
      (item.event === 'push' &&
        item.branches.some((branch) => /^releases?(?:\/|-|$)/.test(branch))),
  );
}

function caches(step: Step): boolean {
  const action = actionOf(step);
  if (action === 'actions/cache' || action === 'actions/cache/restore') {
    return entry(step.with, 'lookup-only')?.value !== 'true';
  }
  if (list.always.includes(action)) return true;
  const byDefault = list.byDefault[action];
  if (byDefault !== undefined) {
    const value = entry(step.with, byDefault.input)?.value;
    return value === undefined || !byDefault.off.includes(value);
  }
  const input = list.onRequest[action];
  const value = input === undefined ? undefined : entry(step.with, input)?.value;
  return value !== undefined && value !== 'false' && value !== '';
}
