import { closest } from 'fastest-levenshtein';
import { tooLongWaivers, waiverOf } from '../core/waivers/policy-waivers';
import { type Waiver } from '../core/waivers/waiver';
import { configOf, type PackConfig } from './pack-config';
import { rules } from './rules';
import { exceptions, exceptionSettings } from './rules/pipeline/exceptions';

/**
 * The waivers that a configuration of the pack has.
 *
 * @param today in UTC: `2026-03-31`.
 * @throws where one is for no policy, or lasts longer than the configuration allows, with all of them.
 */
export function configuredWaivers(config: PackConfig, today: string): readonly Waiver[] {
  const { waivers, maximumDays } = exceptionSettings.parse(configOf(exceptions, config).settings);
  const names = rules.map(({ name }) => name);
  const problems = [
    ...waivers.flatMap(({ rule }) =>
      names.includes(rule)
        ? []
        : [
            `the waiver is for ${rule}, which is not a policy; the nearest name is ${closest(rule, names)}`,
          ],
    ),
    ...tooLongWaivers(waivers, { maximumDays, today }),
  ];
  if (problems.length > 0)
    throw new Error(problems.map((problem) => `exceptions.waivers: ${problem}`).join('\n'));
  return waivers.map(waiverOf);
}
