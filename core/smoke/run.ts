import type { Attempt, SmokeCheck } from './check';
import type { SmokeDefinition } from './definition';
import { delayBefore } from './retry';
import { judgeAttempt } from './judge';
import { checkResult, smokeVerdict, type CheckResult, type SmokeVerdict } from './verdict';

/** What a run needs of the world. */
export interface SmokePorts {
  /** One attempt of a check. What a service can do is an outcome, never an error. */
  readonly attempt: (check: SmokeCheck, baseUrl: string) => Promise<Attempt>;
  readonly wait: (seconds: number) => Promise<void>;
  /** Seconds that are left before whoever runs this is ended; no end by default. */
  readonly secondsLeft?: () => number;
}

/** Where a run takes place: `outside` leaves private checks out and says so; `inside` runs them all. */
export type Standpoint = 'outside' | 'inside';

/**
 * Runs a definition: all checks at the same time, each again after a growing pause until it passes or has had its
 * attempts. The one runner of workflow, monitor and command line.
 */
export async function runSmoke(
  definition: SmokeDefinition,
  standpoint: Standpoint,
  ports: SmokePorts,
): Promise<SmokeVerdict> {
  const isHere = (check: SmokeCheck): boolean =>
    standpoint === 'inside' || check.reach === 'public';
  const results = await Promise.all(
    definition.checks.filter(isHere).map((check) => runCheck(check, definition, ports)),
  );
  const leftOut = definition.checks.filter((check) => !isHere(check)).map(({ name }) => name);
  return smokeVerdict(results, leftOut);
}

async function runCheck(
  check: SmokeCheck,
  definition: SmokeDefinition,
  ports: SmokePorts,
): Promise<CheckResult> {
  const attempts: Attempt[] = [];
  for (let number = 1; ; number += 1) {
    const delay = delayBefore(definition, number);
    if (delay === undefined) break;
    // A retry that would be ended midway leaves no verdict at all: the attempts so far are one.
    const needed = delay + check.latencyBudgetMs / 1000;
    if (number > 1 && ports.secondsLeft !== undefined && ports.secondsLeft() < needed) break;
    if (delay > 0) await ports.wait(delay);
    const attempt = await ports.attempt(check, definition.baseUrl);
    attempts.push(attempt);
    if (judgeAttempt(check, attempt).length === 0) break;
  }
  return checkResult(check, attempts);
}
