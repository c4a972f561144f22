import { unzipSync } from 'fflate';
import * as z from 'zod/mini';
import { maximumReportBytes, type Oversize } from '../../core/readiness/parse/parsed';
import { reportNames, type ReportFiles } from '../../core/readiness/readings';
import type { GitHubClient } from './github-client';

const artifactsSchema = z.object({
  artifacts: z.array(
    z.object({ id: z.number(), name: z.string(), expired: z.boolean(), size_in_bytes: z.number() }),
  ),
});

const maximumArtifacts = 20;
const maximumArchiveBytes = 64 * 1024 * 1024;

/** The reports a run uploaded as `reports-<job>` artifacts. Expired ones are not there any more, and count as none. */
export async function reportArtifacts(
  client: GitHubClient,
  place: { readonly owner: string; readonly repository: string },
  runId: number,
): Promise<ReportFiles> {
  const where = { owner: place.owner, repo: place.repository };
  const { data } = await client.request(
    artifactsSchema,
    'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts',
    { ...where, run_id: runId, per_page: 100 },
  );
  const wanted = data.artifacts
    .filter((artifact) => artifact.name.startsWith('reports-') && !artifact.expired)
    .filter((artifact) => artifact.size_in_bytes <= maximumArchiveBytes)
    .slice(0, maximumArtifacts);
  const files = new Map<string, Uint8Array | Oversize>();
  for (const artifact of wanted) {
    const archive = await client.download(
      'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}',
      { ...where, artifact_id: artifact.id, archive_format: 'zip' },
      maximumArchiveBytes,
    );
    for (const [name, bytes] of unzipReports(archive)) files.set(name, bytes);
  }
  return files;
}

/** The known reports in an archive; anything else in it is left out, and what is too large for a report is not unpacked. */
function unzipReports(archive: Uint8Array): ReportFiles {
  const names: ReadonlySet<string> = new Set(reportNames);
  const files = new Map<string, Uint8Array | Oversize>();
  const entries = unzipSync(archive, {
    filter: ({ name, originalSize }) => {
      const isOversize = originalSize > maximumReportBytes;
      if (names.has(name) && isOversize) files.set(name, { oversize: originalSize });
      return names.has(name) && !isOversize;
    },
  });
  for (const [name, bytes] of Object.entries(entries)) files.set(name, bytes);
  return files;
}
