import { readCodeOwners } from '../code-owners';
import { notFound, ok, onRepository, type Endpoint, type RepositoryCall } from '../endpoint';

/**
 * What is wrong with CODEOWNERS. Of the errors that GitHub finds these two are here: an owner who does not exist or may not
 * write, and one that is not written as a user or a team.
 * https://docs.github.com/en/rest/repos/repos#list-codeowners-errors
 */
export const codeOwnersEndpoints: readonly Endpoint[] = [
  onRepository(
    'GET /repos/{owner}/{repo}/codeowners/errors',
    ['contents', 'read'],
    async (call) => {
      const commit = await call.git.resolve(
        call.query.get('ref') ?? `refs/heads/${call.repo.defaultBranch}`,
      );
      const owners = commit === undefined ? undefined : await readCodeOwners(call.git, commit);
      if (owners === undefined) throw notFound();
      const { path } = owners;
      const errors = owners.lines.flatMap(({ line, source, owners: named }) =>
        named.flatMap((owner) => {
          const column = source.indexOf(owner) + 1;
          const kind = kindOf(call, owner);
          if (kind === undefined) return [];
          const suggestion =
            kind === 'Unknown owner'
              ? `make sure ${owner} exists and has write access to the repository`
              : 'use @username, @organization/team or an email address';
          const message = `${kind} on line ${line}: ${suggestion}\n\n  ${source}\n  ${' '.repeat(column - 1)}^`;
          return [{ line, column, source, kind, suggestion, message, path }];
        }),
      );
      return ok({ errors });
    },
  ),
];

/** Who may write has a token here that says so. */
function kindOf({ world, repo }: RepositoryCall, owner: string): string | undefined {
  const [, login, team] = /^@([A-Za-z0-9-]+)(?:\/([\w-]+))?$/.exec(owner) ?? [];
  if (login === undefined) return owner.includes('@', 1) ? undefined : 'Invalid owner';
  if (team !== undefined)
    return login.toLowerCase() === repo.owner.toLowerCase() ? undefined : 'Unknown owner';
  const writes = [...world.tokens.values()].some(
    ({ login: known, role }) =>
      known.toLowerCase() === login.toLowerCase() && ['admin', 'maintain', 'write'].includes(role),
  );
  return writes ? undefined : 'Unknown owner';
}
