import { pinned } from '../../../core/pipeline/actions/pinned';
import { actionRepository, parseActionRef } from '../../../core/reading/action-ref';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';

interface Compromise {
  /** Whether a ref, in lower case, ran foreign code. */
  readonly affected: (ref: string) => boolean;
  readonly advisory: string;
  readonly fix: string;
}

/** Actions whose published refs carried malicious code, with the advisory that says so. */
const COMPROMISED: ReadonlyMap<string, Compromise> = new Map([
  [
    'tj-actions/changed-files',
    {
      affected: (ref: string) =>
        ref === '0e58ed8671d6b60d0890c21b07f8835ace038e67' ||
        ref === 'main' ||
        Number(/^v(\d+)/.exec(ref)?.[1] ?? Infinity) <= 45,
      advisory: 'GHSA-mrrh-fwg8-r2c3 (CVE-2025-30066)',
      fix: 'use v46.0.1 or newer by its full commit, and rotate the secrets the job could read',
    },
  ],
  [
    'reviewdog/action-setup',
    {
      affected: (ref: string) => ref === 'v1' || ref === 'f0d342d24037bb11d26b9bd8496e0808ba32e9ec',
      advisory: 'GHSA-qmg3-hpqr-gqvc (CVE-2025-30154)',
      fix: 'use v1.3.2 or newer by its full commit, and rotate the secrets the job could read',
    },
  ],
]);

/** No action at a ref that is known to have run malicious code. */
export const compromisedActions = workflowRule({
  name: 'compromised-actions',
  description: 'No action is used at a ref that contained malicious code',
  severity: 'critical',
  why: 'These refs printed the secrets of the job into its log.',
  link: 'https://github.com/advisories/GHSA-mrrh-fwg8-r2c3',
  remediation:
    'Move to a fixed release by its full commit, and rotate every secret the job could read.',
  example: {
    violates: `on: push
jobs:
  changes:
    runs-on: ubuntu-24.04
    steps:
      - uses: tj-actions/changed-files@v45
`,
    passes: `on: push
jobs:
  changes:
    runs-on: ubuntu-24.04
    steps:
      - uses: ${pinned.checkout}
`,
  },
  check: (workflow) =>
    workflow.jobs.flatMap((job) =>
      job.steps.flatMap(({ uses }): Finding[] => {
        if (uses === undefined) return [];
        const ref = parseActionRef(uses.value);
        const known = COMPROMISED.get(actionRepository(uses.value) ?? '');
        if (known === undefined || ref.kind !== 'repository') return [];
        if (!known.affected(ref.ref.toLowerCase())) return [];
        return [
          findingAt(uses, `${uses.value} contained malicious code: ${known.advisory}`, known.fix),
        ];
      }),
    ),
});
