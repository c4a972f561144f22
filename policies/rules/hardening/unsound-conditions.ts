import { onlyExpressionIn } from '../../../core/reading/expression';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { type Text } from '../../../core/reading/workflow';

/** A condition that is always true guards nothing. */
export const unsoundConditions = workflowRule({
  name: 'unsound-conditions',
  actions: true,
  description: 'No condition is always true because of how it is written',
  severity: 'high',
  why: 'Text around ${{ }}, a trailing line break of a block scalar included, makes the condition a string, and strings are true.',
  link: 'https://docs.zizmor.sh/audits/#unsound-condition',
  remediation:
    'Leave out ${{ }} in if, or use the block style >- or |-, which strips the final line break.',
  example: {
    violates: `on: push
jobs:
  deploy:
    if: |
      \${{ github.ref == 'refs/heads/main' }}
    runs-on: ubuntu-24.04
    steps:
      - run: ./deploy
`,
    passes: `on: push
jobs:
  deploy:
    if: github.ref == 'refs/heads/main'
    runs-on: ubuntu-24.04
    steps:
      - run: ./deploy
`,
  },
  check: (workflow) =>
    workflow.jobs.flatMap((job) =>
      [job, ...job.steps].flatMap((item): Finding[] => {
        const { condition } = item;
        if (condition === undefined || !alwaysTrue(condition)) return [];
        const message = 'condition is always true: there is text outside ${{ }}';
        return [findingAt(condition, message, 'write the condition without ${{ }}')];
      }),
    ),
});

/** GitHub evaluates a text with `${{ }}` and anything else around it, a blank too, as a non-empty string. */
function alwaysTrue({ value }: Text): boolean {
  return value.includes('${{') && onlyExpressionIn(value) === undefined;
}
