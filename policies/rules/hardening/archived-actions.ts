import { actionRepository } from '../../../core/reading/action-ref';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { archivedActions as list } from '../lists';
import { usesOf } from './uses-of';

/** No one fixes an archived action. */
export const archivedActions = workflowRule({
  name: 'archived-actions',
  actions: true,
  description: 'No action comes from a repository that is known to be archived',
  severity: 'medium',
  why: 'Vulnerabilities in an archived action are never fixed, and it stops working when GitHub removes its Node.js runtime.',
  link: 'https://docs.zizmor.sh/audits/#archived-uses',
  remediation: 'Use its replacement.',
  example: {
    violates: `on: push
jobs:
  release:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/create-release@0cb9c9b65d5d1901c1f53e5e66eaf4afd303e70e # v1.1.4
`,
    passes: `on: push
jobs:
  release:
    runs-on: ubuntu-24.04
    steps:
      - run: gh release create "$GITHUB_REF_NAME"
        env:
          GH_TOKEN: \${{ github.token }}
`,
  },
  check: (workflow) =>
    usesOf(workflow).flatMap((uses): Finding[] => {
      const successor = list.actions[actionRepository(uses.value) ?? ''];
      if (successor === undefined) return [];
      const fix =
        successor === '' ? 'replace it, or keep a copy of its code' : `use ${successor} instead`;
      return [findingAt(uses, `${uses.value} is archived`, fix)];
    }),
});
