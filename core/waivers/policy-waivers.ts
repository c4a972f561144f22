import * as z from 'zod/mini';
import { daysBetween } from '../readiness/days';
import { type Waived, type Waiver } from './waiver';
import { policyParts, waiverReasons } from './waiver-parts';

/** A waiver of a policy as a configuration of the pack has it. */
export const policyWaiver = z.strictObject({ ...policyParts, ...waiverReasons });

export type PolicyWaiver = z.infer<typeof policyWaiver>;

/** The same waiver as a file of waivers would have it. */
export function waiverOf({ rule, repository, path, ...reasons }: PolicyWaiver): Waiver {
  return { what: waivedPolicy({ rule, repository, path }), ...reasons };
}

/** What is waived of a policy, from what is written of it. */
export function waivedPolicy({
  rule,
  repository,
  path,
}: Pick<PolicyWaiver, 'rule' | 'repository' | 'path'>): Waived {
  return {
    kind: 'policy',
    rule,
    ...(repository === undefined ? {} : { repository }),
    ...(path === undefined ? {} : { path }),
  };
}

/** Says what is wrong with waivers that last too long; none of them counts. */
export function tooLongWaivers(
  waivers: readonly PolicyWaiver[],
  { maximumDays, today }: { readonly maximumDays: number; readonly today: string },
): readonly string[] {
  return waivers.flatMap(({ rule, until }) => {
    const days = daysBetween(today, until);
    return days <= maximumDays
      ? []
      : [
          `the waiver of ${rule} lasts until ${until}, in ${String(days)} days; at most ${String(maximumDays)} are allowed`,
        ];
  });
}
