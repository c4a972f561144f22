import type { SmokeThread } from './announce';

/** How a deployment is, as a region last saw it. */
export interface RegionState {
  readonly region: string;
  /** Undefined: not known. */
  readonly failing: boolean | undefined;
  /** Where the messages about its failure are. */
  readonly thread?: SmokeThread | undefined;
}

/** Where the messages about a failure of the deployment are, which one region alone need not have begun. */
export function threadElsewhere(others: readonly RegionState[]): SmokeThread | undefined {
  return others.find(({ failing, thread }) => failing === true && thread !== undefined)?.thread;
}

/** From where a deployment fails: one region alone points at the way there, all of them at the deployment. */
export function shownRegions(own: string, others: readonly RegionState[]): string {
  const those = (failing: boolean | undefined): string =>
    others
      .filter((each) => each.failing === failing)
      .map(({ region }) => region)
      .join(', ');
  const [failing, passing, unknown] = [those(true), those(false), those(undefined)];
  const parts = [
    failing === ''
      ? `it fails from ${own}${passing === '' ? '' : ' only'}`
      : `it fails from ${passing === '' && unknown === '' ? 'every region: ' : ''}${own}, ${failing}`,
    ...(passing === '' ? [] : [`it passes from ${passing}`]),
    ...(unknown === '' ? [] : [`nothing is known from ${unknown}`]),
  ];
  return parts.join('; ');
}
