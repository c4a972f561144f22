import {
  known,
  noReports,
  type DocumentationFact,
  type Facts,
  type Reading,
  type ReportFacts,
} from '../../core/readiness/facts';
import { decide } from '../../core/readiness/gate';
import type { Finding, History } from '../../core/readiness/history';
import { metricsOf } from '../../core/readiness/metrics';
import { mayCount, newestFirst } from '../../core/readiness/pass-rate';
import type { ScorePolicy } from '../../core/readiness/policy';
import { readReports } from '../../core/readiness/readings';
import { buildDocument } from '../../core/readiness/report/build-document';
import { computeScore } from '../../core/readiness/score';
import { reportArtifacts } from '../adapters/artifacts';
import type { GitHubClient } from '../adapters/github-client';
import { GitHubError } from '../adapters/github-error';
import { listRuns, runsWithJobs } from '../adapters/github-runs';
import { newOverrides } from '../adapters/recorded-overrides';

/** Runs read beyond the window, because some turn out not to count. */
const spare = 3;

/** A repository and how it is judged. */
export interface Look {
  readonly owner: string;
  readonly repository: string;
  readonly branch: string;
  /** File name of the workflow whose runs are judged. */
  readonly workflow: string;
  readonly policy: ScorePolicy;
  /** Percent. */
  readonly threshold: number;
  /** Directories with the code. */
  readonly sources: readonly string[];
  readonly overrideLabel: string;
  readonly now: Date;
  /** Reads documents and docstrings at a commit. */
  readonly documentation: (commit: string) => Promise<Reading<DocumentationFact>>;
}

/**
 * Looks at the repository. When the list of runs is the one the history was made from, nothing else is asked for: an
 * unchanged repository costs one conditional request, which does not count against the rate limit.
 */
export async function collect(
  client: GitHubClient,
  look: Look,
  history: History,
): Promise<Finding | 'unchanged'> {
  const { policy, threshold, sources, branch, now } = look;
  const policyText = JSON.stringify({ policy, threshold, sources });
  const etag = history.source?.policy === policyText ? history.source.runsEtag : undefined;
  const list = await listRuns(client, look, policy.window, etag).catch((error: unknown) => {
    // The workflow is not on the default branch yet: there is nothing to look at, and nothing to forget.
    if (error instanceof GitHubError && error.status === 404)
      return { state: 'unchanged' as const };
    throw error;
  });
  if (list.state === 'unchanged') return 'unchanged';
  const heads = list.runs.filter((run) => mayCount(run.conclusion));
  const runs = newestFirst(
    await runsWithJobs(client, look, heads.slice(0, policy.window + spare), history.runs),
  );
  const [newest] = runs;
  if (newest === undefined) return 'unchanged';
  const reports: ReportFacts = {
    ...(await reportsOf(client, look, newest.id)),
    documentation: await look.documentation(newest.commit),
  };
  const facts: Facts = {
    now: now.toISOString(),
    repository: `${look.owner}/${look.repository}`,
    branch,
    commit: newest.commit,
    runs: known(runs),
    reports,
  };
  const score = computeScore(facts, policy);
  const verdict = decide(score, threshold, undefined, undefined);
  return {
    document: buildDocument(facts, policy, score, verdict, undefined),
    metrics: metricsOf(runs, reports, policy),
    runs,
    source: { policy: policyText, ...(list.etag === undefined ? {} : { runsEtag: list.etag }) },
    security: {
      findings:
        reports.codeScan.state === 'known'
          ? reports.codeScan.value.first.map((one) => ({ ...one }))
          : [],
      packages:
        reports.vulnerabilities.state === 'known'
          ? reports.vulnerabilities.value.packages.map((one) => ({
              ...one,
              ids: [...one.ids],
              fixedIn: [...one.fixedIn],
            }))
          : [],
    },
    overrides: await newOverrides(client, look, look.overrideLabel, history.overrides),
    ...(reports.tests.state === 'known'
      ? { tests: { run: newest, report: reports.tests.value } }
      : {}),
  };
}

async function reportsOf(
  client: GitHubClient,
  place: Pick<Look, 'owner' | 'repository'>,
  runId: number,
): Promise<ReportFacts> {
  try {
    const files = await reportArtifacts(client, place, runId);
    return { ...noReports(`run ${runId}`), ...readReports(files) };
  } catch (error) {
    // The run was deleted between the list and this request: its reports are missing, and named so.
    if (error instanceof GitHubError && error.status === 404) {
      return { ...noReports(`the artifacts of run ${runId} no longer exist`) };
    }
    throw error;
  }
}
