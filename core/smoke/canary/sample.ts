import { canaryChecks, type Attempt, type HttpCheck, type SmokeCheck } from '../check';
import type { SmokeDefinition } from '../definition';
import { judgeAttempt } from '../verdict';
import type { CanarySample } from './compare';
import { defaultCanaryPolicy } from './policy';

/** The two deployments that are compared. */
export interface CanaryTargets {
  readonly baselineUrl: string;
  readonly canaryUrl: string;
}

export interface CanaryPorts {
  readonly attempt: (check: SmokeCheck, baseUrl: string) => Promise<Attempt>;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
}

/** Requests that are under way at the same time, per deployment. */
const parallel = 4;

/**
 * Sends the same requests to both deployments, in pairs that alternate who comes first, so that whatever else changes
 * in that time changes for both. An error is any violation but a late answer: how late is the other question. Ends
 * early when the time is over; too few requests then hold.
 */
export async function sampleCanary(
  definition: SmokeDefinition,
  targets: CanaryTargets,
  deadlineMs: number,
  ports: CanaryPorts,
): Promise<{ readonly baseline: CanarySample; readonly canary: CanarySample }> {
  const { requests } = definition.canary ?? defaultCanaryPolicy;
  const checks = canaryChecks(definition.checks);
  const baseline = emptyTally();
  const canary = emptyTally();
  const end = ports.now() + deadlineMs;
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let pair = next++; pair < requests && ports.now() < end; pair = next++) {
      const check = checks[pair % checks.length];
      if (check === undefined) return;
      const order = [
        [baseline, targets.baselineUrl],
        [canary, targets.canaryUrl],
      ] as const;
      for (const [tally, url] of Math.floor(pair / checks.length) % 2 === 0
        ? order
        : [order[1], order[0]]) {
        record(tally, check, await ports.attempt(check, url));
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return { baseline, canary };
}

interface Tally {
  requests: number;
  errors: number;
  readonly latenciesMs: number[];
  readonly byCheck: Record<string, number[]>;
}

function emptyTally(): Tally {
  return { requests: 0, errors: 0, latenciesMs: [], byCheck: {} };
}

function record(tally: Tally, check: HttpCheck, attempt: Attempt): void {
  tally.requests += 1;
  const isError = judgeAttempt(check, attempt).some(({ code }) => code !== 'latency');
  if (isError) {
    tally.errors += 1;
    return;
  }
  tally.latenciesMs.push(attempt.latencyMs);
  (tally.byCheck[check.name] ??= []).push(attempt.latencyMs);
}
