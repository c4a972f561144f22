import { canaryChecks, type Attempt, type HttpCheck, type SmokeCheck } from '../check';
import type { SmokeDefinition } from '../definition';
import { judgeAttempt } from '../judge';
import type { Outcome, Pair } from './blocks';
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

/** Pairs sent before the first one that counts: connections are opened, caches filled and code compiled by them. */
const warmUpPairs = 20;

/**
 * Sends the same requests to both deployments, in pairs that alternate who comes first, so that whatever else changes
 * in that time changes for both. Gives the pairs in the order in which they began, without those of the warm-up. Ends
 * early when the time is over; too few requests then hold.
 */
export async function sampleCanary(
  definition: SmokeDefinition,
  targets: CanaryTargets,
  deadlineMs: number,
  ports: CanaryPorts,
): Promise<readonly Pair[]> {
  const { requests } = definition.canary ?? defaultCanaryPolicy;
  const checks = canaryChecks(definition.checks);
  const pairs: (Pair | undefined)[] = [];
  const end = ports.now() + deadlineMs;
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < warmUpPairs + requests && ports.now() < end; index = next++) {
      const check = checks[index % checks.length];
      if (check === undefined) return;
      const isCanaryFirst = Math.floor(index / checks.length) % 2 === 1;
      pairs[index] = await pairOf(check, targets, isCanaryFirst, ports);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return pairs.slice(warmUpPairs).filter((pair) => pair !== undefined);
}

async function pairOf(
  check: HttpCheck,
  { baselineUrl, canaryUrl }: CanaryTargets,
  isCanaryFirst: boolean,
  { attempt }: CanaryPorts,
): Promise<Pair> {
  const ask = async (url: string): Promise<Outcome> => outcomeOf(check, await attempt(check, url));
  if (isCanaryFirst) {
    const canary = await ask(canaryUrl);
    return { check: check.name, baseline: await ask(baselineUrl), canary };
  }
  const baseline = await ask(baselineUrl);
  return { check: check.name, baseline, canary: await ask(canaryUrl) };
}

function outcomeOf(check: HttpCheck, attempt: Attempt): Outcome {
  const violations = judgeAttempt(check, attempt);
  return {
    isError: violations.some(({ code }) => code !== 'latency'),
    isLate: violations.some(({ code }) => code === 'latency'),
    latencyMs: attempt.latencyMs,
  };
}
