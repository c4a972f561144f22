import * as z from 'zod/mini';
import { fileAt } from './data-branch';
import type { GitHubClient } from './github-client';

const scoreSchema = z.object({ value: z.number().check(z.minimum(0), z.maximum(100)) });

/** The default branch's last recorded score; undefined before the dashboard ran for the first time. */
export async function recordedScore(
  client: GitHubClient,
  place: { readonly owner: string; readonly repository: string },
  dataBranch: string,
): Promise<number | undefined> {
  const text = await fileAt(client, place, dataBranch, 'readiness.json');
  if (text === undefined) return undefined;
  return scoreSchema.parse(JSON.parse(text)).value;
}
