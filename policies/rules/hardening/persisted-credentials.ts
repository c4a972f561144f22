import { gatehouseAction } from '../../../core/pipeline/actions/gatehouse';
import { pinned } from '../../../core/pipeline/actions/pinned';
import { z } from 'zod';
import { findingAt, workflowRule, type Edit, type Finding } from '../../../core/reading/rule';
import {
  entry,
  titleOf,
  type Step,
  type Text,
  type Workflow,
} from '../../../core/reading/workflow';

/** The token does not stay on disk after the checkout. */
export const persistedCredentials = workflowRule({
  name: 'persisted-credentials',
  actions: true,
  description: 'Checkouts do not leave the token on disk',
  severity: 'medium',
  why: 'The token stays in the working copy, where every later step can read it and an artifact of the folder can leak it.',
  link: 'https://docs.zizmor.sh/audits/#artipacked',
  remediation:
    'Add persist-credentials: false to the checkout; pass the token to the step that pushes.',
  config: z.strictObject({
    explicit: z
      .boolean()
      .default(false)
      .describe('Also report checkouts that keep the token on purpose (persist-credentials: true)'),
  }),
  example: {
    violates: `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: ${pinned.checkout}
`,
    passes: `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: ${pinned.checkout}
        with:
          persist-credentials: false
`,
  },
  check: (workflow, { explicit }) =>
    workflow.jobs.flatMap((job) =>
      job.steps
        .filter((step) => keepsToken(step, explicit))
        .map((step): Finding => {
          const message = `${titleOf(job)} leaves its token on disk after the checkout`;
          return findingAt(step.uses ?? step, message, 'add with: { persist-credentials: false }');
        }),
    ),
  repair: {
    kept: (path, value) =>
      path.at(-2) === 'with' && path.at(-1) === 'persist-credentials' ? undefined : value,
    edits: (workflow) =>
      workflow.jobs.flatMap((job) => {
        if (job.steps.some(mayPush)) return [];
        return job.steps
          .filter((step) => keepsToken(step, false))
          .flatMap((step) => withInput(workflow, step));
      }),
  },
});

function keepsToken(step: Step, explicit: boolean): boolean {
  if (step.uses?.value.toLowerCase().startsWith('actions/checkout@') !== true) return false;
  const value = entry(step.with, 'persist-credentials')?.value;
  return value === undefined || (explicit && value !== 'false');
}

/** Commands that may rely on the stored token: git's own, and tools that push what they make. */
const PUSHES =
  /\bgit\s+(?:-\S+\s+(?:\S+\s+)?)*(?:push|fetch|pull|submodule|lfs|ls-remote|subtree)\b|\bgh-(?:deploy|pages)\b|\bsemantic-release\b|\brelease-(?:it|please|plz)\b|\bmike\s+deploy\b|\b(?:lerna|changeset|nx)\s+(?:version|publish|release)\b/;

/** Actions that push by git with the token that the checkout stored: their own pages ask for it. */
const PUSHING_ACTIONS: ReadonlySet<string> = new Set([
  'ad-m/github-push-action',
  'changesets/action',
  'cycjimmy/semantic-release-action',
  'endbug/add-and-commit',
  'mathieudutour/github-tag-action',
  'pre-commit/action',
  'python-semantic-release/python-semantic-release',
  'release-plz/action',
  'stefanzweifel/git-auto-commit-action',
]);

/** Whether a step may rely on the stored token. What an own action does is not looked into, but for Gatehouse's. */
function mayPush({ run, uses }: Step): boolean {
  const [action = ''] = uses?.value.toLowerCase().split('@') ?? [];
  const isOwn = action.startsWith('./') && action !== gatehouseAction.path;
  return isOwn || PUSHING_ACTIONS.has(action) || PUSHES.test(run?.value ?? '');
}

/** The input, in lines of its own: before the first that is there, or below those of `uses`. */
function withInput(workflow: Workflow, step: Step): readonly Edit[] {
  const [first] = step.with;
  if (first !== undefined) return besideInput(workflow, first.key);
  return step.uses === undefined ? [] : belowUses(workflow, step.uses);
}

/** Where the inputs are not in lines of their own, the edit does not fit and is left out. */
function besideInput({ text }: Workflow, key: Text): readonly Edit[] {
  const start = text.lastIndexOf('\n', key.offset) + 1;
  const indent = text.slice(start, key.offset);
  if (!/^ +$/.test(indent)) return [];
  return [{ offset: start, remove: 0, insert: `${indent}persist-credentials: false\n` }];
}

function belowUses({ text }: Workflow, uses: Text): readonly Edit[] {
  const end = text.indexOf('\n', uses.offset + uses.raw.length);
  const start = text.lastIndexOf('\n', uses.offset) + 1;
  const [indent = ''] = /^[ -]*/.exec(text.slice(start, uses.offset)) ?? [];
  const blank = ' '.repeat(indent.length);
  const lines = `${blank}with:\n${blank}  persist-credentials: false`;
  return end < 0
    ? [{ offset: text.length, remove: 0, insert: `\n${lines}` }]
    : [{ offset: end + 1, remove: 0, insert: `${lines}\n` }];
}
