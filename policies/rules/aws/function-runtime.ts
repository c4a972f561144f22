import { z } from 'zod';
import { listProp, textProp } from '../../../core/reading/resource-view';
import { resourceRule, type StackFinding } from '../../../core/reading/rule';
import { awsTypes } from '../../../core/kernel/resource-types';

/** A function runs on a patched runtime. */
export const functionRuntime = resourceRule({
  name: 'function-runtime',
  description: 'Functions use a runtime that receives security updates',
  severity: 'medium',
  why: 'AWS stops patching a runtime when it is deprecated, and later blocks updates to the function.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html',
  remediation: 'Move the function to a supported runtime.',
  types: [awsTypes.lambda.Function],
  config: z.strictObject({
    until: z.iso
      .date()
      .default('2026-12-31')
      .describe(
        'Date until which the runtime must be supported; set a later date for an early warning',
      ),
  }),
  example: {
    violates: { type: awsTypes.lambda.Function, props: { runtime: 'nodejs20.x', role: 'r' } },
    passes: { type: awsTypes.lambda.Function, props: { runtime: 'nodejs24.x', role: 'r' } },
  },
  check: ({ props }, { until }): readonly StackFinding[] => {
    const runtime = textProp(props, 'runtime');
    if (runtime === undefined || listProp(props, 'imageUri').length > 0) return [];
    const fix = 'use a supported runtime, such as nodejs24.x';
    const end = SUPPORTED_UNTIL.get(runtime);
    if (end !== undefined)
      return end >= until
        ? []
        : [{ message: `runtime ${runtime} receives no updates after ${end}`, fix }];
    return DEPRECATED.test(runtime)
      ? [{ message: `runtime ${runtime} no longer receives updates`, fix }]
      : [];
  },
});

/** Deprecation dates of AWS's table in November 2026. A runtime that is in neither list is newer than this table. */
const SUPPORTED_UNTIL: ReadonlyMap<string, string> = new Map([
  ['nodejs20.x', '2026-04-30'],
  ['nodejs22.x', '2027-04-30'],
  ['nodejs24.x', '2028-04-30'],
  ['python3.13', '2029-06-30'],
  ['python3.14', '2029-06-30'],
  ['java25', '2029-06-30'],
  ['ruby3.3', '2027-03-31'],
  ['ruby3.4', '2028-03-31'],
  ['dotnet10', '2028-11-14'],
]);

const DEPRECATED =
  /^(?:nodejs(?:\d(?:\.\d+)?|1[02468]\.x)?$|nodejs\d\.|python(?:2\.|3\.[6-9]$)|ruby2\.|ruby3\.2$|dotnetcore|dotnet6$|java8$|go1\.x$|provided$)/;
