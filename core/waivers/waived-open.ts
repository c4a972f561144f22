import { findingKey, packageKey } from '../readiness/first-seen';
import type { History } from '../readiness/history';
import { fileFromRoot, waiverFor, type Subject } from './match';
import type { Waiver } from './waiver';

type Open = Pick<NonNullable<History['security']>, 'findings' | 'packages'>;

/**
 * The last day on which a waiver excuses each of what is open, by its key; what none excuses today has no entry. A package is
 * excused while all of its vulnerabilities are.
 *
 * @param directory of the project, from which its reports name files.
 */
export function waivedOpen(
  { findings, packages }: Open,
  waivers: readonly Waiver[],
  { today, directory }: { readonly today: string; readonly directory?: string | undefined },
): Readonly<Record<string, string>> {
  const gate = { kind: 'gate', gate: 'security' } as const;
  const untilOf = (subject: Subject): string => waiverFor(waivers, subject, today)?.until ?? '';
  const whole = untilOf(gate);
  const ends = [
    ...findings.map((one) => {
      const file = fileFromRoot(one.file, directory);
      const own = untilOf({ kind: 'finding', tool: 'bandit', rule: one.rule, file });
      return [findingKey(one), own] as const;
    }),
    ...packages.map((one) => {
      const { name, ids, aliases = {} } = one;
      const each = ids.map((id) => {
        const names = [id, ...(Object.hasOwn(aliases, id) ? (aliases[id] ?? []) : [])];
        return untilOf({ kind: 'vulnerability', ids: names, package: name });
      });
      return [packageKey(one), each.reduce((a, b) => (b < a ? b : a), each[0] ?? '')] as const;
    }),
  ];
  return Object.fromEntries(
    ends
      .map(([key, own]) => [key, own > whole ? own : whole] as const)
      .filter(([, until]) => until !== ''),
  );
}
