import { expressionsOf } from '../../../core/reading/expression';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { scalarsOf } from '../../../core/reading/scalars';

/** `a && b || c` gives c whenever b counts as false. */
export const unsoundTernary = workflowRule({
  name: 'unsound-ternary',
  description: 'No expression writes condition && value || other with a value that counts as false',
  severity: 'medium',
  why: "In a && '' || 'b' the empty string counts as false: the expression is always 'b', whatever a is.",
  link: 'https://docs.zizmor.sh/audits/#unsound-ternary',
  remediation: 'Turn the condition round, so that the value behind && counts as true.',
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
    scalarsOf(workflow).flatMap((text) =>
      expressionsOf(text).flatMap((found): Finding[] => {
        const [, value] = NEVER.exec(withoutTexts(found.body)) ?? [];
        if (value === undefined) return [];
        const message = `\${{ … && ${value} || … }} never gives ${value}, which counts as false`;
        return [findingAt(found, message, 'turn the condition round and swap the values')];
      }),
    ),
});

const NEVER = /&&\s*(''|false|null|[+-]?0(?:\.0+)?|NaN)\s*\|\|/;

/** Text between quotes may look like anything; only whether it is empty counts. */
function withoutTexts(body: string): string {
  return body.replace(/'(?:[^']|'')*'/g, (text) => (text === "''" ? text : "'x'"));
}
