import type { PathTool } from '../tools';
import type { FailureCause } from './failure-cause';
import type { Severity } from './severity/severity';
import type { WaivedParts } from './waived';

/** A fact that was measured, or that could not be: what is missing is never taken for good, and says why. */
export type Reading<T> =
  | { readonly state: 'known'; readonly value: T }
  | {
      readonly state: 'missing';
      readonly reason: string;
      /** What an incomplete check found before it stopped: to be shown, never to be scored. */
      readonly partial?: T;
    };

export function known<T>(value: T): Reading<T> {
  return { state: 'known', value };
}

export function missing<T>(reason: string, partial?: T): Reading<T> {
  return { state: 'missing', reason, ...(partial === undefined ? {} : { partial }) };
}

/** Whatever was found, by a complete check or an incomplete one. */
export function found<T>(reading: Reading<T>): T | undefined {
  return reading.state === 'known' ? reading.value : reading.partial;
}

/** How a job or run can end, in GitHub's words. */
export const conclusions = [
  'success',
  'failure',
  'cancelled',
  'skipped',
  'neutral',
  'timed_out',
  'action_required',
  'startup_failure',
  'stale',
] as const;

/** How a job or run ended; null while it is still going on, `unknown` for a word that this version does not know. */
export type Conclusion = (typeof conclusions)[number] | 'unknown' | null;

/** One job of a run. A re-run job appears once for each attempt. */
export interface JobFact {
  readonly name: string;
  readonly conclusion: Conclusion;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly seconds: number;
  /** Label of the runner that it asked for; absent where an earlier version recorded the job. */
  readonly runner?: string | undefined;
  /** Seconds from the start of the run's first attempt until the job began. */
  readonly from?: number | undefined;
  /** Seconds that it waited for a runner. */
  readonly queued?: number | undefined;
}

/** One completed run of the judged workflow on the judged branch. */
export interface RunFact {
  readonly id: number;
  readonly commit: string;
  /** Number of the latest attempt; all attempts together are one run. */
  readonly attempt: number;
  readonly conclusion: Conclusion;
  /** ISO 8601, UTC: the start of the first attempt, which a re-run does not move. */
  readonly startedAt: string;
  /** ISO 8601, UTC: the end of the latest attempt. */
  readonly completedAt: string;
  /** Seconds in which at least one job ran, in all attempts together; absent when it is not known. */
  readonly seconds?: number | undefined;
  /** Seconds that the job with the longest wait for a runner waited; absent when it is not known. */
  readonly queuedSeconds?: number | undefined;
  /** Percent of the look-ups in caches that hit; known of runs that were the newest at a look. */
  readonly cacheHitRate?: number | undefined;
  readonly url: string;
  readonly jobs: readonly JobFact[];
}

/** Results of the quality jobs of the run that asks, by job name; `absent` when the run says nothing about one. */
export type FreshResults = Readonly<
  Record<string, 'success' | 'failure' | 'cancelled' | 'skipped' | 'absent'>
>;

/** What coverage.py measured; without branch measurement there are 0 branches. */
export interface CoverageFact {
  readonly linesCovered: number;
  readonly linesTotal: number;
  readonly branchesCovered: number;
  readonly branchesTotal: number;
  /** Files with the most uncovered lines, worst first. */
  readonly worstFiles: readonly { readonly path: string; readonly uncovered: number }[];
}

/** One test of a JUnit report; every attempt before the last one is a re-run. */
export interface TestCaseFact {
  readonly id: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly reruns: number;
  readonly seconds: number;
  /** Of a failure: what it was, by its message. */
  readonly cause?: FailureCause | undefined;
}

export interface TestsFact {
  readonly cases: readonly TestCaseFact[];
}

/** A place in the code that a tool reported. */
export interface ToolFinding {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

export interface FindingsFact {
  readonly count: number;
  /** Which tool found them. */
  readonly tool?: PathTool | undefined;
  /** The first findings, at most {@link findingsRead}. */
  readonly first: readonly ToolFinding[];
}

/** How many single findings a report keeps, to see which lie on changed lines; the counts are always of all. */
export const findingsRead = 20_000;

/** How many of them are remembered and shown. */
export const findingsKept = 20;

/** Findings of static analysis by severity; those of low confidence are left out. */
export interface CodeScanFact {
  readonly high: number;
  readonly medium: number;
  readonly low: number;
  readonly first: readonly ToolFinding[];
}

export interface VulnerabilitiesFact {
  /** Installed packages with at least one known vulnerability. */
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly ids: readonly string[];
    readonly fixedIn: readonly string[];
    /** By id, as far as a database rates them. */
    readonly severities?: Readonly<Record<string, Severity>> | undefined;
    /** Other names of a vulnerability, by its id. */
    readonly aliases?: Readonly<Record<string, readonly string[]>> | undefined;
  }[];
  /** Packages that were looked up, and those the tool had to skip. */
  readonly audited: number;
  readonly skipped: number;
  /** The first packages that were skipped, at most {@link findingsKept}. */
  readonly skippedNames: readonly string[];
}

export interface CountFact {
  readonly count: number;
  /** Of formatters: which one. */
  readonly tool?: PathTool | undefined;
}

/** The documents a reader looks for first, and how much of the public code explains itself. */
export interface DocumentationFact {
  readonly documents: Readonly<Record<DocumentName, boolean>>;
  /** Public modules, classes and functions, and how many of them have a docstring. */
  readonly publicObjects: number;
  readonly documentedObjects: number;
}

export const documentNames = ['readme', 'license', 'changelog', 'contributing'] as const;
export type DocumentName = (typeof documentNames)[number];

/** Answers of the MCP dry run. */
export interface McpFact {
  readonly tools: number;
  readonly failed: number;
}

/** What the reports of one run say. */
export interface ReportFacts {
  readonly coverage: Reading<CoverageFact>;
  readonly tests: Reading<TestsFact>;
  readonly lint: Reading<FindingsFact>;
  readonly format: Reading<CountFact>;
  readonly types: Reading<FindingsFact>;
  readonly codeScan: Reading<CodeScanFact>;
  readonly vulnerabilities: Reading<VulnerabilitiesFact>;
  readonly conflicts: Reading<CountFact>;
  readonly outdated: Reading<CountFact>;
  readonly documentation: Reading<DocumentationFact>;
  readonly mcp: Reading<McpFact>;
  /** Cache look-ups of the run's jobs and how many of them hit. */
  readonly caches: Reading<{ readonly lookups: number; readonly hits: number }>;
}

/** Everything a score is made of. The clock is a fact like any other. */
export interface Facts {
  /** ISO 8601, UTC. */
  readonly now: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly branch: string;
  readonly commit: string;
  /** Completed runs of the judged workflow on the judged branch, in any order. */
  readonly runs: Reading<readonly RunFact[]>;
  /** Present when the score is asked for by a run of the judged workflow: counted as the newest run. */
  readonly fresh?: FreshResults;
  readonly reports: ReportFacts;
  /** Findings among those of the reports that the default branch's waivers excuse. */
  readonly waived?: WaivedParts | undefined;
}

/** No report at all: every reading missing for the same reason. */
export function noReports(reason: string): ReportFacts {
  return {
    coverage: missing(reason),
    tests: missing(reason),
    lint: missing(reason),
    format: missing(reason),
    types: missing(reason),
    codeScan: missing(reason),
    vulnerabilities: missing(reason),
    conflicts: missing(reason),
    outdated: missing(reason),
    documentation: missing(reason),
    mcp: missing(reason),
    caches: missing(reason),
  };
}
