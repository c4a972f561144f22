import { pinned } from '../../../core/pipeline/actions/pinned';
import { commandLines } from '../../../core/reading/commands';
import { expressionsIn, expressionsOf } from '../../../core/reading/expression';
import {
  mayBeOneOf,
  patternsOf,
  valuesOf,
  type ContextValue,
} from '../../../core/reading/expression-values';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { downloadsOfOtherRuns } from './other-runs';
import { fileRunBy, pipelinesOf } from '../../../core/reading/shell';
import {
  entry,
  hasTrigger,
  variableAt,
  type Job,
  type Place,
  type Position,
  type Step,
  type Text,
  type Workflow,
} from '../../../core/reading/workflow';

/** A run with secrets never executes what a stranger sent. */
export const dangerousTriggers = workflowRule({
  name: 'dangerous-triggers',
  description:
    'No pull_request_target workflow, and no workflow_run or issue_comment workflow that checks out untrusted code',
  severity: 'critical',
  why: 'These events run with the secrets and the write token of the base repository, also for pull requests from forks.',
  link: 'https://docs.github.com/en/actions/reference/security/securely-using-pull_request_target',
  remediation:
    'Use pull_request, and pass results as data to a separate workflow_run job that validates them.',
  example: {
    violates: `on: pull_request_target
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: ${pinned.checkout}
        with:
          ref: \${{ github.event.pull_request.head.sha }}
`,
    passes: `on: pull_request
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: ${pinned.checkout}
`,
  },
  check: (workflow): readonly Finding[] => {
    const target = workflow.triggers.find((item) => item.event === 'pull_request_target');
    const found = foreignCode(workflow);
    if (target !== undefined && found.length === 0 && !onlyLabels(workflow)) {
      const message =
        'pull_request_target runs with secrets and a write token for pull requests from forks';
      return [
        findingAt(
          target,
          message,
          'use pull_request, or workflow_run for the part that needs permissions',
        ),
      ];
    }
    return found;
  },
});

/** Labelling by file names or by titles runs no code of the pull request; it is what the event is meant for. */
function onlyLabels({ jobs }: Workflow): boolean {
  const steps = jobs.flatMap((job) => job.steps);
  return (
    steps.length > 0 && steps.every((step) => /^actions\/labeler@/i.test(step.uses?.value ?? ''))
  );
}

/** Values that lead to the code of a pull request. */
const HEAD = patternsOf(
  'github.head_ref',
  ...['head.sha', 'head.ref', 'head.repo.full_name', 'merge_commit_sha', 'number'].map(
    (name) => `github.event.pull_request.${name}`,
  ),
  ...['head_sha', 'head_branch', 'head_commit.id', 'head_repository.full_name'].map(
    (name) => `github.event.workflow_run.${name}`,
  ),
  'github.event.issue.number',
  'github.event.number',
);

/** Values that name code of the repository itself under these events. */
const OURS = patternsOf(
  ...['sha', 'ref', 'ref_name', 'base_ref', 'repository', 'workflow_sha', 'workflow_ref'].map(
    (name) => `github.${name}`,
  ),
  ...['ref', 'sha', 'repo.full_name', 'repo.default_branch'].map(
    (name) => `github.event.pull_request.base.${name}`,
  ),
  'github.event.repository.default_branch',
  'github.event.repository.full_name',
);

/** Contexts that the repository's own people fill. */
const OWN_CONTEXTS: ReadonlySet<string> = new Set([
  'inputs',
  'vars',
  'secrets',
  'matrix',
  'runner',
]);

/** Whether a text may name code that is not known to be the repository's own. */
function isForeign(text: Text, place: Place, depth = 0): boolean {
  if (/\bpull\/(?:\d+|\$)/.test(text.value)) return true;
  return expressionsOf(text).some(({ body }) =>
    valuesOf(body).some((value) => {
      const [context = '', name = ''] = value.path;
      if (context === 'env') return isForeignVariable(name, place, depth);
      return !OWN_CONTEXTS.has(context) && !OURS.some((path) => isExactly(value, path));
    }),
  );
}

const isExactly = ({ path, whole }: ContextValue, other: readonly string[]): boolean =>
  !whole && path.join('.') === other.join('.');

/** A variable is as foreign as the text it is set from; one that no mapping sets comes from a step. */
function isForeignVariable(name: string, place: Place, depth: number): boolean {
  const text = variableAt(name, place);
  // A variable may be set from itself.
  return text === undefined || depth > 3 || isForeign(text, place, depth + 1);
}

function foreignCode(workflow: Workflow): readonly Finding[] {
  if (!hasTrigger(workflow, 'pull_request_target', 'workflow_run', 'issue_comment')) return [];
  return workflow.jobs.flatMap((job) =>
    job.steps.flatMap((step): readonly Finding[] => {
      const fetched = fetchedBy(step, { workflow, job, step });
      if (fetched !== undefined) {
        const message = `job ${job.id} checks out the code of a pull request in a run with secrets and a write token`;
        const fix = 'check that code out in a pull_request workflow without secrets';
        return [findingAt(fetched, message, fix)];
      }
      const run = artifactRunBy(job, step);
      if (run === undefined) return [];
      const message = `job ${job.id} runs what it downloaded from another run, which a pull request created`;
      return [findingAt(run, message, 'read the artifact as data, and validate it')];
    }),
  );
}

/** Where a step checks out untrusted code. */
function fetchedBy(step: Step, place: Place): Position | undefined {
  const { uses, with: inputs, run } = step;
  if (uses !== undefined) {
    if (!/^actions\/checkout\/?@/i.test(uses.value)) return undefined;
    return ['ref', 'repository']
      .flatMap((name) => entry(inputs, name) ?? [])
      .find((input) => isForeign(input, place));
  }
  if (run === undefined) return undefined;
  return commandLines(run).some(({ text }) => fetchesForeign(text, place)) ? run : undefined;
}

const FETCHES =
  /\bgit\b.*\b(?:fetch|pull|checkout|switch|clone|merge|reset|worktree|cherry-pick|am|apply)\b/;

/** Whether a command fetches a pull request: by its ref, or by a value of the event. */
function fetchesForeign(line: string, place: Place): boolean {
  if (/\bgh\s+pr\s+checkout\b/.test(line)) return true;
  if (!FETCHES.test(line)) return false;
  if (/\bpull\/[^/\s]+\/(?:head|merge)\b/.test(line)) return true;
  const written = expressionsIn(line).flatMap(({ body }) => valuesOf(body));
  const set = [...line.matchAll(/\$\{?(\w+)/g)]
    .flatMap(([, name = '']) => variableAt(name, place) ?? [])
    .flatMap(expressionsOf)
    .flatMap(({ body }) => valuesOf(body));
  return [...written, ...set].some((value) => mayBeOneOf(value, HEAD));
}

/** The script of a step that runs a file which an earlier step downloaded from another run. */
function artifactRunBy(job: Job, step: Step): Text | undefined {
  const { run } = step;
  if (run === undefined) return undefined;
  const earlier = job.steps.slice(0, job.steps.indexOf(step));
  const hasOwnCode = earlier.some(({ uses }) => /^actions\/checkout\/?@/i.test(uses?.value ?? ''));
  const folders = earlier.flatMap(({ uses, with: inputs }) => {
    const input = downloadsOfOtherRuns.get(uses?.value.split('@')[0]?.toLowerCase() ?? '');
    if (input === undefined || entry(inputs, input) === undefined) return [];
    const folder = (entry(inputs, 'path')?.value ?? '').replace(/^\.\/|\/+$/g, '');
    // Beside code of ours a file without a folder may be either.
    return folder === '' && hasOwnCode ? [] : [folder];
  });
  if (folders.length === 0) return undefined;
  const runsOne = commandLines(run).some(({ text }) =>
    pipelinesOf(text)
      .flatMap(({ commands }) => commands)
      .some((command) => {
        const file = fileRunBy(command, text)?.replace(/^\.\//, '');
        if (file === undefined || file.startsWith('/')) return false;
        return folders.some((folder) => folder === '' || file.startsWith(`${folder}/`));
      }),
  );
  return runsOne ? run : undefined;
}
