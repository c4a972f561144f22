import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import {
  entry,
  type Entry,
  type Job,
  type Parameter,
  type Permissions,
  type Text,
  type Workflow,
} from '../../../core/reading/workflow';

/** A call fits the workflow that it calls. */
export const calledWorkflows = workflowRule({
  name: 'called-workflows',
  description:
    'Calls of workflows in the same commit, or that the stack delivers, pass what these require, and enough permissions',
  severity: 'medium',
  security: false,
  why: 'GitHub does not start a workflow with a call that does not fit: a required check of it stays pending, and the error is only shown in the Actions tab.',
  link: 'https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations',
  remediation:
    'Pass the inputs and secrets that the called workflow declares, and the permissions of its jobs.',
  exampleFiles: {
    '.github/workflows/deploy.yml': `on:
  workflow_call:
    inputs:
      environment: {type: string, required: true}
jobs:
  deploy:
    runs-on: ubuntu-24.04
    permissions: {contents: read}
    steps:
      - run: ./deploy
`,
  },
  example: {
    violates: `on: push
permissions: {contents: read}
jobs:
  staging:
    uses: ./.github/workflows/deploy.yml
    with:
      enviroment: staging
`,
    passes: `on: push
permissions: {contents: read}
jobs:
  staging:
    uses: ./.github/workflows/deploy.yml
    with:
      environment: staging
`,
  },
  check: (workflow) =>
    workflow.jobs.flatMap((job): readonly Finding[] => {
      const { called, uses } = job;
      if (called === undefined || uses === undefined) return [];
      const trigger = called.triggers.find(({ event }) => event === 'workflow_call');
      if (trigger === undefined) {
        const fix = 'add workflow_call to its on';
        return [findingAt(uses, `${called.path} cannot be called: it has no workflow_call`, fix)];
      }
      return [
        ...misfits('input', uses, job.with, trigger.inputs),
        ...(job.secretsInherit === undefined
          ? misfits('secret', uses, job.secrets, trigger.secrets)
          : []),
        ...tooFewRights(workflow, job, called, uses),
      ];
    }),
});

function misfits(
  kind: string,
  uses: Text,
  given: readonly Entry[],
  declared: readonly Parameter[],
): readonly Finding[] {
  const names = declared.map(({ name }) => name.value);
  const list = names.length === 0 ? 'it declares none' : `it declares ${names.join(', ')}`;
  const missing = declared.filter(
    ({ name, required }) => required && entry(given, name.value.toLowerCase()) === undefined,
  );
  const extra = given.filter(
    ({ key }) => !names.some((name) => name.toLowerCase() === key.value.toLowerCase()),
  );
  return [
    ...missing.map(({ name }) =>
      findingAt(
        uses,
        `the called workflow requires the ${kind} ${name.value}`,
        `pass ${name.value}`,
      ),
    ),
    ...extra.map(({ key }) =>
      findingAt(key, `the called workflow has no ${kind} ${key.value}`, `remove it: ${list}`),
    ),
  ];
}

const RIGHTS = ['none', 'read', 'write'];

/** A called workflow's jobs get at most what the calling job has, and GitHub refuses the call where one asks for more. */
function tooFewRights(
  workflow: Workflow,
  job: Job,
  called: Workflow,
  uses: Text,
): readonly Finding[] {
  const granted = job.permissions ?? workflow.permissions;
  // What the repository's settings give is not known here.
  if (granted === undefined) return [];
  const wanted = called.jobs.flatMap((inner) => inner.permissions ?? called.permissions ?? []);
  const scopes = new Map<string, string>();
  for (const { key, value } of wanted.flatMap((permissions) => permissions.scopes)) {
    const before = scopes.get(key.value) ?? 'none';
    if (RIGHTS.indexOf(value.value) > RIGHTS.indexOf(before)) scopes.set(key.value, value.value);
  }
  return [...scopes]
    .filter(([scope, right]) => RIGHTS.indexOf(right) > RIGHTS.indexOf(rightOf(granted, scope)))
    .map(([scope, right]) =>
      findingAt(
        uses,
        `${called.path} needs ${scope}: ${right}, and the job has ${scope}: ${rightOf(granted, scope)}`,
        `add ${scope}: ${right} to the permissions of the job`,
      ),
    );
}

function rightOf({ all, scopes }: Permissions, scope: string): string {
  if (all !== undefined) return all.value.replace(/-all$/, '');
  return entry(scopes, scope)?.value ?? 'none';
}
