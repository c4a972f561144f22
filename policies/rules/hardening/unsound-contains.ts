import { conditionOf } from '../../../core/reading/expression';
import { nodesOf } from '../../../core/reading/expression-tree';
import { valuesIn } from '../../../core/reading/expression-values';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { type Text } from '../../../core/reading/workflow';

/** Membership is tested in a list, never in a string. */
export const unsoundContains = workflowRule({
  name: 'unsound-contains',
  actions: true,
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
        const wanted = condition === undefined ? undefined : lookedFor(condition);
        if (condition === undefined || wanted === undefined) return [];
        const message = `contains looks for ${wanted} in a string: any part of it matches`;
        return [
          findingAt(condition, message, "compare with ==, or use contains(fromJSON('[…]'), …)"),
        ];
      }),
    ),
});

const CONTEXTS: ReadonlySet<string> = new Set([
  ...['github', 'inputs', 'env', 'needs', 'steps', 'matrix'],
]);

/** The value of a context that a condition looks for in a text that is written out. */
function lookedFor(condition: Text): string | undefined {
  const tree = conditionOf(condition);
  if (tree === undefined) return undefined;
  for (const node of nodesOf(tree)) {
    if (node.kind !== 'call' || node.name !== 'contains') continue;
    const [list, value] = node.args;
    if (list?.kind !== 'literal' || typeof list.value !== 'string' || value === undefined) continue;
    const found = valuesIn(value).find(({ path }) => CONTEXTS.has(path[0] ?? ''));
    if (found !== undefined) return found.path.join('.');
  }
  return undefined;
}
