import * as z from 'zod/mini';
import { foreignCell, printable } from '../kernel/foreign-text';
import { parseJsonText } from '../kernel/json-text';
import { smokeStateSchema, type SmokeState } from './announce';
import { comparisonsOf, type CanaryVerdict } from './canary/compare';
import { targetOf, type Phases } from './check';
import { phasesOf } from './phases';
import type { RegionState } from './region-state';

import type { CheckResult, SmokeVerdict } from './verdict';

/** What a service says, in a summary and in a line of the log. */
const code = (text: string): string => foreignCell(text, 300);
const line = (text: string): string => printable(text, 1000);

/** What was checked and where, for the reader of a report. */
export interface SmokeContext {
  readonly repository: string;
  readonly environment: string;
  readonly baseUrl: string;
  readonly runUrl: string;
  /** Attempt of the run, 1 for the first; undefined outside a workflow. */
  readonly attempt?: number;
  /** What else is about the deployment, such as its alarm. */
  readonly links?: readonly { readonly text: string; readonly url: string }[];
  /** The stack whose monitor it is; undefined in a workflow. */
  readonly stack?: string | undefined;
  /** The region that the monitor runs in; undefined where there is one only. */
  readonly region?: string | undefined;
  /** What its other regions saw. */
  readonly elsewhere?: readonly RegionState[];
  /** Id of Slack's user group of people on call. */
  readonly onCall?: string | undefined;
}

const reportSchema = z.object({
  version: z.literal(1),
  environment: z.string(),
  state: z.optional(smokeStateSchema),
});

/**
 * The result as a file, with every attempt. It names checks, not their headers, bodies or queries: it is kept where more
 * people can read it than may know those.
 */
export function smokeReport(
  verdict: SmokeVerdict,
  place: Pick<SmokeContext, 'environment' | 'baseUrl' | 'attempt'>,
  state?: SmokeState,
): object {
  return {
    version: 1,
    environment: place.environment,
    ...(place.attempt === undefined ? {} : { attempt: place.attempt }),
    baseUrl: place.baseUrl,
    passed: verdict.passed,
    unsteady: verdict.unsteady,
    checks: verdict.results.map(({ check, attempts, passed, blockedBy }) => ({
      name: check.name,
      kind: check.kind,
      target: targetOf(check),
      passed,
      ...(blockedBy === undefined ? {} : { blockedBy }),
      attempts: attempts.map(({ latencyMs, phases, violations }) => ({
        latencyMs: Math.round(latencyMs),
        ...(phases === undefined ? {} : { phases: rounded(phases) }),
        violations,
      })),
    })),
    leftOut: verdict.leftOut,
    ...(state === undefined ? {} : { state }),
  };
}

function rounded(phases: Phases): Phases {
  return Object.fromEntries(phasesOf(phases).map(([key, ms]) => [key, Math.round(ms)]));
}

/** What an earlier report remembers for its environment; undefined for anything that is no such report. */
export function stateOfReport(text: string, environment: string): SmokeState | undefined {
  const report = parseReport(text, reportSchema);
  return report?.environment === environment ? report.state : undefined;
}

/** A report as far as a schema reads it; undefined for a text that is no such report. */
export function parseReport<T extends z.ZodMiniType>(
  text: string,
  schema: T,
): z.infer<T> | undefined {
  let value: unknown;
  try {
    value = parseJsonText(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  return schema.safeParse(value).data;
}

/** One line per attempt, for the log: what the first one saw is never hidden behind a later one. */
export function smokeText(verdict: SmokeVerdict): string {
  return [
    ...verdict.results.map((result) => {
      const retried = result.attempts.length > 1;
      const attempts = result.attempts.map(
        (_, index) => `${retried ? `attempt ${index + 1}: ` : ''}${wordsOf(result, index)}`,
      );
      const cause = result.blockedBy === undefined ? '' : `; depends on ${line(result.blockedBy)}`;
      return `${result.passed ? 'ok    ' : 'failed'}  ${line(result.check.name)}: ${attempts.join('; ') || 'not tried'}${cause}`;
    }),
    ...verdict.leftOut.map(
      (name) => `skipped ${line(name)}: left to the monitor inside the network`,
    ),
  ].join('\n');
}

/** The job summary. Answers of the service are in code spans, where they cannot become markup. */
export function smokeSummary(verdict: SmokeVerdict, context: SmokeContext): string {
  const title = verdict.passed
    ? verdict.unsteady
      ? '⚠️ passed, but not on the first attempt'
      : '✅ passed'
    : '❌ failed';
  return [
    `## Smoke test of ${code(context.environment)}: ${title}`,
    '',
    '| check | kind | result | first attempt | attempts | latency |',
    '| --- | --- | --- | --- | ---: | ---: |',
    ...verdict.results.map((result) => {
      const last = result.attempts.length - 1;
      const cause = result.blockedBy === undefined ? '' : ` (depends on ${code(result.blockedBy)})`;
      const outcome = result.passed ? '✅' : `❌ ${code(wordsOf(result, last))}${cause}`;
      const first = last > 0 ? code(wordsOf(result, 0)) : 'the same';
      return `| ${code(result.check.name)} | ${result.check.kind} | ${outcome} | ${first} | ${result.attempts.length} | ${Math.round(result.attempts.at(-1)?.latencyMs ?? 0)} ms |`;
    }),
    '',
    ...(verdict.leftOut.length === 0
      ? []
      : [`Left to the monitor inside the network: ${verdict.leftOut.map(code).join(', ')}`, '']),
  ].join('\n');
}

/** The job summary of a comparison. */
export function canarySummary(verdict: CanaryVerdict, context: SmokeContext): string {
  const title = {
    promote: '✅ promote',
    hold: '⏸️ hold: the data are inconclusive',
    'roll-back': '❌ roll back',
  }[verdict.decision];
  return [
    `## Canary of ${code(context.environment)}: ${title}`,
    '',
    ...comparisonsOf(verdict).map(({ text }) => `- ${code(text)}`),
    '',
  ].join('\n');
}

/** What an attempt saw, in words; the last one by default. */
export function wordsOf(result: CheckResult, index: number = result.attempts.length - 1): string {
  const attempt = result.attempts[index];
  if (attempt === undefined) return 'not tried';
  if (attempt.violations.length === 0) return `${Math.round(attempt.latencyMs)} ms`;
  return attempt.violations.map((violation) => line(violation.text)).join(', ');
}
