import * as z from 'zod/mini';
import type { SmokeState } from '../../core/smoke/announce';
import { maximumSmokeReportBytes, smokeReportFile } from '../../core/readiness/smoke-observation';
import { definitionPath } from '../../core/smoke/base-url';
import { stateOfReport } from '../../core/smoke/report';
import type { GitHubClient } from './github-client';
import { zipEntries } from './zip';

interface Place {
  readonly owner: string;
  readonly repository: string;
}

const artifactsSchema = z.object({
  artifacts: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      expired: z.boolean(),
      size_in_bytes: z.number(),
      created_at: z.nullable(z.string()),
      workflow_run: z.nullish(
        z.partial(
          z.object({
            repository_id: z.number(),
            head_repository_id: z.number(),
            head_branch: z.nullable(z.string()),
          }),
        ),
      ),
    }),
  ),
});
const contentSchema = z.object({ content: z.string(), encoding: z.literal('base64') });

/**
 * What the newest report of a branch remembers: the artifact that an earlier run of the workflow uploaded. Two requests
 * and `actions: read`, where a branch to write to would need `contents: write`. Undefined when there is none any more.
 * https://docs.github.com/en/rest/actions/artifacts#list-artifacts-for-a-repository
 */
export async function previousState(
  client: GitHubClient,
  place: Place,
  wanted: { readonly artifact: string; readonly branch: string; readonly environment: string },
): Promise<SmokeState | undefined> {
  const where = { owner: place.owner, repo: place.repository };
  const { data } = await client.request(
    artifactsSchema,
    'GET /repos/{owner}/{repo}/actions/artifacts',
    { ...where, name: wanted.artifact, per_page: 30 },
  );
  const [newest] = data.artifacts
    // A fork's pull request can upload an artifact of any name from a branch of any name.
    .filter(({ workflow_run: run }) => run?.head_repository_id === run?.repository_id)
    .filter(({ workflow_run: run }) => run?.head_branch === wanted.branch)
    .filter((one) => one.name === wanted.artifact && !one.expired)
    .filter((one) => one.size_in_bytes <= maximumSmokeReportBytes)
    .sort(newestFirst);
  if (newest === undefined) return undefined;
  const archive = await client.download(
    'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}',
    { ...where, artifact_id: newest.id, archive_format: 'zip' },
    maximumSmokeReportBytes,
  );
  const entry = zipEntries(archive).find(({ name }) => name === smokeReportFile);
  const bytes = entry?.read(maximumSmokeReportBytes);
  return bytes === undefined
    ? undefined
    : stateOfReport(Buffer.from(bytes).toString('utf8'), wanted.environment);
}

interface Uploaded {
  readonly id: number;
  readonly created_at: string | null;
}

/** GitHub tells times in whole seconds; of two artifacts of one second the later has the larger id. */
function newestFirst(a: Uploaded, b: Uploaded): number {
  const [before, after] = [a.created_at ?? '', b.created_at ?? ''];
  if (before === after) return b.id - a.id;
  return before < after ? 1 : -1;
}

/** The smoke definition as a version of the repository has it; undefined when that has none. */
export async function definitionAt(
  client: GitHubClient,
  place: Place,
  ref: string,
): Promise<string | undefined> {
  const answer = await client.requestUnless(
    [404],
    contentSchema,
    'GET /repos/{owner}/{repo}/contents/{path}',
    { owner: place.owner, repo: place.repository, path: definitionPath, ref },
  );
  return answer === undefined
    ? undefined
    : Buffer.from(answer.data.content, 'base64').toString('utf8');
}
