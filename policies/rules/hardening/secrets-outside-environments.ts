import { z } from 'zod';
import { slackWebhookName } from '../../../core/kernel/delivered-names';
import { expressionsOf } from '../../../core/reading/expression';
import { valuesOf } from '../../../core/reading/expression-values';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { type Job, type Text } from '../../../core/reading/workflow';

/** A secret that matters is one of an environment, which says who may use it. */
export const secretsOutsideEnvironments = workflowRule({
  name: 'secrets-outside-environments',
  description: 'Jobs that read secrets have an environment',
  severity: 'medium',
  level: 'advisory',
  why: 'A secret of a repository is readable in a workflow of any branch that anyone with write access pushes; an environment limits branches and can ask for a review.',
  link: 'https://docs.github.com/en/actions/reference/security/secure-use#using-secrets',
  remediation: 'Move the secret to an environment with protected branches, and name it in the job.',
  config: z.strictObject({
    allow: z
      .array(z.string())
      .default([slackWebhookName])
      .describe('Names of secrets that may be read without an environment'),
  }),
  example: {
    violates: `on: push
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - run: ./publish
        env:
          TOKEN: \${{ secrets.PUBLISH_TOKEN }}
`,
    passes: `on: push
jobs:
  publish:
    runs-on: ubuntu-24.04
    environment: release
    steps:
      - run: ./publish
        env:
          TOKEN: \${{ secrets.PUBLISH_TOKEN }}
`,
  },
  check: (workflow, { allow }) => {
    const passed = new Set([...allow.map((name) => name.toLowerCase()), 'github_token', '*']);
    return workflow.jobs.flatMap((job): readonly Finding[] => {
      if (job.environment !== undefined || job.uses !== undefined) return [];
      const seen = new Set(passed);
      return textsOf(job).flatMap((text) =>
        (/secrets/i.test(text.value) ? expressionsOf(text) : []).flatMap((found) =>
          valuesOf(found.body).flatMap(({ path: [context, name = '*'] }): Finding[] => {
            if (context !== 'secrets' || seen.has(name)) return [];
            seen.add(name);
            const message = `job ${job.id} reads the secret ${name.toUpperCase()} without an environment`;
            return [
              findingAt(found, message, 'move it to an environment, and name that in the job'),
            ];
          }),
        ),
      );
    });
  },
});

function textsOf(job: Job): readonly Text[] {
  const { container, services, env, steps } = job;
  return [
    ...env.map(({ value }) => value),
    ...[container, ...services].flatMap((item) => item?.password ?? []),
    ...steps.flatMap((step) => [
      ...(step.run === undefined ? [] : [step.run]),
      ...[...step.env, ...step.with].map(({ value }) => value),
    ]),
  ];
}
