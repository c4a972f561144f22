import { pinned } from '../../../core/pipeline/actions/pinned';
import { pins } from '../../../core/pipeline/actions/pins';
import { z } from 'zod';
import { parseActionRef } from '../../../core/reading/action-ref';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { usesOf } from './uses-of';

/** Which actions an organization trusts is its own choice; this rule holds workflows to it. */
export const allowedActions = workflowRule({
  name: 'allowed-actions',
  actions: true,
  description: 'Only actions that the pack configuration allows are used',
  severity: 'high',
  why: 'An action runs with the permissions and secrets of its job; an allow list keeps out look-alike names and unreviewed authors.',
  link: 'https://docs.zizmor.sh/audits/#forbidden-uses',
  remediation: 'Use an action on the list, or add this one after a review.',
  config: z.strictObject({
    allow: z
      .array(z.string())
      .default([])
      .describe('owner/name or owner/* of actions that may be used; empty: all but those of deny'),
    deny: z.array(z.string()).default([]).describe('owner/name or owner/* that may not be used'),
  }),
  exampleConfig: { allow: ['actions/*', 'astral-sh/setup-uv'], deny: [] },
  example: {
    violates: `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: action/checkout@${pins.checkout.sha} # ${pins.checkout.version}
        with:
          persist-credentials: false
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
  check: (workflow, { allow, deny }) =>
    usesOf(workflow).flatMap((uses): Finding[] => {
      const ref = parseActionRef(uses.value);
      if (ref.kind !== 'repository') return [];
      const names = [`${ref.owner}/${ref.name}`, `${ref.owner}/*`].map((name) =>
        name.toLowerCase(),
      );
      const isIn = (list: readonly string[]): boolean =>
        list.some((pattern) => names.includes(pattern.toLowerCase()));
      if (!isIn(deny) && (allow.length === 0 || isIn(allow))) return [];
      const fix = 'use an allowed action, or allow this one after a review';
      return [findingAt(uses, `${ref.owner}/${ref.name} is not allowed here`, fix)];
    }),
});
