import {
  findingsKept,
  found,
  known,
  noReports,
  type DocumentationFact,
  type Facts,
  type Reading,
  type ReportFacts,
  type RunFact,
} from '../../core/readiness/facts';
import type { GuardLevel } from '../../core/kernel/guard-levels';
import { percent } from '../../core/readiness/amounts';
import { hasMoved } from '../../core/readiness/exceptions';
import { observe, type TestObservation } from '../../core/readiness/test-observation';
import type { Measurement, History } from '../../core/readiness/history';
import { judge } from '../../core/readiness/judge';
import { keepReadings, restoreReadings } from '../../core/readiness/kept-readings';
import { measure } from '../../core/readiness/measure';
import { keptRun } from '../../core/performance/kept-run';
import { measurementFile, measurementSchema, type KeptRun } from '../../core/performance/results';
import { decodeReport, parseJson } from '../../core/readiness/parse/parsed';
import { metricsOf, ratchetMetrics } from '../../core/readiness/metrics';
import { mayCount } from '../../core/readiness/pass-rate';
import type { ScorePolicy } from '../../core/readiness/policy';
import { checkoutIn, readReports, type ReportFiles } from '../../core/readiness/readings';
import { buildDocument } from '../../core/readiness/report/build-document';
import type { ReadinessDocument, ScoreScope } from '../../core/readiness/report/document';
import { reportArtifacts } from '../adapters/artifacts';
import { branchHistory } from '../adapters/branch-history';
import type { GitHubClient } from '../adapters/github-client';
import { GitHubError } from '../adapters/github-error';
import { newOverrides } from '../adapters/recorded-overrides';
import { smokeReports } from '../adapters/smoke-reports';
import { testRecords, type TestRecords } from '../adapters/test-records';
import { ZipError } from '../adapters/zip';
import { dayOf } from '../../core/waivers/expiry';
import { rate } from '../../core/readiness/severity/rate';
import { withSeverities, type SeveritySource } from '../severities';
import type { LetPass } from '../waivers/shown';
import { waivedIn, withWaived } from '../waivers/waived';

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
  /** Of the project that is scored, from the root of the repository. */
  readonly directory: string;
  /** Which of several projects that is. */
  readonly scope: ScoreScope | undefined;
  readonly overrideLabel: string;
  /** Artifacts with reports of the smoke test. */
  readonly smokeArtifacts: readonly string[];
  readonly now: Date;
  /** What the branch lets pass, as it is at a commit; absent where its files cannot be read. */
  readonly exceptions?: (commit: string) => Promise<LetPass>;
  /** How far a change is kept from weakening its own gate. */
  readonly guardLevel?: GuardLevel | undefined;
  /** Who owns the repository at a commit; undefined where CODEOWNERS cannot be read. */
  readonly owners?: (commit: string) => Promise<readonly string[] | undefined>;
  /** Where severities of vulnerabilities are asked for. */
  readonly severities: SeveritySource;
  /** Reads documents and docstrings at a commit. */
  readonly documentation: (commit: string) => Promise<Reading<DocumentationFact>>;
}

/** What a look found; the two others say that there is nothing to look at. */
export type Looked = Measurement | 'unchanged' | 'no-workflow' | 'no-runs';

/**
 * Looks at the repository. When the list of runs is the one the history was made from, nothing else is asked for: an
 * unchanged repository costs one request, which does not count against the rate limit while the token that its ETag
 * belongs to lives. A waiver that has ended, or is about to, and a mode that changes on its day are changes.
 */
export async function collect(client: GitHubClient, look: Look, history: History): Promise<Looked> {
  const { policy, threshold, sources, now, guardLevel, scope } = look;
  const smoke = look.smokeArtifacts.length === 0 ? {} : { smoke: look.smokeArtifacts };
  const policyText = JSON.stringify({ policy, threshold, sources, guardLevel, scope, ...smoke });
  const today = dayOf(now.toISOString());
  const isSame = history.source?.policy === policyText && !hasMoved(history.document, today);
  const source = isSame ? history.source : undefined;
  const earlier = {
    ...{ etag: source?.runsEtag, digest: source?.runsDigest, event: source?.runsEvent },
    runs: history.runs,
  };
  const branch = await branchHistory(client, look, policy, earlier).catch((error: unknown) => {
    if (error instanceof GitHubError && error.status === 404) return 'no-workflow' as const;
    throw error;
  });
  if (branch === 'no-workflow') return branch;
  if (branch === undefined) return 'unchanged';
  const { runs, reading, etag, digest, event } = branch;
  const newest = runs.find((run) => mayCount(run.conclusion)) ?? runs[0];
  const isNothing = reading.state === 'known' && !runs.some((run) => mayCount(run.conclusion));
  if (newest === undefined || isNothing) return 'no-runs';
  const { reports: uploaded, ...uploads } = await runReports(client, look, newest.id);
  const read = await withSeverities(ratedBefore(uploaded, newest.id, history), look.severities);
  const exceptions = await look.exceptions?.(newest.commit);
  const run = { ...uploads, reports: read, directory: look.directory };
  const { reports, waived, restored } = restoreReadings(
    { ...read, documentation: await look.documentation(newest.commit) },
    newest.id,
    history.readings,
    await waivedIn(run, exceptions?.waivers ?? [], today),
  );
  const records = await testRecords(client, look, history.source?.testRecord);
  const checks = await smokeReports(client, look, history.source?.smokeReports);
  const { readings } = history;
  const readAt = restored && readings !== undefined ? readings.at : now.toISOString();
  const owners = await look.owners?.(newest.commit);
  const document = documentOf(
    look,
    { commit: newest.commit, runs: reading, reports, waived },
    { exceptions: exceptions?.shown, owners, guardLevel },
  );
  return {
    document: restored ? withKept(document, readAt, history) : document,
    metrics: { ...metricsOf(runs, reports, policy), ...ratchetMetrics(exceptions?.shown) },
    runs: withCacheHits(runs, newest.id, read.caches),
    source: {
      policy: policyText,
      ...(etag === undefined ? {} : { runsEtag: etag }),
      ...(digest === undefined ? {} : { runsDigest: digest }),
      ...(event === undefined ? {} : { runsEvent: event }),
      ...(records.newest === undefined ? {} : { testRecord: records.newest }),
      ...(Object.keys(checks.newest).length === 0 ? {} : { smokeReports: checks.newest }),
    },
    performance: timesOf(uploads.files, newest),
    readings: keepReadings(reports, newest.id, readAt, waived),
    security: await withWaived(securityOf(reports), exceptions?.waivers ?? [], {
      today,
      directory: look.directory,
    }),
    overrides: await newOverrides(client, look, look.overrideLabel, history.overrides),
    observed: [
      ...records.observed,
      ...withoutRecord(newest, reports.tests, records),
      ...checks.observed,
    ],
    changes: records.changes,
  };
}

/** Times of the run's benchmarks; what is not in the form that the job writes says nothing. */
function timesOf(files: ReportFiles, { id, commit, completedAt }: RunFact): KeptRun | undefined {
  const bytes = files.get(measurementFile);
  const text = bytes === undefined ? undefined : decodeReport(bytes, measurementFile);
  if (text?.ok !== true) return undefined;
  const parsed = parseJson(text.value, measurementFile, measurementSchema);
  return parsed.ok ? keptRun(parsed.value, { run: id, commit, at: completedAt }) : undefined;
}

/** The caches of a run are known from its reports, which only those of the newest run are read of. */
function withCacheHits(
  runs: readonly RunFact[],
  newest: number,
  caches: ReportFacts['caches'],
): readonly RunFact[] {
  if (caches.state === 'missing' || caches.value.lookups === 0) return runs;
  const cacheHitRate = percent(caches.value.hits, caches.value.lookups);
  return runs.map((run) => (run.id === newest ? { ...run, cacheHitRate } : run));
}

/** What was rated at an earlier look at the same run is not asked for again. */
function ratedBefore(
  reports: ReportFacts,
  run: number,
  { readings }: Pick<History, 'readings'>,
): ReportFacts {
  const { vulnerabilities } = reports;
  if (vulnerabilities.state === 'missing' || readings?.run !== run) return reports;
  const packages = readings.reports.vulnerabilities?.packages ?? [];
  const severities = new Map(packages.flatMap((one) => Object.entries(one.severities ?? {})));
  return {
    ...reports,
    vulnerabilities: known(rate(vulnerabilities.value, severities)),
  };
}

/** The newest run's tests by their report alone, where an earlier version of the workflow left no record of them. */
function withoutRecord(
  { id, attempt, commit, completedAt }: RunFact,
  tests: ReportFacts['tests'],
  { runs }: TestRecords,
): readonly TestObservation[] {
  if (tests.state === 'missing' || runs.has(id)) return [];
  const seen = observe({ run: id, attempt, commit, at: completedAt }, tests.value);
  return seen === undefined ? [] : [seen];
}

function documentOf(
  look: Look,
  found: Pick<Facts, 'commit' | 'runs' | 'reports' | 'waived'>,
  beside: NonNullable<Parameters<typeof buildDocument>[3]>,
): ReadinessDocument {
  const { owner, repository, branch, policy, threshold, now } = look;
  const facts: Facts = {
    ...found,
    now: now.toISOString(),
    repository: `${owner}/${repository}`,
    branch,
  };
  const judgement = judge(measure(facts, policy), { ...policy, threshold });
  return buildDocument(facts, policy, judgement, { ...beside, scope: look.scope });
}

/** A document whose reports were read at an earlier look: the summary of the tests is that of then too. */
function withKept(
  document: ReadinessDocument,
  readingsFrom: string,
  { document: before }: History,
): ReadinessDocument {
  const tests = document.tests ?? before?.tests;
  return {
    ...document,
    readingsFrom,
    ...(tests === undefined ? {} : { tests }),
    flaky: document.tests === undefined ? (before?.flaky ?? []) : document.flaky,
  };
}

function securityOf({ codeScan, vulnerabilities }: ReportFacts): Measurement['security'] {
  const { packages = [], skippedNames = [] } = found(vulnerabilities) ?? {};
  return {
    findings: (found(codeScan)?.first ?? []).slice(0, findingsKept).map((one) => ({ ...one })),
    packages: packages.map(({ severities, aliases, ...one }) => ({
      ...one,
      ids: [...one.ids],
      fixedIn: [...one.fixedIn],
      ...(severities === undefined ? {} : { severities: { ...severities } }),
      ...(aliases === undefined ? {} : { aliases: copied(aliases) }),
    })),
    ...(skippedNames.length === 0 ? {} : { skipped: [...skippedNames] }),
  };
}

function copied(lists: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(lists).map(([key, list]) => [key, [...list]]));
}

/** A run's reports as files and as they were read, but for the documentation, which is none of them. */
interface RunReports {
  readonly files: ReportFiles;
  readonly reports: ReportFacts;
  /** Directory in which the tools ran, where the reports say so. */
  readonly root: string | undefined;
}

/** The reports that a run uploaded; hostile data, where the run is a pull request's. */
export async function runReports(
  client: GitHubClient,
  place: Pick<Look, 'owner' | 'repository' | 'directory'>,
  runId: number,
): Promise<RunReports> {
  const none = (reason: string): RunReports => ({
    files: new Map(),
    reports: noReports(reason),
    root: undefined,
  });
  try {
    const files = await reportArtifacts(client, place, runId);
    const root = checkoutIn(files, place.repository, place.directory);
    return { files, reports: { ...noReports(`run ${runId}`), ...readReports(files, root) }, root };
  } catch (error) {
    // The run was deleted between the list and this request: its reports are missing, and named so.
    if (error instanceof GitHubError && error.status === 404) {
      return none(`the artifacts of run ${runId} no longer exist`);
    }
    if (error instanceof ZipError) {
      return none(`an artifact of run ${runId} cannot be unpacked: ${error.message}`);
    }
    throw error;
  }
}
