import { ProblemsError } from '../../core/kernel/problem';
import { defaultDataBranch } from '../../core/readiness/policy';
import {
  emptyRollout,
  readRollout,
  rolloutFile,
  type RolloutState,
} from '../../core/rollout/rollout-state';
import { type Repository } from '../../provider/github/repository';

/**
 * Reads the state of a stack's rollout from the data branch of a repository.
 *
 * @throws ProblemsError when the repository is not there, or the state is another stack's or not valid.
 */
export async function readState(repository: Repository, stack: string): Promise<RolloutState> {
  const view = await repository.view(defaultDataBranch, [rolloutFile]);
  if (view === undefined) throw notFound(repository);
  const blob = view.branch?.tree.get(rolloutFile)?.sha;
  if (blob === undefined) return emptyRollout(stack);
  const read = readRollout((await repository.text(blob)) ?? '', stack);
  if (read.ok) return read.state;
  const file = `${rolloutFile} on the branch ${defaultDataBranch} of ${repository.fullName}`;
  throw new ProblemsError([{ ...read.problem, file }]);
}

/** Writes it in a commit of its own; another writer's commit in between is refused by GitHub. */
export async function writeState(
  repository: Repository,
  state: RolloutState,
  headline: string,
): Promise<void> {
  const view = await repository.view(defaultDataBranch, [rolloutFile]);
  if (view === undefined) throw notFound(repository);
  const content = Buffer.from(`${JSON.stringify(state, null, 2)}\n`);
  const changes = [{ path: rolloutFile, content, executable: false }];
  const commit = { changes, headline, body: '' };
  if (view.branch !== undefined) {
    await repository.commitOnBranch(defaultDataBranch, { parent: view.branch, ...commit });
    return;
  }
  const first = await repository.looseCommit({ parent: undefined, ...commit });
  await repository.createBranch(view.id, defaultDataBranch, first);
}

const notFound = ({ fullName }: Repository): ProblemsError =>
  new ProblemsError([
    {
      code: 'rollout-repository',
      path: 'rollout.repository',
      message: `${fullName} not found, or the token lacks access`,
      remedy: 'create it, or grant the token access to it',
    },
  ]);
