/**
 * The kinds of changes that a repository has to be able to merge: a pull request of documentation alone, one from a fork,
 * one by Dependabot, an entry of the merge queue, and the pull request that delivers the files.
 */
export const changeKinds = ['documentation', 'fork', 'dependabot', 'queue', 'own'] as const;

export type ChangeKind = (typeof changeKinds)[number];
