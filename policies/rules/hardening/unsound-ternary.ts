import { expressionsOf } from '../../../core/reading/expression';
import { nodesOf, parseExpression, type Node } from '../../../core/reading/expression-tree';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';

type Literal = Node & { readonly kind: 'literal' };

/** `a && b || c` gives c whenever b counts as false. */
export const unsoundTernary = workflowRule({
  name: 'unsound-ternary',
  actions: true,
  description: 'No expression uses condition && value || other with a falsy value',
  severity: 'medium',
  security: false,
  why: "In a && '' || 'b' the empty string is falsy: the expression is always 'b', whatever a is.",
  link: 'https://docs.zizmor.sh/audits/#unsound-ternary',
  remediation: 'Invert the condition, so that the value after && is truthy.',
  example: {
    violates: `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - run: ./build $FLAGS
        env:
          FLAGS: \${{ github.ref == 'refs/heads/main' && '' || '--debug' }}
`,
    passes: `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - run: ./build $FLAGS
        env:
          FLAGS: \${{ github.ref != 'refs/heads/main' && '--debug' || '' }}
`,
  },
  check: (workflow) =>
    workflow.expressionTexts.flatMap((text) =>
      expressionsOf(text).flatMap((found): Finding[] => {
        const value = neverGiven(found.body);
        if (value === undefined) return [];
        const message = `\${{ … && ${value} || … }} never yields ${value}, which is falsy`;
        return [findingAt(found, message, 'invert the condition and swap the values')];
      }),
    ),
});

/** The value behind `&&` that counts as false, so that what is behind `||` takes its place; as it is written. */
function neverGiven(body: string): string | undefined {
  const tree = parseExpression(body);
  if (tree === undefined) return undefined;
  for (const node of nodesOf(tree)) {
    if (node.kind !== 'or') continue;
    for (const item of node.args.slice(0, -1)) {
      const last = item.kind === 'and' ? item.args.at(-1) : undefined;
      if (last?.kind === 'literal' && !isTrue(last.value)) return shown(last.value);
    }
  }
  return undefined;
}

const isTrue = (value: Literal['value']): boolean => Boolean(value);

const shown = (value: Literal['value']): string => (value === '' ? "''" : String(value));
