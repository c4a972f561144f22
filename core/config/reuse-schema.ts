import { z } from 'zod';
import { branchName, repositoryName } from './formats';

/** Levels of access to the workflows of a private or internal repository; `none` would stop every caller. */
const accessLevels = ['user', 'organization'] as const;

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations */
export const reuseSettings = z
  .strictObject({
    repository: repositoryName.describe(
      'Central repository that holds the pipeline as a reusable workflow, without its owner: one of `github.owner` that is no repository of the stack.',
    ),
    branch: branchName.default('main').describe('Branch of the central repository.'),
    protect: z
      .boolean()
      .default(true)
      .describe(
        'Only the App of the stack (`github.app`) may push to that branch, by the ruleset *gatehouse-reusable*. Without an App nothing is protected, which the policy `branch-protected` refuses.',
      ),
    access: z
      .enum(accessLevels)
      .exactOptional()
      .describe(
        'Which repositories may call the workflows of a private or internal central repository: those of the same user, or of the organization and its enterprise. If absent, left as it is; a public one has no such setting.',
      ),
  })
  .describe(
    'Where the pipeline of ci.yml lives: in a central repository, which ci.yml calls at a commit (docs/reusable-workflows.md). Absent: in the repository itself.',
  );

interface Reusing {
  readonly reuse?: z.infer<typeof reuseSettings>;
  readonly lockActions: boolean;
  readonly guard: { readonly level: string };
}

/** What of a repository's settings does not go together with a called pipeline, as path and text. */
export function reuseProblems({
  reuse,
  lockActions,
  guard,
}: Reusing): readonly (readonly [path: readonly string[], message: string])[] {
  if (reuse === undefined) return [];
  const checks: readonly (readonly [boolean, readonly string[], string])[] = [
    [
      lockActions,
      ['lockActions'],
      'must be false with `reuse`: the lockfile of a repository does not cover what a called workflow uses',
    ],
    [
      guard.level === 'guarded',
      ['guard', 'level'],
      'must be `reported` or `owned` with `reuse`: the guard does not read workflows of another repository',
    ],
  ];
  return checks.flatMap(([isWrong, path, message]) => (isWrong ? [[path, message] as const] : []));
}
