import { pinned } from '../../../core/pipeline/actions/pinned';
import { pins } from '../../../core/pipeline/actions/pins';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { usesOf } from './uses-of';

/** A reference reads as what it is. */
export const plainUses = workflowRule({
  name: 'plain-uses',
  actions: true,
  description: 'References to actions have no empty, . or .. parts',
  severity: 'medium',
  why: 'GitHub treats actions/checkout/./@… as the same action; searches, allow lists and update tools do not.',
  link: 'https://docs.zizmor.sh/audits/#obfuscation',
  remediation: 'Write owner/name/path without the extra parts.',
  example: {
    violates: `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout/./@${pins.checkout.sha} # ${pins.checkout.version}
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
  check: (workflow) =>
    usesOf(workflow).flatMap((uses): Finding[] => {
      if (/^(?:\.{1,2}|\$)\/|^docker:/.test(uses.value)) return [];
      const [path = ''] = uses.value.split('@');
      if (!path.split('/').some((part) => ['', '.', '..'].includes(part))) return [];
      const plain = path
        .split('/')
        .filter((part) => part !== '' && part !== '.')
        .join('/');
      return [findingAt(uses, `${path} is an obscured reference`, `write ${plain}@…`)];
    }),
});
