import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';

/** The old workflow commands stay off. */
export const insecureCommands = workflowRule({
  name: 'insecure-commands',
  actions: true,
  description: 'ACTIONS_ALLOW_UNSECURE_COMMANDS is not set',
  severity: 'high',
  why: 'It re-enables set-env and add-path, which let any printed line change the environment of later steps.',
  link: 'https://docs.zizmor.sh/audits/#insecure-commands',
  remediation: 'Remove the variable and write to $GITHUB_ENV or $GITHUB_PATH.',
  example: {
    violates: `on: push
env:
  ACTIONS_ALLOW_UNSECURE_COMMANDS: true
jobs: {}
`,
    passes: `on: push
env:
  LANG: C.UTF-8
jobs: {}
`,
  },
  check: (workflow) =>
    [
      workflow.env,
      ...workflow.jobs.flatMap((job) => [job.env, ...job.steps.map((step) => step.env)]),
    ].flatMap((entries) =>
      entries
        .filter(
          ({ key, value }) =>
            key.value === 'ACTIONS_ALLOW_UNSECURE_COMMANDS' && value.value !== 'false',
        )
        .map(({ key }): Finding => {
          return findingAt(key, 'unsecure workflow commands are allowed', 'remove the variable');
        }),
    ),
});
