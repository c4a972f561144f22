import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';

/** Membership is tested in a list, never in a string. */
export const unsoundContains = workflowRule({
  name: 'unsound-contains',
  description: 'No condition tests membership by searching a string literal',
  severity: 'high',
  why: "contains('refs/heads/main refs/heads/develop', github.ref) is also true for refs/heads/mai: a string is searched, not a list.",
  link: 'https://docs.zizmor.sh/audits/#unsound-contains',
  remediation: 'Use contains(fromJSON(\'["a", "b"]\'), value) or single comparisons.',
  example: {
    violates: `on: pull_request
jobs:
  deploy:
    if: contains('refs/heads/main refs/heads/develop', github.ref)
    runs-on: ubuntu-24.04
    steps:
      - run: ./deploy
`,
    passes: `on: pull_request
jobs:
  deploy:
    if: contains(fromJSON('["refs/heads/main", "refs/heads/develop"]'), github.ref)
    runs-on: ubuntu-24.04
    steps:
      - run: ./deploy
`,
  },
  check: (workflow) =>
    workflow.jobs.flatMap((job) =>
      [job, ...job.steps].flatMap((item): Finding[] => {
        const { condition } = item;
        const match = /\bcontains\s*\(\s*'(?:[^']|'')*'\s*,\s*([\w.*-]+)/i.exec(
          condition?.value ?? '',
        );
        if (condition === undefined || match === null) return [];
        if (!/^(?:github|inputs|env|needs|steps|matrix)\./i.test(match[1] ?? '')) return [];
        const message = `contains looks for ${match[1] ?? ''} in a string: any part of it matches`;
        return [
          findingAt(condition, message, "compare with ==, or use contains(fromJSON('[…]'), …)"),
        ];
      }),
    ),
});
