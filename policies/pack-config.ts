import { closest } from 'fastest-levenshtein';
import { type Rule } from '../core/reading/rule';
import { settingsOf } from '../core/reading/settings-of';
import { rules } from './rules';

/** Settings of a rule, or its level alone, as in a file for `--policy-pack-config`. */
export type PackConfig = Readonly<Record<string, unknown>>;

/** The policy that lists what is excepted. It is no rule: it judges nothing. */
export const EXCEPTED_FINDINGS = 'excepted-findings';

const LEVELS = ['advisory', 'mandatory', 'remediate', 'disabled'];

/** A misspelt name or level would switch nothing on or off, and no one would notice. Throws all of them at once. */
export function checkConfig(config: PackConfig): void {
  const names = rules.map(({ name }) => name);
  const problems = Object.entries(config).flatMap(([name, value]) => {
    const level =
      typeof value === 'string'
        ? value
        : (value as Readonly<Record<string, unknown>> | null)?.['enforcementLevel'];
    return [
      ...(['all', EXCEPTED_FINDINGS, ...names].includes(name)
        ? []
        : [`${name}: not a policy; the nearest name is ${closest(name, names)}`]),
      ...(level === undefined || (typeof level === 'string' && LEVELS.includes(level))
        ? []
        : [`${name}: found level ${JSON.stringify(level)}; allowed: ${LEVELS.join(', ')}`]),
      ...rules.flatMap((rule) => {
        if (rule.name !== name) return [];
        try {
          configOf(rule, config);
          return [];
        } catch (error) {
          return [error instanceof Error ? error.message : String(error)];
        }
      }),
    ];
  });
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** The level and the settings that a configuration gives a rule. */
export function configOf(
  rule: Rule,
  config: PackConfig,
): { readonly level: string; readonly settings: unknown } {
  const fallback = typeof config['all'] === 'string' ? config['all'] : (rule.level ?? 'mandatory');
  const own = config[rule.name];
  if (typeof own === 'string') return { level: own, settings: settingsOf(rule, {}) };
  const { enforcementLevel, ...settings } = (own ?? {}) as Readonly<Record<string, unknown>>;
  const level = typeof enforcementLevel === 'string' ? enforcementLevel : fallback;
  return { level, settings: settingsOf(rule, settings) };
}
