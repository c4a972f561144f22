import { expressionsOf } from '../../../core/reading/expression';
import { nodesOf, parseExpression, type Node } from '../../../core/reading/expression-tree';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';

/** A job reads the secrets it needs, one by one. */
export const overprovisionedSecrets = workflowRule({
  name: 'overprovisioned-secrets',
  description: 'No expression reads the whole secrets context or computes the name of a secret',
  severity: 'high',
  why: 'toJSON(secrets) or secrets[…] makes every secret of the repository available to the job.',
  link: 'https://docs.zizmor.sh/audits/#overprovisioned-secrets',
  remediation: 'Name each secret: ${{ secrets.NAME }}.',
  example: {
    violates: `on: push
jobs:
  deploy:
    runs-on: ubuntu-24.04
    steps:
      - run: ./deploy
        env:
          ALL: \${{ toJSON(secrets) }}
`,
    passes: `on: push
jobs:
  deploy:
    runs-on: ubuntu-24.04
    steps:
      - run: ./deploy
        env:
          KEY: \${{ secrets.DEPLOY_KEY }}
`,
  },
  check: (workflow) =>
    workflow.expressionTexts.flatMap((text) =>
      expressionsOf(text).flatMap((found): Finding[] => {
        const { body } = found;
        if (!takesAll(body)) return [];
        return [
          findingAt(found, `expression reads every secret: ${body}`, 'name the secret it needs'),
        ];
      }),
    ),
});

/** Whether an expression hands on the context as a whole, each of its values, or one whose name only the run knows. */
function takesAll(body: string): boolean {
  if (!/secrets/i.test(body)) return false;
  const tree = parseExpression(body);
  if (tree === undefined) return false;
  const nodes = [...nodesOf(tree)];
  const isSecrets = (node: Node): boolean => node.kind === 'context' && node.name === 'secrets';
  return nodes.some((node) =>
    node.kind === 'call'
      ? node.args.some(isSecrets)
      : node.kind === 'part' &&
        isSecrets(node.of) &&
        (node.by === '*' || node.by.kind !== 'literal'),
  );
}
