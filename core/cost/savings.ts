import { type MeasuredCost } from './measured';
import { daysPerMonth, runnerPrices } from './prices';

/** Something that would cost less, with what it would save in a month. */
export interface Saving {
  readonly what: string;
  /** What the estimate rests on. */
  readonly basis: string;
  /** What to set, or to do. */
  readonly setting: string;
  readonly minutes: number;
  /** US dollars at list prices; 0 where only time is saved. */
  readonly usd: number;
}

/** What runs cost in a month. */
export interface MonthlyCost {
  readonly runs: number;
  /** Of these, runs of pull requests. */
  readonly pullRequestRuns: number;
  /** Whether these were counted; else they are assumed. */
  readonly isCounted: boolean;
  readonly minutes: number;
  readonly usd: number;
  /** Of the minutes, those of cancelled runs, which are estimated. */
  readonly cancelledMinutes: number;
}

/** Runs that happened at these times, ISO 8601. */
export type RunTimes = readonly string[];

/** Days of runs from which their number in a month is taken; from fewer it is assumed. */
const fewestDays = 7;

/**
 * A month of the measured runs, of those that were cancelled, and of pull requests, which cost what a run of the branch costs.
 *
 * @param assumed runs in a month, which count where too few days were measured.
 * @param ofPullRequests when runs of pull requests were recorded.
 */
export function monthlyCost(
  cost: MeasuredCost,
  assumed: { readonly pullRequestRuns: number; readonly pushRuns: number },
  ofPullRequests: RunTimes = [],
): MonthlyCost {
  const ofBranch =
    cost.days >= fewestDays ? ((cost.runs - 1) / cost.days) * daysPerMonth : assumed.pushRuns;
  const counted = perMonth(ofPullRequests);
  const pullRequestRuns = counted ?? assumed.pullRequestRuns;
  const runs = ofBranch + pullRequestRuns;
  const ofRun = (amount: number): number => (cost.runs === 0 ? 0 : amount / cost.runs);
  const cancelledMinutes = ofRun(cost.cancelledMinutes ?? 0) * ofBranch;
  const ofMinute = cost.minutes === 0 ? 0 : cost.usd / cost.minutes;
  return {
    runs,
    pullRequestRuns,
    isCounted: counted !== undefined,
    minutes: ofRun(cost.minutes) * runs + cancelledMinutes,
    usd: ofRun(cost.usd) * runs + cancelledMinutes * ofMinute,
    cancelledMinutes,
  };
}

/** Undefined where the runs span too few days. */
function perMonth(times: RunTimes): number | undefined {
  const at = times.map((time) => Date.parse(time)).filter(Number.isFinite);
  const days = at.length === 0 ? 0 : (Math.max(...at) - Math.min(...at)) / 86_400_000;
  return days < fewestDays ? undefined : ((at.length - 1) / days) * daysPerMonth;
}

/** Shares of minutes below which a saving is not worth a word. */
const leastShare = 0.02;

/** What would cost less, the most dollars first, then the most minutes. */
export function savingsOf(cost: MeasuredCost, month: MonthlyCost): readonly Saving[] {
  if (cost.minutes === 0) return [];
  const ofMonth = (minutes: number): number => (minutes / cost.minutes) * month.minutes;
  const found = [
    ...repeats(cost, ofMonth),
    ...missedCaches(cost, month),
    ...smallerRunner(cost, ofMonth),
  ];
  return found
    .filter(
      ({ minutes, usd }) => minutes >= leastShare * month.minutes || usd >= leastShare * month.usd,
    )
    .filter(({ minutes, usd }) => minutes > 0 || usd > 0)
    .sort((a, b) => b.usd - a.usd || b.minutes - a.minutes);
}

type OfMonth = (minutes: number) => number;

const perMinute = (cost: MeasuredCost): number => cost.usd / cost.minutes;

function repeats(cost: MeasuredCost, ofMonth: OfMonth): readonly Saving[] {
  const minutes = ofMonth(cost.repeated);
  return [
    {
      what: 'runs that pass at the first attempt',
      basis: `${String(cost.repeated)} of ${String(cost.minutes)} minutes went into repeated attempts`,
      setting:
        'put the flaky tests that the dashboard names in quarantine (waivers.yaml), and fix them',
      minutes,
      usd: minutes * perMinute(cost),
    },
  ];
}

function missedCaches(cost: MeasuredCost, month: MonthlyCost): readonly Saving[] {
  const { caches } = cost;
  if (caches === undefined || caches.savedSeconds <= 0) return [];
  const missed = caches.misses / (caches.hits + caches.misses);
  const minutes = (missed * month.runs * caches.savedSeconds) / 60;
  return [
    {
      what: 'look-ups in caches that hit',
      basis: `${String(caches.misses)} of ${String(caches.hits + caches.misses)} runs missed one; a hit saves ${String(caches.savedSeconds)} s a run`,
      setting:
        'see which look-up misses in the step "Restore … cache", and raise caches.storageLimitGb if caches are evicted',
      minutes,
      usd: minutes * perMinute(cost),
    },
  ];
}

/** GitHub's runners with ARM cost less a minute. */
function smallerRunner(cost: MeasuredCost, ofMonth: OfMonth): readonly Saving[] {
  const { linux, linuxArm } = runnerPrices;
  const minutes = cost.jobs
    .filter(({ runner, usd }) => usd !== undefined && runner?.endsWith('-arm') !== true)
    .reduce((total, job) => total + job.minutes, 0);
  return [
    {
      what: 'runners with ARM',
      basis: `${String(minutes)} of ${String(cost.minutes)} minutes are on runners at $${String(linux.usd)} a minute, of ARM at $${String(linuxArm.usd)}; times may differ`,
      setting: 'runner: ubuntu-24.04-arm, if all dependencies have wheels for it',
      minutes: 0,
      usd: ofMonth(minutes) * (linux.usd - linuxArm.usd),
    },
  ];
}
