import { z } from 'zod';
import { ProblemsError } from '../../core/kernel/problem';
import { historyFile, type History } from '../../core/readiness/history';
import { parseHistory } from '../../core/readiness/parse/history-text';
import { type ReadingGitHub } from '../../provider/github/reading-github';

const answer = z.object({
  object: z
    .object({ oid: z.string(), text: z.string().nullish(), isTruncated: z.boolean().nullish() })
    .nullish(),
});
const blob = z.object({ content: z.string(), encoding: z.literal('base64') });

/**
 * What a repository's data branch remembers; undefined where there is no history yet. It takes one request, and another one for a
 * history that GraphQL cuts.
 *
 * @throws GitHubFailure where it cannot be read; ProblemsError where it is damaged or a newer version wrote it.
 */
export async function readHistory(
  github: ReadingGitHub,
  name: string,
  branch: string,
): Promise<History | undefined> {
  const query = `query History($owner: String!, $name: String!, $file: String!) {
    repository(owner: $owner, name: $name) {
      object(expression: $file) { ... on Blob { oid text isTruncated } }
    }
  }`;
  const file = `${branch}:${historyFile}`;
  const found = await github.query(query, { owner: github.owner, name, file });
  const { object } = answer.parse(found['repository']);
  if (object === null || object === undefined) return undefined;
  const text =
    object.isTruncated === true ? await wholeText(github, name, object.oid) : (object.text ?? '');
  const hint = 'restore it from its history, or delete it to start again';
  const parsed = parseHistory(text, `${historyFile} on ${branch} of ${name}`, hint);
  if (parsed.ok) return parsed.value;
  throw new ProblemsError(parsed.problems);
}

async function wholeText(github: ReadingGitHub, name: string, oid: string): Promise<string> {
  const base = `/repos/${encodeURIComponent(github.owner)}/${encodeURIComponent(name)}`;
  const { content } = blob.parse(await github.get(`${base}/git/blobs/${oid}`));
  return Buffer.from(content, 'base64').toString('utf8');
}
