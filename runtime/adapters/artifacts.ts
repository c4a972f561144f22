import * as z from 'zod/mini';
import { measurementFile } from '../../core/performance/results';
import {
  maximumReportBytes,
  maximumTotalBytes,
  type Unread,
} from '../../core/readiness/parse/parsed';
import { reportNames, type ReportFiles } from '../../core/readiness/readings';
import { testRecordArtifact } from '../../core/readiness/test-record';
import type { GitHubClient } from './github-client';
import { ZipError, zipEntries, type ZipEntry } from './zip';

const artifactsSchema = z.object({
  artifacts: z.array(
    z.object({ id: z.number(), name: z.string(), expired: z.boolean(), size_in_bytes: z.number() }),
  ),
});

const maximumArtifacts = 20;
const maximumArchiveBytes = 64 * 1024 * 1024;

/**
 * The reports a run uploaded as `reports-<job>` artifacts, of each name the newest: a further attempt uploads some again.
 * Expired ones are not there any more, and count as none.
 *
 * @throws ZipError
 */
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
  const files = new Map<string, Uint8Array | Unread>();
  let unpacked = 0;
  for (const artifact of wantedOf(data.artifacts)) {
    const archive = await client.download(
      'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}',
      { ...where, artifact_id: artifact.id, archive_format: 'zip' },
      maximumArchiveBytes,
    );
    for (const entry of zipEntries(archive)) {
      if (!names.has(entry.name)) continue;
      const file = readEntry(entry, Math.min(maximumReportBytes, maximumTotalBytes - unpacked));
      files.set(entry.name, file);
      unpacked += 'byteLength' in file ? file.byteLength : 0;
    }
  }
  return files;
}

type Artifact = z.infer<typeof artifactsSchema>['artifacts'][number];

/** The newest artifact of each name, as many as the limits allow, the newest last. */
function wantedOf(artifacts: readonly Artifact[]): readonly Artifact[] {
  const newest = new Map<string, Artifact>();
  for (const artifact of [...artifacts].sort((a, b) => a.id - b.id)) {
    // The record of tests begins like the reports too, and is read for many runs at once (test-records.ts).
    if (artifact.name.startsWith('reports-') && artifact.name !== testRecordArtifact) {
      newest.set(artifact.name, artifact);
    }
  }
  let total = 0;
  return [...newest.values()]
    .filter((artifact) => !artifact.expired && artifact.size_in_bytes <= maximumArchiveBytes)
    .filter((artifact) => {
      total += artifact.size_in_bytes;
      return total <= maximumTotalBytes;
    })
    .slice(0, maximumArtifacts)
    .sort((a, b) => a.id - b.id);
}

const names: ReadonlySet<string> = new Set([...reportNames, measurementFile]);

/** A report, or what its reader should say about it. What is too large for a report is not unpacked. */
function readEntry(entry: ZipEntry, maximum: number): Uint8Array | Unread {
  try {
    return entry.read(maximum) ?? { oversize: Math.max(entry.size, maximum + 1) };
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    return { damaged: error.message };
  }
}
