import type { TestDetail, TestObservation } from '../../../core/readiness/test-observation';
import { repeatableNumbers } from '../../../core/kernel/repeatable-numbers';

/**
 * How often real tests flake: 50 quantiles (1 %, 3 %, … 99 %) of the rates of the 811 tests that both failed and passed when
 * 22,244 tests of 24 Java projects were run up to 10,000 times each. FlakeFlagger (Alshammari, Morris, Hilton, Bell; ICSE
 * 2021), its published `test_results.csv`, BSD 3-Clause.
 */
const realRates: readonly number[] = [
  ...[0.0001, 0.0001, 0.0001, 0.0001, 0.0001, 0.0001, 0.0002, 0.00025, 0.00025, 0.0003],
  ...[0.000375, 0.0004, 0.0004, 0.0005, 0.000625, 0.0008, 0.0011, 0.0014, 0.0041, 0.0043],
  ...[0.0043, 0.00599, 0.0065, 0.0065, 0.0065, 0.0071, 0.0076, 0.0123, 0.0145, 0.0145],
  ...[0.0145, 0.0146, 0.0151, 0.0156, 0.0205, 0.0268, 0.0514, 0.166, 0.199, 0.201],
  ...[0.201, 0.201, 0.32, 0.551, 0.554, 0.554, 0.554, 0.554, 0.554, 0.554],
];

/** Why the tests of a history flake; none of these is what the model takes for granted. */
export const dynamics = [
  'steady',
  'bursts',
  'order',
  'time of day',
  'outages',
  'regressions',
  'fixes',
  'environments',
  'everything',
] as const;
export type Dynamics = (typeof dynamics)[number];

/** A run of the simulated pipeline. */
interface Moment {
  readonly run: number;
  readonly at: Date;
  readonly hour: number;
  readonly environment: string;
  /** The composition of the suite, which changes when tests are added: it decides which test follows which. */
  readonly suite: number;
}

interface SimulatedTest {
  readonly id: string;
  readonly seconds: number;
  /** Chance to fail in a moment, by the cause that the test has. */
  readonly chance: (moment: Moment) => number;
}

type Random = () => number;

const pick = <T>(random: Random, from: readonly T[]): T =>
  from[Math.floor(random() * from.length)] as T;

type Cause = (random: Random, rate: number, runs: number) => SimulatedTest['chance'];

const always: Cause = (_random, rate) => () => rate;

/** Long quiet times and short bad ones. */
const bursts: Cause = (random, rate, runs) => {
  let isBad = random() < 0.3;
  const states = Array.from({ length: runs }, () => {
    if (random() < (isBad ? 0.12 : 0.03)) isBad = !isBad;
    return isBad;
  });
  return ({ run }) => (states[run] === true ? Math.min(0.9, rate * 4) : rate / 20);
};

/** Another test leaves something behind; whether it comes before this one changes with the suite's composition. */
const order: Cause = (random, rate) => {
  const salt = Math.floor(random() * 1e6);
  return ({ suite }) =>
    repeatableNumbers(suite * 7919 + salt)() < 0.3 ? Math.min(0.9, 3 * rate) : 0;
};

/** A batch job of the same hours, or dates that are not yet the same everywhere. */
const timeOfDay: Cause = (random, rate) => {
  const from = Math.floor(random() * 24);
  return ({ hour }) => ((hour - from + 24) % 24 < 5 ? Math.min(0.9, rate * 4) : rate / 20);
};

const fixes: Cause = (random, rate, runs) => {
  const from = Math.floor(random() * runs * 0.7);
  const to = from + 10 + Math.floor(random() * runs * 0.4);
  return ({ run }) => (run >= from && run < to ? rate : 0);
};

const environments: Cause = (random, rate) => {
  const only = pick(random, names);
  return ({ environment }) => (environment === only ? Math.min(0.9, rate * 2.5) : rate / 20);
};
const names = ['', '3.10', '3.14-windows-latest'] as const;

const causes: Readonly<Record<Dynamics, readonly Cause[]>> = {
  steady: [always],
  bursts: [bursts],
  order: [order],
  'time of day': [timeOfDay],
  outages: [always],
  regressions: [always],
  fixes: [fixes],
  environments: [environments],
  everything: [always, bursts, order, timeOfDay, fixes, environments],
};

/**
 * The observed history of a suite with some hundred tests, of which a few dozen flake as often as real ones do. A run that
 * fails is run again most of the time.
 */
export function simulateFlakes(kind: Dynamics, seed: number, runs = 240): TestObservation[] {
  const random = repeatableNumbers(seed);
  const tests = flakyTestsOf(kind, random, runs);
  const has = (one: Dynamics): boolean => kind === one || kind === 'everything';
  const outage = trouble(random, runs, has('outages') ? 0.04 : 0, 3);
  const broken = trouble(random, runs, has('regressions') ? 0.06 : 0, 4);
  const observations: TestObservation[] = [];
  let at = Date.UTC(2026, 0, 5, 8);
  let suite = 0;
  for (let run = 0; run < runs; run += 1) {
    at += 3_600_000 * (0.5 + 5 * random());
    if (random() < 0.07) suite += 1;
    const commit = `commit-${String(run)}`;
    for (const environment of has('environments') ? names : names.slice(0, 1)) {
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        const date = new Date(at + attempt * 600_000);
        const moment = { run, at: date, hour: date.getUTCHours(), environment, suite };
        const seen = observed(tests, moment, random, {
          outage: attempt === 1 ? outage[run] : undefined,
          broken: broken[run],
        });
        observations.push({
          ...{ run, attempt, commit, at: date.toISOString(), tests: 400, ...seen },
          ...(environment === '' ? {} : { environment }),
        });
        if (seen.failed.length === 0 || random() < 0.3) break;
      }
    }
  }
  return observations;
}

function flakyTestsOf(kind: Dynamics, random: Random, runs: number): readonly SimulatedTest[] {
  const count = 8 + Math.floor(random() * 40);
  return Array.from({ length: count }, (_, index) => {
    const rate = pick(random, realRates) * (0.7 + 0.6 * random());
    return {
      id: `tests.test_${String(index)}`,
      seconds: Math.exp(4 * random() - 3),
      chance: pick(random, causes[kind])(random, rate, runs),
    };
  });
}

/** Times in which something is wrong, for some runs on end: a number that says what. */
function trouble(
  random: Random,
  runs: number,
  chance: number,
  longest: number,
): readonly (number | undefined)[] {
  let left = 0;
  let what = 0;
  return Array.from({ length: runs }, () => {
    if (left === 0 && random() < chance) {
      left = 1 + Math.floor(random() * longest);
      what = Math.floor(random() * 1e6);
    }
    left = Math.max(0, left - 1);
    return left > 0 || what !== 0 ? take() : undefined;
    function take(): number | undefined {
      const now = what;
      if (left === 0) what = 0;
      return now;
    }
  });
}

interface Wrong {
  /** Of an outage of the infrastructure: which tests need it. */
  readonly outage: number | undefined;
  /** Of a real regression: which test it broke. */
  readonly broken: number | undefined;
}

function observed(
  tests: readonly SimulatedTest[],
  moment: Moment,
  random: Random,
  { outage, broken }: Wrong,
): Pick<TestObservation, 'rerun' | 'failed' | 'details'> {
  const rerun: string[] = [];
  const failed: string[] = [];
  const details: Record<string, TestDetail> = {};
  const note = (
    id: string,
    isFlake: boolean,
    seconds: number,
    cause: TestDetail['cause'],
  ): void => {
    if (rerun.includes(id) || failed.includes(id)) return;
    (isFlake ? rerun : failed).push(id);
    details[id] = { seconds, ...(isFlake ? {} : { cause }) };
  };
  if (broken !== undefined) note(`tests.test_${String(broken % 300)}`, false, 1, 'assertion');
  if (outage !== undefined) {
    const needs = repeatableNumbers(outage);
    for (let index = 0; index < 300; index += 1) {
      if (needs() < 0.06) note(`tests.test_${String(index)}`, random() < 0.7, 30, 'network');
    }
  }
  for (const { id, seconds, chance } of tests) {
    if (random() >= chance(moment)) continue;
    // pytest runs it again at once: most pass then.
    note(id, random() < 0.85, seconds * (1 + random()), pick(random, ['time', 'assertion']));
  }
  return { rerun: rerun.sort(), failed: failed.sort(), details };
}
