import { known, noReports, type Facts, type ReportFacts } from '../../../readiness/facts';
import { decide } from '../../../readiness/gate';
import type { Finding, History } from '../../../readiness/history';
import { metricsOf } from '../../../readiness/metrics';
import { mayCount, newestFirst } from '../../../readiness/pass-rate';
import { readReports } from '../../../readiness/readings';
import { buildDocument } from '../../../readiness/report/build-document';
import { computeScore } from '../../../readiness/score';
import { reportArtifacts } from '../../adapters/artifacts';
import { readDocumentation } from '../../adapters/documentation';
import type { GitHubClient } from '../../adapters/github-client';
import { GitHubError } from '../../adapters/github-error';
import { listRuns, runsWithJobs } from '../../adapters/github-runs';
import { newOverrides } from '../../adapters/recorded-overrides';
import type { GitHubEnvironment } from '../environment';
import { policyOf, type DashboardInputs } from '../inputs';

/** Runs read beyond the window, because some turn out not to count. */
const spare = 3;

/**
 * Looks at the repository. When the list of runs is the one the history was made from, nothing else is asked for: an
 * unchanged repository costs one conditional request, which does not count against the rate limit.
 */
export async function collect(
  client: GitHubClient,
  inputs: DashboardInputs,
  environment: GitHubEnvironment,
  history: History,
  now: Date,
): Promise<Finding | 'unchanged'> {
  const policy = policyOf(inputs);
  const policyText = JSON.stringify({
    policy,
    threshold: inputs.threshold,
    sources: inputs.sources,
  });
  const branch =
    inputs.branch === '' ? (environment.event.repository?.default_branch ?? 'main') : inputs.branch;
  const judged = { ...environment, workflow: inputs.workflow, branch };
  const etag = history.source?.policy === policyText ? history.source.runsEtag : undefined;
  const list = await listRuns(client, judged, inputs.window, etag).catch((error: unknown) => {
    // The workflow is not on the default branch yet: there is nothing to look at, and nothing to forget.
    if (error instanceof GitHubError && error.status === 404)
      return { state: 'unchanged' as const };
    throw error;
  });
  if (list.state === 'unchanged') return 'unchanged';
  const heads = list.runs.filter((run) => mayCount(run.conclusion));
  const runs = newestFirst(
    await runsWithJobs(client, judged, heads.slice(0, inputs.window + spare), history.runs),
  );
  const [newest] = runs;
  if (newest === undefined) return 'unchanged';
  const documentation = await readDocumentation(environment.workspace, inputs.sources);
  const reports: ReportFacts = {
    ...(await reportsOf(client, environment, newest.id)),
    documentation,
  };
  const facts: Facts = {
    now: now.toISOString(),
    repository: `${environment.owner}/${environment.repository}`,
    branch,
    commit: newest.commit,
    runs: known(runs),
    reports,
  };
  const score = computeScore(facts, policy);
  const verdict = decide(score, inputs.threshold, undefined, undefined);
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
    overrides: await newOverrides(client, environment, inputs['override-label'], history.overrides),
    ...(reports.tests.state === 'known'
      ? { tests: { run: newest, report: reports.tests.value } }
      : {}),
  };
}

async function reportsOf(
  client: GitHubClient,
  environment: GitHubEnvironment,
  runId: number,
): Promise<ReportFacts> {
  try {
    const files = await reportArtifacts(client, environment, runId);
    return { ...noReports(`run ${runId}`), ...readReports(files) };
  } catch (error) {
    // The run was deleted between the list and this request: its reports are missing, and named so.
    if (error instanceof GitHubError && error.status === 404) {
      return { ...noReports(`the artifacts of run ${runId} are gone`) };
    }
    throw error;
  }
}
