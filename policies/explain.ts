import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import { ProblemsError } from '../core/kernel/problem';
import { type ExampleResource, type Rule } from '../core/reading/rule';
import { rules } from './rules';

/**
 * What a policy demands and why, its settings, and an example that violates it and one that passes, for a terminal.
 *
 * @throws ProblemsError with the nearest name where there is no policy of this one.
 */
export function explainRule(name: string): string {
  const rule = rules.find((item) => item.name === name);
  if (rule === undefined) {
    const all = rules.map((item) => item.name);
    // A name that is cut short is nearer to one that begins alike than to any other of its length.
    const alike = all.filter((item) => item.startsWith(name.slice(0, 4)));
    const names = alike.length > 0 ? alike : all;
    const problem = { code: 'policy-unknown', message: `there is no policy ${name}` };
    throw new ProblemsError([{ ...problem, remedy: `did you mean ${closest(name, names)}?` }]);
  }
  const { description, severity, confidence = 'high', level = 'mandatory' } = rule;
  return [
    `${rule.name}: ${description}.`,
    `Severity ${severity}, confidence ${confidence}, ${level} unless configured.`,
    '',
    `Why: ${rule.why}`,
    `Fix: ${rule.remediation}`,
    ...(rule.setting === undefined ? [] : [`Decided by: ${rule.setting} in the configuration`]),
    `Source: ${rule.link}`,
    ...settingLines(rule),
    ...otherFileLines(rule),
    '',
    'Violates:',
    ...exampleLines(rule, 'violates'),
    '',
    'Passes:',
    ...exampleLines(rule, 'passes'),
    '',
  ].join('\n');
}

function settingLines({ config }: Rule): readonly string[] {
  if (config === undefined) return [];
  const { properties = {} } = z.toJSONSchema(config, { io: 'input', target: 'draft-7' });
  const lines = Object.entries(properties).map(([key, schema]) => {
    const { default: fallback, description = '' } = typeof schema === 'object' ? schema : {};
    return `  ${key} (default: ${JSON.stringify(fallback ?? null)}): ${description}`;
  });
  return ['', 'Settings:', ...lines];
}

function otherFileLines(rule: Rule): readonly string[] {
  if (rule.scope !== 'workflow') return [];
  return Object.entries(rule.exampleFiles ?? {}).flatMap(([path, text]) => [
    '',
    `With ${path}:`,
    ...indented(text),
  ]);
}

function exampleLines(rule: Rule, side: 'violates' | 'passes'): readonly string[] {
  const example = rule.example[side];
  if (typeof example === 'string') return indented(example);
  const resources: readonly ExampleResource[] = 'type' in example ? [example] : example;
  return resources.flatMap((resource) => indented(JSON.stringify(resource, undefined, 2)));
}

const indented = (text: string): readonly string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`);
