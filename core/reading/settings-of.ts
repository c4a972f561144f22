import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import { perObject, perText } from './memo';
import { type Rule } from './rule';

/** Settings of a rule from what the pack configuration gives; absent keys get their defaults. Throws on a wrong one. */
export function settingsOf(rule: Rule, given: unknown): unknown {
  return rule.config === undefined ? none : read(rule)(JSON.stringify(given ?? {}));
}

const none: unknown = {};

/** The key that a misspelt one may be meant for. */
function nearest({ config }: Rule, issue: z.core.$ZodIssue): string {
  const keys = config instanceof z.ZodObject ? Object.keys(config.shape) : [];
  if (issue.code !== 'unrecognized_keys' || issue.path.length > 0 || keys.length === 0) return '';
  const names = [...new Set(issue.keys.map((key) => closest(key, keys)))];
  return `; the nearest key is ${names.join(' and ')}`;
}

/** Rules are asked once for each resource, with the same few settings: equal ones are read once, and are one object. */
const read = perObject((rule: Rule) =>
  perText((given) => {
    const result = rule.config?.safeParse(JSON.parse(given));
    if (result === undefined || result.success) return result?.data;
    const issues = result.error.issues.map(
      (issue) => `${[rule.name, ...issue.path].join('.')}: ${issue.message}${nearest(rule, issue)}`,
    );
    const error = new Error(`policy pack configuration: ${issues.join('; ')}`);
    // The SDK prints an error's stack, where whoever wrote the configuration would look for a fault of the pack.
    error.stack = error.message;
    throw error;
  }),
);
