import { type Problem } from '../kernel/problem';
import { type RepositorySettings } from './repository-schema';
import { type StackFile } from './stack-schema';

type Repository = Pick<RepositorySettings, 'name' | 'reuse'>;

/** What central repositories ask of the delivery, of the other repositories, and of each other. */
export function centralProblems(
  { delivery }: Pick<StackFile, 'delivery'>,
  repositories: readonly Repository[],
): readonly Problem[] {
  const names = new Set(repositories.map(({ name }) => name.toLowerCase()));
  const first = new Map<string, Repository>();
  return repositories.flatMap((repository): readonly Problem[] => {
    const { name, reuse } = repository;
    if (reuse === undefined) return [];
    const key = reuse.repository.toLowerCase();
    const before = first.get(key) ?? repository;
    first.set(key, before);
    const differs = (['repository', 'branch', 'protect', 'access'] as const).find(
      (setting) => before.reuse?.[setting] !== reuse[setting],
    );
    return [
      ...(delivery.mode === 'files'
        ? [
            {
              code: 'reuse-in-files-mode',
              path: `reuse of ${name}`,
              message:
                'is not possible in the delivery mode `files`, which cannot write the commit of the central repository into ci.yml',
              found: 'delivery.mode: files',
              allowed: '`delivery.mode: commit` or `pullRequest`',
            },
          ]
        : []),
      ...(names.has(key)
        ? [
            {
              code: 'reuse-of-a-target',
              path: `reuse.repository of ${name}`,
              message: 'is a repository of this stack, whose own pipeline would be beside it',
              found: JSON.stringify(reuse.repository),
              allowed: 'a repository that is not among `repositories` and in no fleet file',
            },
          ]
        : []),
      ...(differs === undefined
        ? []
        : [
            {
              code: 'reuse-differs',
              path: `reuse.${differs} of ${name}`,
              message: `differs from that of ${before.name}, which calls the same central repository`,
              found: JSON.stringify(reuse[differs] ?? null),
              allowed: JSON.stringify(before.reuse?.[differs] ?? null),
            },
          ]),
    ];
  });
}
