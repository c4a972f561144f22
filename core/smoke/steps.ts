import type { AnsweredAttempt, Attempt, HttpRequest, StepsCheck } from './check';
import { extractedValue, keepCookies } from './extracted';
import { filledStep } from './filled-step';
import { judgeStep, stepName } from './judge';
import { sumOfPhases } from './phases';

/** What the steps of an attempt need of the world. */
export interface StepPorts {
  readonly secrets: ReadonlyMap<string, string>;
  /** Sends one request, and gives up after so many milliseconds. */
  readonly request: (step: HttpRequest, timeoutMs: number) => Promise<Attempt>;
}

/**
 * One attempt of a check of several steps: each request once the one before it was answered as it must be, with what that
 * answer gave. The time limit is that of all together.
 */
export async function attemptSteps(
  check: StepsCheck,
  timeoutMs: number,
  { secrets, request }: StepPorts,
): Promise<Attempt> {
  const extracted = new Map<string, string>();
  const cookies = new Map<string, string>();
  const sent: Attempt[] = [];
  const answers: AnsweredAttempt[] = [];
  const taken = () => sent.reduce((sum, { latencyMs }) => sum + latencyMs, 0);
  for (const [index, step] of check.steps.entries()) {
    const unreachable = (reason: string): Attempt => ({
      outcome: 'unreachable',
      reason: `${stepName(check, index)}: ${reason}`,
      latencyMs: taken(),
      phases: sumOfPhases(sent),
    });
    let next: HttpRequest;
    try {
      next = filledStep(step, { extracted, secrets, cookies });
    } catch (error) {
      return unreachable(error instanceof Error ? error.message : String(error));
    }
    const answer = await request(next, Math.max(1, Math.ceil(timeoutMs - taken())));
    sent.push(answer);
    if (answer.outcome !== 'answered') {
      return unreachable(answer.outcome === 'unreachable' ? answer.reason : answer.outcome);
    }
    answers.push(answer);
    if (judgeStep(step, answer).length > 0) break;
    keepCookies(answer, cookies);
    for (const [name, from] of Object.entries(step.extract ?? {})) {
      extracted.set(name, extractedValue(from, answer) ?? '');
    }
  }
  return { outcome: 'stepped', answers, latencyMs: taken(), phases: sumOfPhases(sent) };
}
