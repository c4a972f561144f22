import * as z from 'zod/mini';
import type { GitHubClient } from './github-client';

const contentSchema = z.object({ content: z.string(), encoding: z.literal('base64') });
const scoreSchema = z.object({ value: z.number().check(z.minimum(0), z.maximum(100)) });

/** The default branch's last recorded score; undefined before the dashboard ran for the first time. */
export async function recordedScore(
  client: GitHubClient,
  place: { readonly owner: string; readonly repository: string },
  dataBranch: string,
): Promise<number | undefined> {
  const answer = await client.requestUnless(
    [404],
    contentSchema,
    'GET /repos/{owner}/{repo}/contents/{path}',
    { owner: place.owner, repo: place.repository, path: 'readiness.json', ref: dataBranch },
  );
  if (answer === undefined) return undefined;
  const text = Buffer.from(answer.data.content, 'base64').toString('utf8');
  return scoreSchema.parse(JSON.parse(text)).value;
}
