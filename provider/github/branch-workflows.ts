import { z } from 'zod';
import { isUnreadable, readWorkflow } from '../../core/reading/read-workflow';
import { type Workflow } from '../../core/reading/workflow';
import { type GitHubClient } from './client';

const folder = '.github/workflows';

const query = `query Workflows($owner: String!, $name: String!, $expression: String!) {
  repository(owner: $owner, name: $name) {
    object(expression: $expression) {
      ... on Tree { entries { name object { ... on Blob { text isTruncated } } } }
    }
  }
}`;
const blob = z.object({ text: z.string().nullish(), isTruncated: z.boolean().optional() });
const entry = z.object({ name: z.string(), object: blob.nullish() });
const schema = z.object({
  repository: z.object({ object: z.object({ entries: z.array(entry).nullish() }).nullish() }),
});

/**
 * The workflows on a branch, by one request; GitHub starts none that it cannot read, so these are left out.
 *
 * @returns with `isWhole: false` where GitHub does not show one whole.
 * @throws GitHubFailure where GitHub does not answer.
 */
export async function readBranchWorkflows(
  client: Pick<GitHubClient, 'connection' | 'graphql'>,
  name: string,
  branch: string,
): Promise<{ readonly workflows: readonly Workflow[]; readonly isWhole: boolean }> {
  const { repository } = await client.graphql(schema, query, {
    owner: client.connection.owner,
    name,
    expression: `refs/heads/${branch}:${folder}`,
  });
  const entries = (repository.object?.entries ?? []).filter(({ name: file }) =>
    /\.ya?ml$/.test(file),
  );
  const isShown = ({ object }: (typeof entries)[number]): boolean =>
    typeof object?.text === 'string' && object.isTruncated !== true;
  return {
    workflows: entries.filter(isShown).flatMap(({ name: file, object }) => {
      const read = readWorkflow(`${folder}/${file}`, object?.text ?? '');
      return isUnreadable(read) ? [] : [read];
    }),
    isWhole: entries.every(isShown),
  };
}
