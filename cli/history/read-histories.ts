import { ProblemsError } from '../../core/kernel/problem';
import { Limiter } from '../../core/pace/limiter';
import { type History } from '../../core/readiness/history';
import { GitHubFailure } from '../../provider/github/failure';
import { type ReadingGitHub } from '../../provider/github/reading-github';
import { readHistory } from './read-history';

/** Repositories that are read at once. */
const atOnce = 8;

/** What a data branch remembers, undefined where there is no history yet, or why it could not be read. */
export type ReadHistory = { readonly history: History | undefined } | { readonly failure: string };

/** The histories of repositories, in the order in which they are given. */
export async function readHistories(
  github: ReadingGitHub,
  repositories: readonly { readonly name: string; readonly branch: string }[],
): Promise<readonly ReadHistory[]> {
  const limiter = new Limiter(atOnce);
  return Promise.all(
    repositories.map(({ name, branch }) =>
      limiter.run(async (): Promise<ReadHistory> => {
        try {
          return { history: await readHistory(github, name, branch) };
        } catch (error) {
          if (error instanceof GitHubFailure || error instanceof ProblemsError)
            return { failure: error.message };
          throw error;
        }
      }),
    ),
  );
}
