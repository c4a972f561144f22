import { pins } from '../../../core/pipeline/actions/pins';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';

/** A called workflow gets the secrets it needs by name. */
export const secretsInherit = workflowRule({
  name: 'secrets-inherit',
  description: 'Reusable workflows receive named secrets, never all of them',
  severity: 'medium',
  why: 'secrets: inherit passes every secret of the caller, including those added later.',
  link: 'https://docs.zizmor.sh/audits/#secrets-inherit',
  remediation: 'List the secrets the called workflow declares.',
  example: {
    violates: `on: push
jobs:
  call:
    uses: acme/flows/.github/workflows/test.yml@${pins.checkout.sha} # v1.0.0
    secrets: inherit
`,
    passes: `on: push
jobs:
  call:
    uses: acme/flows/.github/workflows/test.yml@${pins.checkout.sha} # v1.0.0
    secrets:
      token: \${{ secrets.DEPLOY_TOKEN }}
`,
  },
  check: (workflow) =>
    workflow.jobs.flatMap((job): Finding[] => {
      if (job.secretsInherit === undefined) return [];
      const message = `job ${job.id} passes every secret to ${job.uses?.value ?? 'the called workflow'}`;
      return [findingAt(job.secretsInherit, message, 'list the secrets it needs by name')];
    }),
});
