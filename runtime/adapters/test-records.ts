import * as z from 'zod/mini';
import type { RecordedChange } from '../../core/readiness/judged-change';
import type { TestObservation } from '../../core/readiness/test-observation';
import { parseJson } from '../../core/readiness/parse/parsed';
import {
  maximumRecordBytes,
  observationsOf,
  testRecordArtifact,
  testRecordFile,
  testRecordSchema,
  type TestRecord,
} from '../../core/readiness/test-record';
import type { GitHubClient } from './github-client';
import { GitHubError } from './github-error';
import { ZipError, zipEntries } from './zip';

const listSchema = z.object({
  artifacts: z.array(
    z.object({
      id: z.number(),
      expired: z.boolean(),
      size_in_bytes: z.number(),
      workflow_run: z.nullish(
        z.object({
          id: z.optional(z.number()),
          repository_id: z.optional(z.number()),
          head_repository_id: z.optional(z.number()),
        }),
      ),
    }),
  ),
});

/** Most records that one look reads, the oldest first: each takes a request. The next look goes on. */
const mostRecords = 30;

/** What the records of runs say that were not read before. */
export interface TestRecords {
  readonly observed: readonly TestObservation[];
  /** What the gate measured of pull requests. */
  readonly changes: readonly RecordedChange[];
  /** Id of the newest record that was read, now or before. */
  readonly newest: number | undefined;
  /** Runs that have a record, as far as the list goes: 100 runs. */
  readonly runs: ReadonlySet<number>;
}

/**
 * Reads the records of tests that are newer than `after`, of all runs: of any branch, and of pull requests, but none of a
 * fork, whose text is a stranger's. One list has them all, because every attempt of a run writes its record anew under the
 * same name. https://docs.github.com/en/rest/actions/artifacts#list-artifacts-for-a-repository
 */
export async function testRecords(
  client: GitHubClient,
  place: { readonly owner: string; readonly repository: string },
  after = 0,
): Promise<TestRecords> {
  const where = { owner: place.owner, repo: place.repository };
  const { data } = await client.request(listSchema, 'GET /repos/{owner}/{repo}/actions/artifacts', {
    ...where,
    name: testRecordArtifact,
    per_page: 100,
  });
  const own = data.artifacts.flatMap(({ workflow_run: run, ...artifact }) =>
    run?.id !== undefined && run.repository_id === run.head_repository_id
      ? [{ ...artifact, run: run.id }]
      : [],
  );
  const wanted = own
    .filter(
      ({ id, expired, size_in_bytes: size }) =>
        id > after && !expired && size <= maximumRecordBytes,
    )
    .sort((a, b) => a.id - b.id)
    .slice(0, mostRecords);
  const read = await Promise.all(
    wanted.map(async ({ id, run }) => ({
      run,
      record: await recordOf(client, { ...where, artifact_id: id }),
    })),
  );
  const records = read.flatMap(({ run, record }) =>
    record === undefined ? [] : [{ run, record }],
  );
  return {
    observed: records.flatMap(({ run, record }) => observationsOf(record, run)),
    changes: records.flatMap(({ run, record: { judged } }) =>
      judged === undefined ? [] : [{ ...judged, run }],
    ),
    newest: wanted.at(-1)?.id ?? (after === 0 ? undefined : after),
    runs: new Set(own.map(({ run }) => run)),
  };
}

/** One that is gone meanwhile, damaged, or not in the form that the gate writes says nothing. */
async function recordOf(
  client: GitHubClient,
  artifact: { readonly owner: string; readonly repo: string; readonly artifact_id: number },
): Promise<TestRecord | undefined> {
  try {
    const archive = await client.download(
      'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}',
      { ...artifact, archive_format: 'zip' },
      maximumRecordBytes,
    );
    const entry = zipEntries(archive).find(({ name }) => name === testRecordFile);
    const bytes = entry?.read(maximumRecordBytes);
    if (bytes === undefined) return undefined;
    const text = Buffer.from(bytes).toString('utf8');
    const parsed = parseJson(text, testRecordFile, testRecordSchema);
    return parsed.ok ? parsed.value : undefined;
  } catch (error) {
    if (error instanceof ZipError) return undefined;
    if (error instanceof GitHubError && [404, 410].includes(error.status ?? 0)) return undefined;
    throw error;
  }
}
