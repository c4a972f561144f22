import * as z from 'zod/mini';
import type { SmokeDefinition } from './definition';
import { parseReport } from './report';

const reportSchema = z.object({
  version: z.literal(1),
  checks: z.array(z.object({ name: z.string(), passed: z.boolean() })),
});

/**
 * The definition without the checks that did not pass by an earlier report: what a service did before must not be less than it does
 * now, and what it never did is not asked for. Undefined for a text that is no such report.
 */
export function withPassed(
  definition: SmokeDefinition,
  report: string,
): SmokeDefinition | undefined {
  const passed = passedChecks(report);
  if (passed === undefined) return undefined;
  return { ...definition, checks: definition.checks.filter(({ name }) => passed.has(name)) };
}

/** Names of the checks that passed; undefined for a text that is no report. */
function passedChecks(text: string): ReadonlySet<string> | undefined {
  const report = parseReport(text, reportSchema);
  if (report === undefined) return undefined;
  return new Set(report.checks.filter(({ passed }) => passed).map(({ name }) => name));
}
