import { createCommitOnBranch } from './create-commit';
import { protectionMutations } from './protection-mutations';
import { pullMutations } from './pull-mutations';
import { refMutations } from './ref-mutations';

/** Root fields of mutations. */
export const mutations = {
  ...protectionMutations,
  ...pullMutations,
  ...refMutations,
  createCommitOnBranch,
};
