import { zeroSha, type RefChange } from '../bare-repository';
import { repositoryNodeId } from '../render/repository';
import type { RepositoryState } from '../state';
import { writeRefs } from '../write-ref';
import {
  requirePermission,
  TypedError,
  unresolved,
  visibleRepositories,
  type GraphQLContext,
} from './context';
import { placeOf, refNode } from './nodes';

interface Common {
  readonly clientMutationId?: string | null;
}

function repositoryById(context: GraphQLContext, id: string): RepositoryState {
  const repo = visibleRepositories(context).find((one) => repositoryNodeId(one) === id);
  if (repo === undefined) throw unresolved(id);
  return repo;
}

function refById(context: GraphQLContext, id: string): { repo: RepositoryState; ref: string } {
  const [, repoId = '', encoded = ''] = /^REF_(\d+)_(.+)$/.exec(id) ?? [];
  const repo = visibleRepositories(context).find((one) => String(one.id) === repoId);
  if (repo === undefined) throw unresolved(id);
  return { repo, ref: Buffer.from(encoded, 'base64url').toString('utf8') };
}

async function write(
  context: GraphQLContext,
  repo: RepositoryState,
  changes: readonly RefChange[],
): Promise<void> {
  requirePermission(context, 'contents', 'write');
  const writer = { world: context.world, repo, git: context.world.git(repo), actor: context.actor };
  if (!(await writeRefs(writer, changes)))
    throw new TypedError('STALE_DATA', 'A ref was changed meanwhile or exists already.');
}

async function refuseRewind(
  context: GraphQLContext,
  repo: RepositoryState,
  before: string,
  after: string,
  force: boolean | null | undefined,
): Promise<void> {
  if (force === true || before === zeroSha || after === zeroSha) return;
  if (!(await context.world.git(repo).isAncestor(before, after)))
    throw new TypedError('UNPROCESSABLE', 'Update is not a fast forward');
}

/** Refs. https://docs.github.com/en/graphql/reference/mutations#createref */
export const refMutations = {
  createRef: async (
    { input }: { input: Common & { repositoryId: string; name: string; oid: string } },
    context: GraphQLContext,
  ) => {
    const repo = repositoryById(context, input.repositoryId);
    const place = placeOf(context, repo);
    if ((await place.git.type(input.oid)) === undefined)
      throw new TypedError('UNPROCESSABLE', `Object ${input.oid} does not exist`);
    if ((await place.git.resolve(input.name)) !== undefined)
      throw new TypedError(
        'UNPROCESSABLE',
        `A ref named "${input.name}" already exists in the repository.`,
      );
    await write(context, repo, [{ ref: input.name, after: input.oid, before: zeroSha }]);
    return {
      clientMutationId: input.clientMutationId ?? null,
      ref: await refNode(place, input.name),
    };
  },
  updateRef: async (
    { input }: { input: Common & { refId: string; oid: string; force?: boolean | null } },
    context: GraphQLContext,
  ) => {
    const { repo, ref } = refById(context, input.refId);
    const place = placeOf(context, repo);
    const before = await place.git.resolve(ref);
    if (before === undefined) throw unresolved(input.refId);
    await refuseRewind(context, repo, before, input.oid, input.force);
    await write(context, repo, [{ ref, after: input.oid, before }]);
    return { clientMutationId: input.clientMutationId ?? null, ref: await refNode(place, ref) };
  },
  deleteRef: async ({ input }: { input: Common & { refId: string } }, context: GraphQLContext) => {
    const { repo, ref } = refById(context, input.refId);
    const before = await context.world.git(repo).resolve(ref);
    if (before === undefined) throw unresolved(input.refId);
    if (ref === `refs/heads/${repo.defaultBranch}`)
      throw new TypedError('UNPROCESSABLE', 'Cannot delete the default branch');
    await write(context, repo, [{ ref, after: zeroSha, before }]);
    return { clientMutationId: input.clientMutationId ?? null };
  },
  updateRefs: async (
    {
      input,
    }: {
      input: Common & {
        repositoryId: string;
        refUpdates: readonly {
          name: string;
          beforeOid?: string | null;
          afterOid: string;
          force?: boolean | null;
        }[];
      };
    },
    context: GraphQLContext,
  ) => {
    const repo = repositoryById(context, input.repositoryId);
    const { git } = placeOf(context, repo);
    const changes: RefChange[] = [];
    for (const { name, beforeOid, afterOid, force } of input.refUpdates) {
      const before = beforeOid ?? (await git.resolve(name)) ?? zeroSha;
      await refuseRewind(context, repo, before, afterOid, force);
      changes.push({ ref: name, after: afterOid, before });
    }
    await write(context, repo, changes);
    return { clientMutationId: input.clientMutationId ?? null };
  },
};
