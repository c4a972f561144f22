import { keptRunSchema, type KeptRun } from '../performance/results';
import * as z from 'zod/mini';
import { stableJson, type Json } from '../kernel/stable-json';
import { conclusionSchema as conclusion } from './conclusion';
import { hasMoved } from './exceptions';
import { firstSeen, fixedThings } from './first-seen';
import { severities } from './severity/severity';
import type { RunFact } from './facts';
import { addChanges, recordedChangeSchema, type RecordedChange } from './judged-change';
import type { TestObservation } from './test-observation';
import { oldestFirst, ofTests } from './flakes';
import { keptPostureSchema } from './posture';
import { detailsSchema } from './test-record';
import {
  findingShape,
  keptReadingsSchema,
  vulnerablePackageShape,
  type KeptReadings,
} from './kept-readings';
import type { Metrics } from './metrics';
import { documentSchema, type ReadinessDocument } from './report/document';
import { unseenSchema } from './sight';
import { recent } from './trend';

/** Its path on the data branch, and in a repository's folder of the bucket. */
export const historyFile = 'history.json';

const at = z.iso.datetime();
const metric = z.optional(z.number());
const metrics = z.object({
  passRate: metric,
  firstAttemptRate: metric,
  buildSeconds: metric,
  cacheHitRate: metric,
  securityIssues: metric,
  coverage: metric,
  baseline: metric,
  coverageFloor: metric,
});
/**
 * What the data branch remembers, in history.json: enough to render every report again without asking GitHub. Keys that a
 * newer version added are ignored, so that a release can be taken back; what this one cannot honour has another `version`.
 */
export const historySchema = z.object({
  version: z.literal(1),
  /** What the facts were read from, so that the next reading can ask only for what is new. */
  source: z.optional(
    z.object({
      runsEtag: z.optional(z.string()),
      /** Digest of the runs that were listed: an ETag is good for one token only. */
      runsDigest: z.optional(z.string()),
      /** Set where both stand for the pushes alone. */
      runsEvent: z.optional(z.literal('push')),
      /** Id of the newest record of tests that was read, see test-record.ts. */
      testRecord: z.optional(z.number()),
      /** Id of the newest report of a smoke test that was read, by the name of the artifact. */
      smokeReports: z.optional(z.record(z.string(), z.number())),
      policy: z.string(),
    }),
  ),
  document: z.optional(documentSchema),
  metrics: z.optional(metrics),
  points: z.array(z.object({ at, commit: z.string(), score: z.number(), metrics })),
  runs: z.array(
    z.object({
      id: z.number(),
      commit: z.string(),
      attempt: z.number(),
      conclusion,
      startedAt: z.string(),
      completedAt: z.string(),
      seconds: z.optional(z.number()),
      queuedSeconds: z.optional(z.number()),
      cacheHitRate: z.optional(z.number()),
      url: z.string(),
      jobs: z.array(
        z.object({
          name: z.string(),
          conclusion,
          attempt: z.number(),
          seconds: z.number(),
          runner: z.optional(z.string()),
          from: z.optional(z.number()),
          queued: z.optional(z.number()),
        }),
      ),
    }),
  ),
  observations: z.array(
    z.object({
      run: z.number(),
      kind: z.optional(z.literal('end-to-end')),
      attempt: z.number(),
      commit: z.string(),
      at: z.string(),
      environment: z.optional(z.string()),
      tests: z._default(z.number(), 0),
      rerun: z.array(z.string()),
      failed: z.array(z.string()),
      details: z.optional(detailsSchema),
    }),
  ),
  /** What the gate measured of pull requests, oldest first. */
  changes: z.optional(z.array(recordedChangeSchema)),
  security: z.optional(
    z.object({
      findings: z.array(findingShape),
      packages: z.array(vulnerablePackageShape),
      /** Packages that no database could look up. */
      skipped: z.optional(z.array(z.string())),
      /** When each of them was first seen, see first-seen.ts. */
      firstSeen: z.optional(z.record(z.string(), z.string())),
      /** What is not there any more, oldest first. */
      fixed: z.optional(
        z.array(
          z.object({
            what: z.string(),
            severity: z.optional(z.enum(severities)),
            seen: z.string(),
            at: z.string(),
          }),
        ),
      ),
      /** Last day on which each is waived, by its key. */
      waivedUntil: z.optional(z.record(z.string(), z.string())),
    }),
  ),
  readings: z.optional(keptReadingsSchema),
  /** The security posture, where something judges it. */
  posture: z.optional(keptPostureSchema),
  /** Times of benchmarks, oldest first. */
  performance: z.optional(z.array(keptRunSchema)),
  /** Changes that an override let pass: who, when and why. */
  overrides: z.array(
    z.object({ pullRequest: z.number(), by: z.string(), at: z.string(), reason: z.string() }),
  ),
  slack: z.object({
    /** What was announced to the channel last. */
    announced: z.enum(['nothing', 'below', 'recovered']),
    /** A message that is still to be delivered. */
    pending: z.optional(z.enum(['below', 'recovered'])),
    /** Set while the channel knows that the repository cannot be seen. */
    sight: z.optional(z.literal('unseen')),
    /** ISO week of the last weekly digest. */
    digest: z.optional(z.string()),
  }),
  /** Why there is nothing to score any more; what else is here is what was seen last. */
  unseen: z.optional(unseenSchema),
  /** Month of the last security audit. */
  audit: z.optional(z.string()),
  /** ISO week of the last weekly trend report. */
  trend: z.optional(z.string()),
});
export type History = z.infer<typeof historySchema>;

export const emptyHistory: History = {
  version: 1,
  points: [],
  runs: [],
  observations: [],
  overrides: [],
  slack: { announced: 'nothing' },
};

/** What one look at the repository measured. */
export interface Measurement {
  readonly document: ReadinessDocument;
  readonly metrics: Metrics;
  readonly runs: readonly RunFact[];
  readonly source: NonNullable<History['source']>;
  readonly security: NonNullable<History['security']>;
  readonly overrides: History['overrides'];
  /** Times of the newest run's benchmarks. */
  readonly performance?: KeptRun | undefined;
  /** What the newest run's reports said. */
  readonly readings: KeptReadings;
  /** What was seen of tests since the look before, in any attempt, environment and pull request. */
  readonly observed?: readonly TestObservation[];
  /** What was measured of pull requests since the look before. */
  readonly changes?: readonly RecordedChange[];
}

/** Runs and observations that are remembered. */
const runsKept = 50;
const observationsKept = 1000;
/** Runs of smoke tests, beside the observations of tests. */
const checksKept = 300;
const timesKept = 80;

/**
 * The history with a measurement added. A point is added only when the score or what it rests on changed, so that a look at
 * an unchanged repository gives back an equal history. Made from the newest history each time, two writers lose nothing.
 */
export function addMeasurement(history: History, found: Measurement): History {
  const { document } = found;
  const last = history.points.at(-1);
  const point = {
    at: document.generatedAt,
    commit: document.commit,
    score: document.value,
    metrics: { ...found.metrics },
  };
  const isNew = !equal({ ...last, at: '' }, { ...point, at: '' });
  // A mode is written with the day on which it changes: what the document says changes on that day, without another word.
  const isSameDocument =
    equal({ ...history.document, generatedAt: '' }, { ...document, generatedAt: '' }) &&
    !hasMoved(history.document, document.generatedAt.slice(0, 10));
  return {
    ...history,
    source: found.source,
    document: (isSameDocument ? history.document : undefined) ?? document,
    metrics: { ...found.metrics },
    points: isNew ? addPoint(history.points, point) : history.points,
    runs: mergeRuns(history.runs, found.runs),
    observations: addObservations(history.observations, found),
    ...withChanges(history.changes, found),
    security: withFirstSeen(history.security, found),
    readings: keptAs(history.readings, found.readings),
    ...performanceOf(history.performance, found.performance),
    overrides: mergeOverrides(history.overrides, found.overrides),
  };
}

function performanceOf(
  before: readonly KeptRun[] = [],
  found: KeptRun | undefined,
): Pick<History, 'performance'> {
  if (found === undefined) return before.length === 0 ? {} : { performance: [...before] };
  const others = before.filter(({ run }) => run !== found.run);
  return { performance: [...others, found].sort((a, b) => a.run - b.run).slice(-timesKept) };
}

/** Readings that say the same keep the time of the first look at them, or every look would find a change. */
function keptAs(before: History['readings'], found: KeptReadings): KeptReadings {
  const isSame = equal({ ...before, at: '' }, { ...found, at: '' });
  return (isSame ? before : undefined) ?? found;
}

/**
 * A remembered time later than now was written by a clock that ran ahead: it becomes now, or it would stay the newest
 * point for as long as it is wrong, and every look would find that something changed.
 */
function addPoint(points: History['points'], point: History['points'][number]): History['points'] {
  // Stryker disable next-line EqualityOperator: one of the same time gets the same time.
  const past = points.map((one) => (one.at > point.at ? { ...one, at: point.at } : one));
  return [...recent([...past, point], point.at)];
}

/** Whether two histories say the same; what they were read from (an ETag) does not matter. */
export function sameHistory(a: History, b: History): boolean {
  const said = ({ source, ...rest }: History) => ({ ...rest, policy: source?.policy ?? '' });
  return equal(said(a), said(b));
}

function mergeRuns(before: History['runs'], found: readonly RunFact[]): History['runs'] {
  const byId = new Map(before.map((run) => [run.id, run]));
  for (const run of found) byId.set(run.id, { ...run, jobs: run.jobs.map((job) => ({ ...job })) });
  // As many as a look needs, however large its window is: what is remembered need not be asked for again.
  const kept = Math.max(runsKept, found.length);
  return [...byId.values()].sort((a, b) => b.id - a.id).slice(0, kept);
}

function withFirstSeen(
  before: History['security'],
  { security, document }: Measurement,
): NonNullable<History['security']> {
  const seen = firstSeen(before?.firstSeen, security, document);
  const now = { seen, findings: security.findings };
  const fixed = before === undefined ? [] : fixedThings(before, now, document.generatedAt);
  return {
    ...security,
    ...(Object.keys(seen).length === 0 ? {} : { firstSeen: { ...seen } }),
    ...(fixed.length === 0 ? {} : { fixed: fixed.map((one) => ({ ...one })) }),
  };
}

function addObservations(
  before: History['observations'],
  { observed = [] }: Measurement,
): History['observations'] {
  if (observed.length === 0) return before;
  const byPlace = new Map(before.map((one) => [placeOf(one), one]));
  for (const one of observed) {
    const { rerun, failed, details } = one;
    byPlace.set(placeOf(one), {
      ...one,
      rerun: [...rerun],
      failed: [...failed],
      ...(details === undefined ? {} : { details: { ...details } }),
    });
  }
  const all = oldestFirst([...byPlace.values()]);
  const checks = all.filter(({ kind }) => kind !== undefined).slice(-checksKept);
  return oldestFirst([...ofTests(all).slice(-observationsKept), ...checks]);
}

function placeOf({ run, attempt, environment = '' }: TestObservation): string {
  return `${String(run)} ${String(attempt)} ${environment}`;
}

function withChanges(
  before: History['changes'],
  { changes = [] }: Measurement,
): Pick<History, 'changes'> {
  if (changes.length === 0) return {};
  return { changes: [...addChanges(before ?? [], changes)] };
}

function mergeOverrides(
  before: History['overrides'],
  found: History['overrides'],
): History['overrides'] {
  const known = new Set(before.map((one) => `${one.pullRequest} ${one.at}`));
  return [...before, ...found.filter((one) => !known.has(`${one.pullRequest} ${one.at}`))];
}

function equal(a: unknown, b: unknown): boolean {
  return stableJson(plain(a)) === stableJson(plain(b));
}

/** The value as JSON would carry it: without what is undefined. */
function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
