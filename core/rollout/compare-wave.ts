import { repeatableNumbers } from '../kernel/repeatable-numbers';

/** One completed CI run on a repository's default branch. */
export interface WaveRun {
  readonly passed: boolean;
  /** Wall-clock time. */
  readonly seconds: number;
}

/** Runs of one repository, oldest first. */
export interface RepositoryRuns {
  readonly repository: string;
  readonly before: readonly WaveRun[];
  readonly after: readonly WaveRun[];
}

export type WaveVerdict =
  /** Not enough runs yet; `missing` more are needed after the wave. */
  | { readonly verdict: 'waiting'; readonly missing: number }
  /** Too few runs before the wave: nothing can be compared. */
  | { readonly verdict: 'unknown'; readonly found: number }
  | { readonly verdict: 'fine'; readonly text: string }
  | {
      readonly verdict: 'worse';
      readonly text: string;
      /** Repositories whose runs fail more often, or take longer, than before; the worst first. */
      readonly repositories: readonly string[];
    };

/** Chance that equal pipelines are called worse, over both tests. */
const risk = 0.05;
/** Times that the runs are dealt out again. */
const rounds = 2_000;
/** Runs that follow each other and stay together: one broken commit often fails several. */
const blockRuns = 3;
/** A smaller share of further time is no reason to stop, however certain it is. */
const tolerated = 0.1;

/**
 * Whether CI fails more often, or takes longer, in the repositories of a wave than before. Each is a permutation test by
 * blocks within each repository: were the change without effect, then which of a repository's blocks of runs came after it
 * would be chance. Half of the risk goes to each test.
 */
export function compareWave(all: readonly RepositoryRuns[], minimumRuns: number): WaveVerdict {
  const count = (side: 'before' | 'after'): number =>
    all.reduce((sum, one) => sum + one[side].length, 0);
  if (count('after') < minimumRuns) {
    return { verdict: 'waiting', missing: minimumRuns - count('after') };
  }
  if (count('before') < minimumRuns) return { verdict: 'unknown', found: count('before') };
  const random = repeatableNumbers(1);
  const failures = tested(all.map(failuresOf), random);
  const times = tested(all.map(timesOf), random);
  const slower = Math.exp(times.difference) - 1;
  const text = `${points(failures.difference)} failed runs, ${percent(slower)} time`;
  const failsMore = failures.difference > 0 && failures.p < risk / 2;
  const isSlower = slower > tolerated && times.p < risk / 2;
  if (!failsMore && !isSlower) return { verdict: 'fine', text };
  const worst = failsMore ? failures : times;
  return { verdict: 'worse', text, repositories: worst.byRepository };
}

interface Measured {
  readonly repository: string;
  readonly before: readonly number[];
  readonly after: readonly number[];
}

const failuresOf = ({ repository, before, after }: RepositoryRuns): Measured => {
  const values = (runs: readonly WaveRun[]) => runs.map(({ passed }) => Number(!passed));
  return { repository, before: values(before), after: values(after) };
};

/** A run that failed early took no time that could be compared. */
const timesOf = ({ repository, before, after }: RepositoryRuns): Measured => {
  const values = (runs: readonly WaveRun[]) =>
    runs.filter(({ passed }) => passed).map(({ seconds }) => Math.log(Math.max(1, seconds)));
  return { repository, before: values(before), after: values(after) };
};

interface Tested {
  /** Mean after less mean before, each repository with the weight of its runs after. */
  readonly difference: number;
  /** Chance of at least this difference without an effect. */
  readonly p: number;
  /** Repositories with a difference above zero, the largest first. */
  readonly byRepository: readonly string[];
}

function tested(all: readonly Measured[], random: () => number): Tested {
  const known = all
    .filter(({ before, after }) => before.length > 0 && after.length > 0)
    .map(sequenceOf);
  const runs = known.reduce((sum, { after }) => sum + after, 0);
  const weighted = (sumAfter: (one: Sequence) => number): number =>
    known.reduce((sum, one) => sum + (one.after / runs) * differenceOf(one, sumAfter(one)), 0);
  const difference = weighted(ownSum);
  let atLeast = 1;
  for (let round = 0; round < rounds; round += 1) {
    if (weighted((one) => dealtSum(one, random)) >= difference - rounding) atLeast += 1;
  }
  return {
    difference,
    p: atLeast / (rounds + 1),
    byRepository: known
      .map((one) => ({ repository: one.repository, by: differenceOf(one, ownSum(one)) }))
      .filter(({ by }) => by > 0)
      .sort((a, b) => b.by - a.by || (a.repository < b.repository ? -1 : 1))
      .map(({ repository }) => repository),
  };
}

/** Sums of the same numbers in another order may differ by this. */
const rounding = 1e-9;

/** The runs of a repository in their order, those after the wave at the end. */
interface Sequence {
  readonly repository: string;
  readonly length: number;
  /** How many of them are after the wave. */
  readonly after: number;
  /** Sum of the first values, by how many. */
  readonly sums: readonly number[];
}

function sequenceOf({ repository, before, after }: Measured): Sequence {
  const sums = [0];
  for (const value of [...before, ...after]) sums.push((sums.at(-1) ?? 0) + value);
  return { repository, length: sums.length - 1, after: after.length, sums };
}

const sumUpTo = ({ sums }: Sequence, count: number): number => sums[count] ?? 0;
const ownSum = (one: Sequence): number =>
  sumUpTo(one, one.length) - sumUpTo(one, one.length - one.after);

/** Mean after less mean before, by the sum of the values after. */
function differenceOf(one: Sequence, sumAfter: number): number {
  const before = (sumUpTo(one, one.length) - sumAfter) / (one.length - one.after);
  return sumAfter / one.after - before;
}

/** The sum of the values after, were the blocks of runs in another order. */
function dealtSum(one: Sequence, random: () => number): number {
  // Another cut each time, or a short list would have few orders.
  const offset = Math.floor(random() * blockRuns);
  const count = Math.ceil((one.length + blockRuns - offset) / blockRuns);
  const blocks = Array.from({ length: count }, (_, index) => index);
  let [sum, missing] = [0, one.after];
  for (let last = count - 1; missing > 0 && last >= 0; last -= 1) {
    const pick = Math.floor(random() * (last + 1));
    const block = blocks[pick] ?? 0;
    blocks[pick] = blocks[last] ?? 0;
    const start = Math.max(0, block * blockRuns - blockRuns + offset);
    const end = Math.min(one.length, block * blockRuns + offset);
    const taken = Math.min(missing, end - start);
    sum += sumUpTo(one, start + taken) - sumUpTo(one, start);
    missing -= taken;
  }
  return sum;
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
const points = (share: number): string => `${signed(share * 100)} percentage points of`;
const percent = (share: number): string => `${signed(share * 100)} %`;
