import type { VulnerabilitiesFact } from '../facts';
import type { PackageMeasure } from './package-measures';
import { worstSeverity, type Severity } from './severity';

type Package = VulnerabilitiesFact['packages'][number];

/** The fact with what is known of its vulnerabilities' severities, by id. */
export function rate(
  fact: VulnerabilitiesFact,
  severities: ReadonlyMap<string, Severity>,
): VulnerabilitiesFact {
  return {
    ...fact,
    packages: fact.packages.map((one) => {
      const own = one.ids.flatMap((id) => {
        const severity = severities.get(id) ?? one.severities?.[id];
        return severity === undefined ? [] : [[id, severity] as const];
      });
      return own.length === 0 ? one : { ...one, severities: Object.fromEntries(own) };
    }),
  };
}

/** Severity of a package; undefined where one of its vulnerabilities is not rated and might be its worst. */
export function severityOfPackage({ ids, severities = {} }: Package): Severity | undefined {
  return worstSeverity(ids.map((id) => severities[id]));
}

export function measureOfPackage(one: Package): PackageMeasure {
  const severity = severityOfPackage(one);
  return severity === 'medium' ? 'mediumPackages' : severity === 'low' ? 'lowPackages' : 'packages';
}

/** Ids that nothing has rated yet. */
export function unratedIds({ packages }: VulnerabilitiesFact): readonly string[] {
  const all = packages.flatMap(({ ids, severities = {} }) =>
    ids.filter((id) => !Object.hasOwn(severities, id)),
  );
  return [...new Set(all)];
}
