import { differenceUpperLimit } from './difference-limit';
import { fisherGreater } from './fisher-exact';
import { mannWhitneyGreater, medianRatio } from './mann-whitney';
import type { CanaryPolicy } from './policy';

/** What was measured of one version of a service, over the same time and with the same requests as the other. */
export interface CanarySample {
  readonly requests: number;
  readonly errors: number;
  /** Milliseconds of each request that was no error: a fast failure is not a fast service. */
  readonly latenciesMs: readonly number[];
  /** The same latencies by the name of their check, so that one slow check does not hide among many. */
  readonly byCheck?: Readonly<Record<string, readonly number[]>>;
}

/** How one question about the canary was answered. */
interface Comparison {
  /** `worse`: it is, beyond doubt and tolerance. `fine`: it is not, beyond doubt. */
  readonly answer: 'worse' | 'fine' | 'unknown';
  /** What was seen, in one sentence. */
  readonly text: string;
}

export interface CanaryVerdict {
  /** `hold`: the data allow neither; no approval. */
  readonly decision: 'promote' | 'hold' | 'roll-back';
  readonly errors: Comparison;
  readonly latency: Comparison;
}

/**
 * Compares a canary with the version it is to replace. Each of errors and latency is tested twice: for being worse
 * (Fisher's exact test, Mann–Whitney U test), which rolls back, and for being no worse than the tolerance
 * (non-inferiority), which a promotion needs of both. Silence of the first test is no approval, so too few data hold.
 * Latency is tested for being worse over all requests and for each check, with Bonferroni's correction.
 * The chance to roll back an equal canary is at most 1 − confidence over both tests; the chance to promote one whose
 * errors or latency are beyond the tolerance is at most 1 − confidence too.
 */
export function compareCanary(
  baseline: CanarySample,
  canary: CanarySample,
  policy: CanaryPolicy,
): CanaryVerdict {
  const errors = compareErrors(baseline, canary, policy);
  const latency = compareLatencies(baseline, canary, policy);
  const answers = [errors.answer, latency.answer];
  const decision = answers.includes('worse')
    ? 'roll-back'
    : answers.every((answer) => answer === 'fine')
      ? 'promote'
      : 'hold';
  return { decision, errors, latency };
}

function compareErrors(
  baseline: CanarySample,
  canary: CanarySample,
  policy: CanaryPolicy,
): Comparison {
  const seen = `errors ${rate(canary)} instead of ${rate(baseline)}`;
  const fewest = Math.min(baseline.requests, canary.requests);
  if (!(fewest >= policy.minimumRequests)) {
    return tooFew(seen, fewest, 'requests', policy);
  }
  const one = { events: canary.errors, trials: canary.requests };
  const other = { events: baseline.errors, trials: baseline.requests };
  const difference = one.events / one.trials - other.events / other.trials;
  const p = fisherGreater(one, other);
  // Half of the risk for each of the two tests that can roll back.
  if (p < (1 - policy.confidence) / 2 && difference > policy.errorTolerance) {
    return { answer: 'worse', text: `${seen}: worse (Fisher's exact test, p ${shortP(p)})` };
  }
  const limit = differenceUpperLimit(one, other, policy.confidence);
  if (limit < policy.errorTolerance) {
    return { answer: 'fine', text: `${seen}: at most ${percent(limit)} more` };
  }
  return {
    answer: 'unknown',
    text: `${seen}: up to ${percent(limit)} more cannot be ruled out, and ${percent(policy.errorTolerance)} are tolerated`,
  };
}

function compareLatencies(
  { latenciesMs: baseline, byCheck: baselineByCheck = {} }: CanarySample,
  { latenciesMs: canary, byCheck: canaryByCheck = {} }: CanarySample,
  policy: CanaryPolicy,
): Comparison {
  const fewest = Math.min(baseline.length, canary.length);
  if (!(fewest >= policy.minimumRequests / 2) || fewest === 0) {
    return tooFew('latency', fewest, 'successful responses', policy, policy.minimumRequests / 2);
  }
  const ratio = medianRatio(canary, baseline);
  const seen = `latency ${ratio.toFixed(2)} times that of the baseline`;
  const checks = comparableChecks(baselineByCheck, canaryByCheck);
  // Bonferroni: the risk of latency is shared by the test of all requests together and those of each check.
  const risk = (1 - policy.confidence) / 2 / (1 + checks.length);
  const worse = mannWhitneyGreater(canary, baseline);
  if (worse < risk && ratio > policy.latencyFactor) {
    return { answer: 'worse', text: `${seen}: slower (Mann–Whitney U test, p ${shortP(worse)})` };
  }
  const slower = checks.flatMap(({ name, before, after }) => {
    const p = mannWhitneyGreater(after, before);
    const times = medianRatio(after, before);
    return p < risk && times > policy.latencyFactor
      ? [`${name} ${times.toFixed(2)} times (p ${shortP(p)})`]
      : [];
  });
  if (slower.length > 0) {
    return {
      answer: 'worse',
      text: `${seen}, but slower (Mann–Whitney U test by check): ${slower.join(', ')}`,
    };
  }
  const tolerated = baseline.map((value) => value * policy.latencyFactor);
  const fine = mannWhitneyGreater(tolerated, canary);
  if (fine < 1 - policy.confidence) {
    return {
      answer: 'fine',
      text: `${seen}: less than ${policy.latencyFactor} (p ${shortP(fine)})`,
    };
  }
  return {
    answer: 'unknown',
    text: `${seen}: ${policy.latencyFactor} times cannot be ruled out (p ${shortP(fine)})`,
  };
}

/**
 * Fewest successful responses of a check on either side for a test of its own: the test's normal approximation needs
 * them.
 */
const fewestOfCheck = 20;

interface ComparableCheck {
  readonly name: string;
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** The checks with enough answers to be compared alone; none when there is only one, which is all there is. */
function comparableChecks(
  baseline: Readonly<Record<string, readonly number[]>>,
  canary: Readonly<Record<string, readonly number[]>>,
): readonly ComparableCheck[] {
  const names = Object.keys(baseline);
  if (names.length < 2) return [];
  return names
    .map((name) => ({ name, before: baseline[name] ?? [], after: canary[name] ?? [] }))
    .filter(({ before, after }) => Math.min(before.length, after.length) >= fewestOfCheck);
}

function tooFew(
  seen: string,
  found: number,
  what: string,
  policy: CanaryPolicy,
  needed: number = policy.minimumRequests,
): Comparison {
  return {
    answer: 'unknown',
    text: `${seen}: ${found} ${what} of the ${Math.ceil(needed)} needed for a verdict`,
  };
}

function rate(sample: CanarySample): string {
  return sample.requests > 0 ? percent(sample.errors / sample.requests) : 'unknown';
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function shortP(p: number): string {
  return p < 0.0001 ? 'below 0.0001' : p.toFixed(4);
}
