import { expressionsOf } from '../../../core/reading/expression';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { scalarsOf } from '../../../core/reading/scalars';

/** `a && b || c` gives c whenever b counts as false. */
export const unsoundTernary = workflowRule({
  name: 'unsound-ternary',
  description: 'No expression uses condition && value || other with a falsy value',
  severity: 'medium',
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
    scalarsOf(workflow).flatMap((text) =>
      expressionsOf(text).flatMap((found): Finding[] => {
        const [, value] = NEVER.exec(withoutTexts(found.body)) ?? [];
        if (value === undefined) return [];
        const message = `\${{ … && ${value} || … }} never yields ${value}, which is falsy`;
        return [findingAt(found, message, 'invert the condition and swap the values')];
      }),
    ),
});

const NEVER = /&&\s*(''|false|null|[+-]?0(?:\.0+)?|NaN)\s*\|\|/;

/** Text between quotes may look like anything; only whether it is empty counts. */
function withoutTexts(body: string): string {
  return body.replace(/'(?:[^']|'')*'/g, (text) => (text === "''" ? text : "'x'"));
}
