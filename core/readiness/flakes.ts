import type { TestObservation } from './test-observation';

/** Which tests flaked in which observation. */
export interface Flakes {
  /** Oldest first. */
  readonly observed: readonly TestObservation[];
  /**
   * For each observation the tests that flaked in it, with the place of the observation since which that is known: one
   * that failed is known to have flaked only after another attempt at the same commit.
   */
  readonly flaked: readonly ReadonlyMap<string, number>[];
}

/**
 * A test flaked in an observation when it passed there after a re-run, or failed there and did not fail in another
 * observation of the same code and environment. One that stopped early (a collection error, `-x`) has fewer tests in
 * its report and says nothing about the others.
 */
export function flakesOf(observations: readonly TestObservation[]): Flakes {
  const observed = oldestFirst(observations);
  const alike = new Map<string, number[]>();
  for (const [place, one] of observed.entries()) {
    const key = testedIn(one);
    const places = alike.get(key);
    if (places === undefined) alike.set(key, [place]);
    else places.push(place);
  }
  const failed = observed.map((one) => new Set(one.failed));
  const flaked = observed.map((one, place) => {
    const others = (alike.get(testedIn(one)) ?? []).filter(
      (other) => other !== place && (observed[other]?.tests ?? 0) >= one.tests,
    );
    const known = new Map(one.rerun.map((id) => [id, place]));
    for (const id of one.failed) {
      const other = others.find((each) => failed[each]?.has(id) === false);
      if (other !== undefined) known.set(id, Math.max(place, other));
    }
    return known;
  });
  return { observed, flaked };
}

/**
 * What two observations have in common that saw the same code in the same environment. A deployed service is another one
 * in each run, whatever commit the run was of: its checks are the same only in the attempts of one run.
 */
function testedIn({ kind, run, commit, environment = '' }: TestObservation): string {
  return `${kind === undefined ? commit : String(run)} ${environment}`;
}

/** The observations apart that say nothing of each other: those of tests, and those of each deployment. */
export function byDeployment(
  observations: readonly TestObservation[],
): readonly (readonly TestObservation[])[] {
  const groups = new Map<string | undefined, TestObservation[]>();
  for (const one of observations) {
    const deployment = one.kind === undefined ? undefined : (one.environment ?? '');
    const group = groups.get(deployment);
    if (group === undefined) groups.set(deployment, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

/** Observations of the tests of CI runs. */
export function ofTests<T extends Pick<TestObservation, 'kind'>>(observations: readonly T[]): T[] {
  return observations.filter(({ kind }) => kind === undefined);
}

export function oldestFirst<T extends TestObservation>(observations: readonly T[]): T[] {
  return [...observations].sort((a, b) => {
    if (a.at !== b.at) return a.at < b.at ? -1 : 1;
    const [first, second] = [a.environment ?? '', b.environment ?? ''];
    return a.run - b.run || a.attempt - b.attempt || (first < second ? -1 : 1);
  });
}
