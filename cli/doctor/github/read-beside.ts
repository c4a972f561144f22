import { z } from 'zod';
import { readBranchWorkflows } from '../../../provider/github/branch-workflows';
import { type RepositoryNeeds } from '../needs';
import { mapAnswer, type RepositoryFacts } from './facts';
import { type Looker } from './looker';

/** What a limit on actions could stop; the stack's own workflows, and those that they replace, are as it wants them. */
export async function readOtherWorkflows(
  looker: Looker,
  { repository, actions, delivery, merging }: RepositoryNeeds,
): Promise<RepositoryFacts['otherWorkflows']> {
  if (actions === undefined || delivery === undefined) return undefined;
  const { workflows } = await looker.reading((client) =>
    readBranchWorkflows(client, repository, delivery.branch),
  );
  return workflows.filter(({ path }) => merging?.gone.includes(path) !== true);
}

const codeOwnersError = z.object({
  path: z.string(),
  line: z.int(),
  kind: z.string(),
  suggestion: z.string().nullish(),
});

/** What GitHub finds wrong with CODEOWNERS, where changes wait for code owners. */
export async function readCodeOwnersErrors(
  looker: Looker,
  { repository, codeOwnerReview, delivery }: RepositoryNeeds,
): Promise<RepositoryFacts['codeOwnersErrors']> {
  if (!codeOwnerReview) return undefined;
  const found = await looker.ask(
    z.object({ errors: z.array(codeOwnersError) }),
    'GET /repos/{owner}/{repo}/codeowners/errors',
    {
      owner: looker.client.connection.owner,
      repo: repository,
      ...(delivery === undefined ? {} : { ref: delivery.branch }),
    },
  );
  return mapAnswer(found, ({ errors }) =>
    errors.map(({ suggestion, ...rest }) => ({ ...rest, suggestion: suggestion ?? undefined })),
  );
}
