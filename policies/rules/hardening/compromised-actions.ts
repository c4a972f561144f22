import { pinned } from '../../../core/pipeline/actions/pinned';
import { lockedCommit } from '../../../core/reading/actions-lock';
import { actionRepository, isFullSha, parseActionRef } from '../../../core/reading/action-ref';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { compromisedActions as list, type Compromise } from '../lists';

const compromised: ReadonlyMap<string, Compromise> = new Map(
  list.actions.map((item) => [item.action, item]),
);

/** Whether a ref, in lower case, ran foreign code. */
function isAffected(ref: string, { below, tags, refs }: Compromise): boolean {
  if (refs.includes(ref)) return true;
  const version = /^v?(\d+(?:\.\d+)*)$/.exec(ref)?.[1];
  if (isFullSha(ref) || version === undefined) return false;
  return tags === 'all' || (below !== undefined && isBelow(version, below));
}

/** A version with fewer parts is a tag that moves: `v46` means the newest of its releases. */
function isBelow(version: string, limit: string): boolean {
  const [parts, limits] = [version, limit].map((text) => text.split('.').map(Number));
  for (const [index, part] of (parts ?? []).entries()) {
    const other = limits?.[index] ?? 0;
    if (part !== other) return part < other;
  }
  return false;
}

/** No action at a ref that is known to have run malicious code. */
export const compromisedActions = workflowRule({
  name: 'compromised-actions',
  actions: true,
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
        const known = compromised.get(actionRepository(uses.value) ?? '');
        if (known === undefined || ref.kind !== 'repository') return [];
        const commit = lockedCommit(workflow, uses) ?? ref.ref.toLowerCase();
        if (!isAffected(commit, known)) return [];
        const message = `${uses.value} contained malicious code: ${known.advisory}`;
        const fix = `${known.fix}, and rotate the secrets the job could read`;
        return [findingAt(uses, message, fix)];
      }),
    ),
});
