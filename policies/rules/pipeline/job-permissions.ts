import { z } from 'zod';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { hasTrigger, type Job } from '../../../core/reading/workflow';

/** A job has no more rights than its steps can use. */
export const jobPermissions = workflowRule({
  name: 'job-permissions',
  description:
    'No job has write-all, or an unused write permission in a run for pull requests from forks',
  severity: 'high',
  confidence: 'medium',
  why: 'Everything that runs in a job, including every dependency of the test suite, can use all permissions of its token.',
  link: 'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idpermissions',
  remediation:
    'List only the permissions that the steps use; move a step that writes into a separate job.',
  config: z.strictObject({
    allowed: z
      .array(z.string())
      .default([])
      .describe(
        'Permissions that a job may have with write access although none of its steps is known to use them',
      ),
  }),
  example: {
    violates: `on: push
permissions: {}
jobs:
  build:
    permissions: write-all
    runs-on: ubuntu-24.04
    steps:
      - run: make
`,
    passes: `on: push
permissions: {}
jobs:
  build:
    permissions:
      contents: read
    runs-on: ubuntu-24.04
    steps:
      - run: make
`,
  },
  check: (workflow, config) =>
    workflow.jobs.flatMap((job): Finding[] => {
      const { permissions } = job;
      if (permissions === undefined) return [];
      const { all } = permissions;
      if (all?.value === 'write-all' || all?.value === 'read-all') {
        const fix = 'list only the permissions the job needs';
        return [findingAt(all, `job ${job.id} has permissions ${all.value}`, fix)];
      }
      if (!hasTrigger(workflow, 'push', 'pull_request') || job.uses !== undefined) return [];
      return permissions.scopes
        .filter(
          (scope) => scope.value.value === 'write' && !config.allowed.includes(scope.key.value),
        )
        .filter((scope) => !mayUse(job, scope.key.value))
        .map(({ key }) =>
          findingAt(
            key,
            `job ${job.id} may write ${key.value}, but none of its steps uses a token`,
            `remove ${key.value}: write, or move the steps that need it into a separate job`,
          ),
        );
    }),
});

const uploadsNothing =
  /^(?:actions\/|astral-sh\/setup-uv@|aquasecurity\/(?:trivy-action|setup-trivy)@|anchore\/sbom-action@|pypa\/|\.\/\.github\/gatehouse\/action$)/i;

/** An action may use the token by its default inputs, so only jobs made of scripts without a token are certain. */
function mayUse(job: Job, scope: string): boolean {
  if (job.env.some((item) => /token|gh_/i.test(item.key.value))) return true;
  return job.steps.some((step) => {
    const inputs = [...step.env, ...step.with];
    if (
      inputs.some(
        (item) =>
          /token/i.test(item.key.value) || /github\.token|secrets\./i.test(item.value.value),
      )
    )
      return true;
    if (/github\.token|secrets\.|\bgit\s+push\b|\bACTIONS_ID_TOKEN/i.test(step.run?.value ?? ''))
      return true;
    if (step.uses === undefined) return false;
    // Of these none uploads to code scanning, and no local action of this pack does.
    if (scope === 'security-events' && uploadsNothing.test(step.uses.value)) return false;
    const readOnly =
      /^actions\/(?:checkout|setup-[a-z]+|cache|upload-artifact|download-artifact)(?:\/\w+)?@/i;
    return !(readOnly.test(step.uses.value) && scope !== 'contents');
  });
}
