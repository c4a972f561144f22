import { type Rule } from './rule';

/** Settings of a rule from what the pack configuration gives; absent keys get their defaults. Throws on a wrong one. */
export function settingsOf(rule: Rule, given: unknown): unknown {
  if (rule.config === undefined) return {};
  const result = rule.config.safeParse(given ?? {});
  if (result.success) return result.data;
  const issues = result.error.issues.map(
    (issue) => `${[rule.name, ...issue.path].join('.')}: ${issue.message}`,
  );
  throw new Error(`policy pack configuration: ${issues.join('; ')}`);
}
