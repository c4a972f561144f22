import { unapprovedFiles } from './code-owners';
import { approvals, type PullCall } from './pulls';
import { type Pull } from './state';
import { type MergeFacts } from './write-ref';

/**
 * What rules ask of a pull request when it is merged.
 *
 * @param at the base's commit, and the commit whose checks count.
 */
export async function mergeFacts(
  { git }: Pick<PullCall, 'git'>,
  { pull }: Pull,
  { base, checkedSha }: { readonly base: string; readonly checkedSha: string },
  method: string,
): Promise<MergeFacts> {
  return {
    approvals: approvals(pull).length,
    unowned: await unapprovedFiles(git, base, pull.headSha, approvals(pull)),
    upToDate: await git.isAncestor(base, checkedSha),
    checkedSha,
    method,
  };
}
