import { isGenerated } from '../../core/kernel/marker';
import { ProblemsError } from '../../core/kernel/problem';
import { type Wave } from '../../core/rollout/rollout-state';
import { commitBefore } from '../../provider/github/branch-runs';
import { GitHubFailure } from '../../provider/github/failure';
import { ReadingGitHub } from '../../provider/github/reading-github';
import { Repository } from '../../provider/github/repository';
import { fileVersions } from '../github/file-versions';
import { openPullRequest } from '../github/open-pull-request';
import { type Rollout, type RolloutStatus } from './rollout';
import { type DeliveredFiles } from './stack-preview';

/** A file as it was before a wave. */
interface FormerFile {
  readonly path: string;
  /** Undefined: there was none, and the revert removes it. */
  readonly after: string | undefined;
}

/** What reverting a wave means for one of its repositories. */
export interface Revert {
  readonly repository: string;
  readonly base: string;
  readonly files: readonly FormerFile[];
  /** Files that were changed after the wave: they stay as they are. */
  readonly changedSince: readonly string[];
  /** Why nothing is reverted, where that is no failure. */
  readonly nothing?: string;
  /** Address of the pull request, where it was asked for. */
  readonly pullRequest?: string;
  readonly failure?: string;
}

/**
 * What it takes to give the repositories of the last wave the files back that they had before it: one pull request each.
 *
 * @param open whether they are opened; otherwise nothing is changed. One that is open already is named again.
 * @throws ProblemsError before the first wave.
 */
export async function revertWave(
  rollout: Rollout,
  { last, preview }: Pick<RolloutStatus, 'last' | 'preview'>,
  open: boolean,
): Promise<readonly Revert[]> {
  if (last === undefined) {
    throw new ProblemsError([
      {
        code: 'no-wave',
        message: `${rollout.stack} has had no wave yet, so there is nothing to revert`,
      },
    ]);
  }
  const { wave } = last;
  const branches = new Map(
    rollout.config.repositories.map(({ name, defaultBranch }) => [name, defaultBranch]),
  );
  const reverts: Revert[] = [];
  // One after the other, so that GitHub's limits on new content need no waiting in between.
  for (const name of wave.repositories) {
    const base = branches.get(name);
    const nothing = { repository: name, base: base ?? '', files: [], changedSince: [] };
    if (base === undefined) {
      reverts.push({ ...nothing, nothing: 'is not in the stack any more' });
      continue;
    }
    try {
      const planned = await plannedRevert(
        rollout,
        wave,
        { name, base },
        preview.delivered.get(name),
      );
      reverts.push(open ? await opened(rollout, wave, planned) : planned);
    } catch (error) {
      if (!(error instanceof GitHubFailure)) throw error;
      reverts.push({ ...nothing, failure: error.message });
    }
  }
  return reverts;
}

async function plannedRevert(
  { client }: Rollout,
  wave: Wave,
  { name, base }: { readonly name: string; readonly base: string },
  delivered: DeliveredFiles | undefined,
): Promise<Revert> {
  const nothing = (why: string): Revert => ({
    ...{ repository: name, base, files: [], changedSince: [], nothing: why },
  });
  if (delivered === undefined) return nothing('has no files that were delivered in one commit');
  const { blobs, pullRequest } = delivered;
  if (pullRequest !== undefined) return nothing(`is not merged yet: close ${pullRequest}`);
  const before = await commitBefore(client, name, base, new Date(wave.startedAt));
  if (before === undefined) return nothing('had no commit before the wave');
  const repository = new Repository(client, name);
  const changed = await repository.changedPaths(before, base);
  if (changed === undefined) {
    throw new GitHubFailure(
      'refused',
      `${repository.fullName}: more files were changed since ${wave.startedAt} than GitHub lists; revert the commit by hand`,
    );
  }
  const paths = changed.filter((path) => path.startsWith('.github/') || path in blobs);
  const github = new ReadingGitHub(client.connection);
  const texts = await fileVersions(
    github,
    name,
    paths.map((path) => `${before}:${path}`),
  );
  const tree = (await repository.view(base, paths))?.branch?.tree;
  const files: FormerFile[] = [];
  const changedSince: string[] = [];
  paths.forEach((path, index) => {
    const after = texts[index];
    const now = tree?.get(path)?.sha;
    const wasOurs = after !== undefined && (isGenerated(after) || path.startsWith(ownFolder));
    if (!(path in blobs) && !wasOurs) return;
    if (now === blobs[path]) files.push({ path, after });
    else changedSince.push(path);
  });
  if (files.length > 0 && files.every(({ after }) => after === undefined)) {
    return nothing('had no pipeline before the wave; `gatehouse eject` takes it out of the stack');
  }
  const what = { repository: name, base, files, changedSince };
  return files.length + changedSince.length > 0 ? what : nothing('has its former files');
}

/** What the action consists of is below it. */
const ownFolder = '.github/gatehouse/';

async function opened(
  { client, stack }: Rollout,
  { number }: Wave,
  revert: Revert,
): Promise<Revert> {
  const { repository, base, files } = revert;
  if (files.length === 0) return revert;
  const pullRequest = await openPullRequest(new Repository(client, repository), {
    ...{ base, files, head: `gatehouse/revert-wave-${String(number)}` },
    title: `Revert wave ${String(number)} of ${stack}`,
    body: [
      `CI became worse with wave ${String(number)} of the stack \`${stack}\`. This gives these files back as they were before it:`,
      '',
      ...files.map(({ path }) => `- \`${path}\``),
      '',
      'The next update of the stack delivers its files again. Pin this repository (`rollout.pinned`), or go back to the former version first.',
    ].join('\n'),
  });
  return { ...revert, pullRequest };
}
