import { type BranchView } from '../github/branch-view';
import { type Target } from '../github/repository';
import { type WorkflowCommitInputs } from './inputs';
import { unifiedDiff } from './unified-diff';

/** What overwriting foreign files would change, as a unified diff for a person to read. */
export async function adoptionDiff(
  repository: Target,
  inputs: WorkflowCommitInputs,
  base: BranchView,
  adopted: readonly string[],
): Promise<string> {
  const parts = [
    `${repository.fullName}: these existing files are taken over, with the following changes`,
  ];
  for (const path of adopted) {
    const present = base.tree.get(path);
    const wanted = inputs.files.get(path);
    if (present === undefined || wanted === undefined) continue;
    const before = await repository.text(present.sha);
    if (before === undefined) {
      parts.push(`${path}: not shown (binary or very large)`);
      continue;
    }
    const after = Buffer.from(wanted.content).toString('utf8');
    parts.push(unifiedDiff(path, before, after));
  }
  return parts.join('\n');
}
