import { listProp, textProp } from '../../model/resource-view';
import { resourceRule, type StackFinding } from '../../model/rule';

/** A function runs on a patched runtime. */
export const functionRuntime = resourceRule({
  name: 'function-runtime',
  description: 'Functions use a runtime that gets security updates',
  severity: 'medium',
  why: 'AWS stops to patch a runtime at its deprecation, and later refuses changes of the function.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html',
  remediation: 'Move the function to a supported runtime.',
  types: ['aws:lambda/function:Function'],
  example: {
    violates: { type: 'aws:lambda/function:Function', props: { runtime: 'nodejs16.x', role: 'r' } },
    passes: { type: 'aws:lambda/function:Function', props: { runtime: 'nodejs22.x', role: 'r' } },
  },
  check: ({ props }): readonly StackFinding[] => {
    const runtime = textProp(props, 'runtime');
    if (runtime === undefined || listProp(props, 'imageUri').length > 0) return [];
    return DEPRECATED.test(runtime)
      ? [
          {
            message: `runtime ${runtime} gets no updates any more`,
            fix: 'use a supported runtime, such as nodejs22.x',
          },
        ]
      : [];
  },
});

/** Runtimes whose deprecation date in AWS's table has passed in 2026. */
const DEPRECATED =
  /^(?:nodejs(?:\d(?:\.\d+)?|1[02468]\.x)?$|nodejs\d\.|python(?:2\.|3\.[6-9]$)|ruby2\.|ruby3\.2$|dotnetcore|dotnet6$|java8$|go1\.x$|provided$)/;
