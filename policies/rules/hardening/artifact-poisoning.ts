import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import {
  entry,
  hasTrigger,
  type Job,
  type Position,
  type Step,
} from '../../../core/reading/workflow';
import { pinned } from '../../../core/pipeline/actions/pinned';
import { downloadsOfOtherRuns } from './other-runs';

/** What another run has uploaded lies beside our files, never over them. */
export const artifactPoisoning = workflowRule({
  name: 'artifact-poisoning',
  description: 'An artifact of another run is not unpacked over files that later steps run',
  severity: 'high',
  why: 'A pull request from a fork decides what its run uploads: unpacked into the working copy, it replaces scripts and configuration that a run with secrets then executes.',
  link: 'https://codeql.github.com/codeql-query-help/actions/actions-artifact-poisoning-critical/',
  remediation:
    'Unpack it below ${{ runner.temp }}, and read it as data that is validated before it is used.',
  example: {
    violates: `on:
  workflow_run:
    workflows: [CI]
    types: [completed]
jobs:
  report:
    runs-on: ubuntu-24.04
    steps:
      - uses: ${pinned.checkout}
      - uses: ${pinned.downloadArtifact}
        with:
          run-id: \${{ github.event.workflow_run.id }}
      - run: make report
`,
    passes: `on:
  workflow_run:
    workflows: [CI]
    types: [completed]
jobs:
  report:
    runs-on: ubuntu-24.04
    steps:
      - uses: ${pinned.checkout}
      - uses: ${pinned.downloadArtifact}
        with:
          run-id: \${{ github.event.workflow_run.id }}
          path: \${{ runner.temp }}/report
      - run: make report
`,
  },
  check: (workflow) => {
    if (!hasTrigger(workflow, 'workflow_run', 'pull_request_target', 'issue_comment')) return [];
    return workflow.jobs.flatMap((job) =>
      job.steps.flatMap((step, index): Finding[] => {
        const place = unpackedOver(step);
        if (place === undefined || !runsOwnFiles(job, index)) return [];
        const message =
          'an artifact of another run is unpacked over the files that later steps run';
        return [
          findingAt(place, message, 'unpack it below ${{ runner.temp }}, and read it as data'),
        ];
      }),
    );
  },
});

/** Where a step unpacks what another run has uploaded into the working copy. */
function unpackedOver({ uses, with: inputs, run }: Step): Position | undefined {
  const input = downloadsOfOtherRuns.get(uses?.value.split('@')[0]?.toLowerCase() ?? '');
  if (uses !== undefined && input !== undefined && entry(inputs, input) !== undefined) {
    const path = entry(inputs, 'path');
    return path === undefined || isWorkspace(path.value) ? (path ?? uses) : undefined;
  }
  // gh unpacks into the present folder unless --dir names another.
  const isHere = /\bgh\s+run\s+download\b(?!.*\s(?:-D|--dir)\b)/.test(run?.value ?? '');
  return isHere ? run : undefined;
}

const isWorkspace = (path: string): boolean =>
  /^(?:\.?\/?|\$\{\{\s*github\.workspace\s*\}\}\/?)$/.test(path.trim());

/** Whether our files are there, and a later step runs some of them. */
function runsOwnFiles({ steps }: Job, index: number): boolean {
  const isThere = steps.some(({ uses }) => /^actions\/checkout\/?@/i.test(uses?.value ?? ''));
  const later = steps.slice(index + 1);
  return (
    isThere &&
    later.some(({ run, uses }) => run !== undefined || uses?.value.startsWith('./') === true)
  );
}
