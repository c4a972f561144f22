/** Names of the rulesets that a pipeline sets in a repository. */
export const rulesetNames = {
  branches: 'gatehouse',
  guard: 'gatehouse-guard',
  pushes: 'gatehouse-pushes',
  tags: 'gatehouse-tags',
} as const;
