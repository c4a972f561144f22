/** Actors of a ruleset: the GitHub Apps with these ids, which it never applies to. */
export function appBypass(appIds: readonly number[]) {
  return appIds.map((actorId) => ({ actorId, actorType: 'Integration', bypassMode: 'always' }));
}
