import { ciPath } from '../../core/kernel/delivered-names';
import { type RepositoryRuns, type WaveRun } from '../../core/rollout/compare-wave';
import { type Wave } from '../../core/rollout/rollout-state';
import { type BranchRun, branchRuns, lastChange, runJobs } from '../../provider/github/branch-runs';
import { type GitHubClient } from '../../provider/github/client';

/** Runs of before a wave that it is compared with, the newest ones. */
const runsBefore = 20;

/** Failed runs of a repository whose jobs are asked for. */
const namedRuns = 3;

/** Where a repository's runs are. */
export interface WaveRepository {
  readonly name: string;
  readonly defaultBranch: string;
}

/** A repository's runs before and after a wave, and which of the later ones failed. */
export interface SeenRepository extends RepositoryRuns {
  readonly failed: readonly number[];
}

/** Reads the runs of a wave's repositories. A cancelled or skipped run says nothing of the pipeline. */
export function readWaveRuns(
  client: GitHubClient,
  wave: Wave,
  repositories: readonly WaveRepository[],
): Promise<readonly SeenRepository[]> {
  return Promise.all(
    repositories.map(async ({ name, defaultBranch }) => {
      const runs = (await branchRuns(client, name, ciPath, defaultBranch))
        .filter(({ conclusion }) => verdicts.has(conclusion))
        .reverse();
      // In the mode `pullRequest` the files come with the merge.
      const arrived = (await lastChange(client, name, ciPath, defaultBranch)) ?? '';
      const since = Math.max(Date.parse(wave.startedAt), Date.parse(arrived) || 0);
      const isBefore = (run: BranchRun): boolean =>
        Date.parse(run.createdAt) < Date.parse(wave.startedAt);
      const after = runs.filter((run) => Date.parse(run.createdAt) >= since);
      return {
        repository: name,
        before: runs.filter(isBefore).slice(-runsBefore).map(asRun),
        after: after.map(asRun),
        failed: after.filter(({ conclusion }) => !verdicts.get(conclusion)).map(({ id }) => id),
      };
    }),
  );
}

/** Conclusions that say something, and whether it is good. */
const verdicts: ReadonlyMap<string, boolean> = new Map([
  ['success', true],
  ['failure', false],
  ['timed_out', false],
  ['startup_failure', false],
]);

const asRun = ({ conclusion, seconds }: BranchRun): WaveRun => ({
  passed: verdicts.get(conclusion) === true,
  seconds,
});

const isBad = (conclusion: string | null): boolean => verdicts.get(conclusion ?? '') === false;

/** The jobs that failed most often in a repository's newest failed runs, each with the step that failed first. */
export async function failingJobs(
  client: GitHubClient,
  { repository, failed }: SeenRepository,
): Promise<readonly string[]> {
  const counts = new Map<string, number>();
  for (const run of failed.slice(-namedRuns)) {
    for (const { name, conclusion, steps = [] } of await runJobs(client, repository, run)) {
      if (!isBad(conclusion)) continue;
      const step = steps.find((one) => isBad(one.conclusion));
      const place = step === undefined ? name : `${name} (${step.name})`;
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name);
}
