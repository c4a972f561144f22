import type { RecordedChange } from '../../core/readiness/judged-change';
import type { TestObservation } from '../../core/readiness/test-observation';
import { parseJson } from '../../core/readiness/parse/parsed';
import {
  maximumRecordBytes,
  observationsOf,
  testRecordArtifact,
  testRecordFile,
  testRecordSchema,
} from '../../core/readiness/test-record';
import type { GitHubClient } from './github-client';
import { newArtifacts } from './new-artifacts';

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
 * Reads the records of tests that are newer than `after`, of any branch and of pull requests: every attempt of a run writes
 * its record anew under the same name. One that is not in the form that the gate writes says nothing.
 */
export async function testRecords(
  client: GitHubClient,
  place: { readonly owner: string; readonly repository: string },
  after = 0,
): Promise<TestRecords> {
  const { texts, newest, runs } = await newArtifacts(client, place, {
    name: testRecordArtifact,
    file: testRecordFile,
    after,
    maximumBytes: maximumRecordBytes,
  });
  const records = texts.flatMap(({ run, text = '' }) => {
    const parsed = parseJson(text, testRecordFile, testRecordSchema);
    return parsed.ok ? [{ run, record: parsed.value }] : [];
  });
  return {
    observed: records.flatMap(({ run, record }) => observationsOf(record, run)),
    changes: records.flatMap(({ run, record: { judged } }) =>
      judged === undefined ? [] : [{ ...judged, run }],
    ),
    newest,
    runs,
  };
}
