import { pinned } from '../../../core/pipeline/actions/pinned';
import { pins } from '../../../core/pipeline/actions/pins';
import { parseActionRef } from '../../../core/reading/action-ref';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { knownActions } from '../known-actions';

/** The comment behind a pin tells the truth, as far as that is known offline. */
export const versionComments = workflowRule({
  name: 'version-comments',
  actions: true,
  description: 'The version comment of a pin matches its commit',
  severity: 'medium',
  why: 'Reviewers and update bots rely on the comment; a pin to other code under a trusted version goes unnoticed.',
  link: 'https://docs.zizmor.sh/audits/#ref-version-mismatch',
  remediation: 'Correct the comment, or pin the commit of that version.',
  example: {
    violates: `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@${pins.checkout.sha} # v6.0.0
`,
    passes: `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: ${pinned.checkout}
`,
  },
  check: (workflow) =>
    workflow.jobs.flatMap((job) =>
      job.steps.flatMap(({ uses, usesComment }): Finding[] => {
        const ref = uses === undefined ? undefined : parseActionRef(uses.value);
        const version = /v?\d+(?:\.\d+)*/.exec(usesComment ?? '')?.[0];
        if (uses === undefined || ref?.kind !== 'repository' || version === undefined) return [];
        const known = knownActions.get(`${ref.owner}/${ref.name}`.toLowerCase());
        if (known === undefined) return [];
        const sameCommit = known.sha === ref.ref.toLowerCase();
        const fits = `${known.version}.`.startsWith(`v${version.replace(/^v/, '')}.`);
        if (sameCommit && !fits) {
          const message = `the comment says ${version}, but the commit is ${known.version}`;
          return [findingAt(uses, message, `write # ${known.version}`)];
        }
        if (!sameCommit && known.version === version) {
          const message = `the comment says ${version}, but the commit is not the commit of that release`;
          return [findingAt(uses, message, `pin ${known.sha}`)];
        }
        return [];
      }),
    ),
});
