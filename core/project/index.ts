/** The doors of this room: what a Python project is and needs. */
export { detectRepository } from './detect-project';
export { type BranchProposal, proposeForBranch } from './branch-proposal';
export { treeFromEntries } from './entries-tree';
export { jobsWork, type JobWork, type Work } from './job-work';
export { proposedRepository } from './proposed-repository';
export { proposedSettings, type Proposal } from './proposed-settings';
export type * from './model';
export { diagnose } from './failures/diagnose';
export {
  type Failure,
  failureOf,
  failureText,
  type SettingValue,
  type Tried,
} from './failures/failure';
export type { ProjectTree } from './project-tree';
export type * from './surroundings-facts';
export type * from './tool-facts';
