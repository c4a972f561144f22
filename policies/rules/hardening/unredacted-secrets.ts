import { expressionsOf } from '../../../core/reading/expression';
import { nodesOf, parseExpression } from '../../../core/reading/expression-tree';
import { valuesIn } from '../../../core/reading/expression-values';
import { findingAt, workflowRule } from '../../../core/reading/rule';

/** Each part of a secret is a secret of its own, so that logs hide it. */
export const unredactedSecrets = workflowRule({
  name: 'unredacted-secrets',
  actions: true,
  description: 'No expression extracts a field from a structured secret',
  severity: 'medium',
  why: 'Logs mask a secret only as a whole; a field extracted with fromJSON is printed in plain text.',
  link: 'https://docs.zizmor.sh/audits/#unredacted-secrets',
  remediation: 'Store each field as its own secret.',
  example: {
    violates: `on: push
jobs:
  deploy:
    runs-on: ubuntu-24.04
    steps:
      - run: ./deploy
        env:
          PASSWORD: \${{ fromJSON(secrets.DATABASE).password }}
`,
    passes: `on: push
jobs:
  deploy:
    runs-on: ubuntu-24.04
    steps:
      - run: ./deploy
        env:
          PASSWORD: \${{ secrets.DATABASE_PASSWORD }}
`,
  },
  check: (workflow) =>
    workflow.expressionTexts.flatMap((text) =>
      expressionsOf(text)
        .filter(({ body }) => takesPart(body))
        .map((found) => {
          const message = `part of a secret is not masked in logs: ${found.body}`;
          return findingAt(found, message, 'store the field as its own secret');
        }),
    ),
});

/** Whether an expression reads a secret as JSON. */
function takesPart(body: string): boolean {
  const tree = parseExpression(body);
  if (tree === undefined) return false;
  return [...nodesOf(tree)].some(
    (node) =>
      node.kind === 'call' &&
      node.name === 'fromjson' &&
      node.args.flatMap(valuesIn).some(({ path, whole }) => path[0] === 'secrets' && !whole),
  );
}
