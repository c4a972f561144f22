import { createTwoFilesPatch } from 'diff';
import { type BranchView } from '../github/branch-view';
import { type Repository } from '../github/repository';
import { type WorkflowCommitInputs } from './inputs';

/** Lines of one file's difference that are shown. */
const maximumLines = 200;

/** What overwriting foreign files would change, as a unified diff for a person to read. */
export async function adoptionDiff(
  repository: Repository,
  inputs: WorkflowCommitInputs,
  base: BranchView,
  adopted: readonly string[],
): Promise<string> {
  const parts = [`${repository.fullName}: these files are taken over and change as follows`];
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
    const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, '', '', {
      context: 3,
    });
    const lines = patch.split('\n').filter((line) => !/^=+$/.test(line));
    parts.push(lines.slice(0, maximumLines).join('\n'));
    if (lines.length > maximumLines) parts.push(`… and ${lines.length - maximumLines} lines more`);
  }
  return parts.join('\n');
}
