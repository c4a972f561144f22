import { type Plan } from './prices';

/** What an estimate cannot know and has to assume. */
export interface CostAssumptions {
  /** Plan of the account, whose included minutes private repositories use up first. */
  readonly plan: Plan;
  /** Standard runners cost nothing in public repositories. */
  readonly visibility: 'private' | 'public';
  /** CI runs of pull requests, per repository and month. */
  readonly pullRequestRuns: number;
  /** CI runs of pushes to long-lived branches, per repository and month. */
  readonly pushRuns: number;
  readonly cache: {
    /** Percent of jobs that find their cache. */
    readonly hitRate: number;
    /** Minutes a hit of the uv cache saves per job. */
    readonly uvMinutes: number;
    /** Minutes a hit of the pip cache saves per job, where there is no uv cache. */
    readonly pipMinutes: number;
  };
  /** Minutes of each job when it finds no cache. */
  readonly coldMinutes: Readonly<Record<JobKind, number>>;
  /** What was measured instead; a job of a kind that is missing has the assumed minutes. */
  readonly measured?: MeasuredMinutes | undefined;
  /** Seconds the worker takes for one repository. */
  readonly workerSeconds: number;
  /** Seconds one smoke test takes. */
  readonly smokeSeconds: number;
}

/** Kinds of jobs whose minutes are measured. */
export const measuredKinds = ['lint', 'test', 'security'] as const;

/** What recorded runs took. */
export interface MeasuredMinutes {
  /** Day on which it was measured, in UTC: `2026-03-31`. */
  readonly on: string;
  /** Minutes that an execution of a job is billed, on average. */
  readonly minutes: Readonly<Partial<Record<(typeof measuredKinds)[number], number | undefined>>>;
}

/** Jobs that differ in how long they take; all others take about a minute. */
export type JobKind = 'lint' | 'test' | 'security' | 'mcp' | 'build' | 'other';

/**
 * The figures of the architecture: a uv cache saves about 4 minutes a job, a pip cache 2, at a hit rate of 80 %; CI
 * takes 7 to 10 minutes with caches and 12 without.
 */
export const defaultAssumptions: CostAssumptions = {
  plan: 'team',
  visibility: 'private',
  pullRequestRuns: 60,
  pushRuns: 30,
  cache: { hitRate: 80, uvMinutes: 4, pipMinutes: 2 },
  coldMinutes: { lint: 6, test: 10, security: 7, mcp: 6, build: 6, other: 1 },
  workerSeconds: 5,
  smokeSeconds: 3,
};
