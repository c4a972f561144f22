import {
  longestQualityJob,
  usualQualityJob,
  type ChangeContext,
} from '../../core/readiness/change/change';
import {
  changedLines,
  linesBelow,
  type ChangedLines,
} from '../../core/readiness/change/changed-lines';
import { changedCoverage, type ChangedCoverage } from '../../core/readiness/change/line-coverage';
import type { Reading, RunFact } from '../../core/readiness/facts';
import { decodeReport } from '../../core/readiness/parse/parsed';
import type { ScorePolicy } from '../../core/readiness/policy';
import type { ReportFiles } from '../../core/readiness/readings';
import type { RecordedBase } from '../adapters/data-branch-reader';
import type { GitHubClient } from '../adapters/github-client';
import { jobsOf } from '../adapters/github-runs';
import { pullRequestFiles } from '../adapters/pull-request-files';
import type { Context } from './context';
import { pullRequestNumber, type GitHubEnvironment } from './environment';
import { optional } from './optional';

/** What the gate knows already when it asks what a change does. */
interface Known {
  readonly runs: Reading<readonly RunFact[]>;
  readonly base: RecordedBase | undefined;
  readonly policy: Pick<ScorePolicy, 'qualityJobs'>;
  /** Of the project, whose tools give paths that begin there. */
  readonly directory: string;
}

/** What is known of a pull request besides its reports; undefined where there is none. */
export async function changeContext(
  client: GitHubClient,
  context: Context,
  environment: GitHubEnvironment,
  { runs, base, policy, directory }: Known,
): Promise<ChangeContext | undefined> {
  const number = pullRequestNumber(environment.event);
  if (number === undefined) return undefined;
  const { runId } = environment;
  const files = await optional(context, 'the files of the pull request', () =>
    pullRequestFiles(client, environment, number),
  );
  const own = await optional(context, 'the jobs of this run', () =>
    jobsOf(client, environment, { id: runId, attempt: 1 }),
  );
  const seconds = own === undefined ? undefined : longestQualityJob(own, policy.qualityJobs);
  const usual =
    runs.state === 'known' ? usualQualityJob(runs.value, policy.qualityJobs) : undefined;
  return {
    lines: files === undefined ? undefined : linesBelow(changedLines(files), directory),
    base,
    seconds: seconds === undefined ? undefined : { own: seconds, base: usual },
  };
}

/** How far the tests cover a change, where coverage.py's JSON report says so. */
export function coverageOf(
  lines: ChangedLines | undefined,
  reports: ReportFiles,
  root: string,
): ChangedCoverage | undefined {
  const name = 'coverage.json';
  const bytes = reports.get(name);
  if (lines === undefined || bytes === undefined) return undefined;
  const text = decodeReport(bytes, name);
  const found = text.ok ? changedCoverage(text.value, name, lines, root) : text;
  return found.ok ? found.value : undefined;
}
