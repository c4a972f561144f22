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
        // A job that pushes may rely on the stored token.
        const mayPush = job.steps.some(({ run }) =>
          /\bgit\s+(?:push|fetch|pull|submodule)\b/.test(run?.value ?? ''),
        );
        if (mayPush) return [];
        return job.steps
          .filter((step) => keepsToken(step, false) && step.with.length === 0)
          .flatMap(({ uses }) => (uses === undefined ? [] : withInput(workflow, uses)));
      }),
  },
});

function keepsToken(step: Step, explicit: boolean): boolean {
  if (step.uses?.value.toLowerCase().startsWith('actions/checkout@') !== true) return false;
  const value = entry(step.with, 'persist-credentials')?.value;
  return value === undefined || (explicit && value !== 'false');
}

/** The input, in lines of its own below those of `uses`. */
function withInput({ text }: Workflow, uses: Text): readonly Edit[] {
  const end = text.indexOf('\n', uses.offset + uses.raw.length);
  const start = text.lastIndexOf('\n', uses.offset) + 1;
  const [indent = ''] = /^[ -]*/.exec(text.slice(start, uses.offset)) ?? [];
  const blank = ' '.repeat(indent.length);
  const lines = `${blank}with:\n${blank}  persist-credentials: false`;
  return end < 0
    ? [{ offset: text.length, remove: 0, insert: `\n${lines}` }]
    : [{ offset: end + 1, remove: 0, insert: `${lines}\n` }];
}
