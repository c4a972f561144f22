import { type TestWorld } from './test-world';

/** Merges every open pull request, whatever the branch's rules ask for; gives how many there were. */
export function mergeOpenPulls(world: TestWorld): number {
  let merged = 0;
  for (const repository of world.github.world.repositories()) {
    for (const issue of repository.issues) {
      if (issue.pull === undefined || issue.state !== 'open') continue;
      world.git(
        repository.name,
        'update-ref',
        `refs/heads/${issue.pull.baseRef}`,
        issue.pull.headSha,
      );
      issue.state = 'closed';
      issue.pull.mergedAt = world.github.world.now();
      issue.pull.mergeCommitSha = issue.pull.headSha;
      merged += 1;
    }
  }
  return merged;
}
