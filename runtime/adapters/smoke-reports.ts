import {
  maximumSmokeReportBytes,
  observeSmoke,
  smokeReportFile,
} from '../../core/readiness/smoke-observation';
import type { TestObservation } from '../../core/readiness/test-observation';
import type { GitHubClient } from './github-client';
import { newArtifacts } from './new-artifacts';

/** What reports of smoke tests say that were not read before. */
interface SmokeReports {
  readonly observed: readonly TestObservation[];
  /** Id of the newest report that was read, now or before, by the name of the artifact. */
  readonly newest: Readonly<Record<string, number>>;
}

/**
 * Reads the reports of smoke tests on the branch that are newer than `before`: one request for each name of an artifact, and
 * one for each new report. One that is not in the form that the smoke command writes says nothing.
 */
export async function smokeReports(
  client: GitHubClient,
  place: {
    readonly owner: string;
    readonly repository: string;
    readonly branch: string;
    readonly smokeArtifacts: readonly string[];
  },
  before: Readonly<Record<string, number>> = {},
): Promise<SmokeReports> {
  const found = await Promise.all(
    place.smokeArtifacts.map(async (name) => ({
      name,
      ...(await newArtifacts(client, place, {
        name,
        file: smokeReportFile,
        branch: place.branch,
        after: before[name] ?? 0,
        maximumBytes: maximumSmokeReportBytes,
      })),
    })),
  );
  return {
    observed: found.flatMap(({ texts }) =>
      texts.flatMap(({ run, commit, createdAt, text }) => {
        if (commit === undefined || createdAt === undefined || text === undefined) return [];
        const seen = observeSmoke({ run, commit, at: createdAt }, text);
        return seen === undefined ? [] : [seen];
      }),
    ),
    newest: Object.fromEntries(
      found.flatMap(({ name, newest }) => (newest === undefined ? [] : [[name, newest]])),
    ),
  };
}
