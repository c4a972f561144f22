import {
  type CacheSaving,
  type JobCost,
  measureCost,
  type MeasuredCost,
} from '../../cost/measured';
import { plural } from '../amounts';
import { costChange, costChangeText } from '../cost-change';
import type { History } from '../history';
import { foreignCell } from './foreign';
import { wholePercent } from './flaky-words';

/** What the recorded runs of the branch cost: sentences, and a row for each job. */
export interface RunCost {
  readonly sentences: readonly string[];
  readonly jobs: readonly JobCost[];
}

export const runCostColumns = [
  'job',
  'runner',
  'minutes',
  'share',
  'median',
  'waited for a runner',
  'run waits for it',
] as const;

/** Undefined before a run with jobs is known. */
export function runCostOf(
  { runs, changes = [] }: Pick<History, 'runs' | 'changes'>,
  foreign: (text: string) => string,
): RunCost | undefined {
  const cost = measureCost(runs);
  const change = costChange(runs);
  if (cost.minutes === 0) return undefined;
  const perRun = (cost.minutes / cost.runs).toFixed(1);
  const price =
    cost.usd === 0
      ? ''
      : ` ($${(cost.usd / cost.runs).toFixed(2)} at list prices of private repositories)`;
  return {
    sentences: [
      `The ${cost.runs === 1 ? 'last run' : `last ${cost.runs} runs`} of the branch took ${plural(cost.minutes, 'billed minute')}, ${perRun} a run${price}.`,
      `${wholePercent(cost.rounding / cost.minutes)} of them is rounding, since each job is billed by whole minutes; ${wholePercent(cost.repeated / cost.minutes)} went into repeated attempts.`,
      ...cancelledWords(cost),
      ...(change === undefined ? [] : [costChangeText(change, foreign)]),
      ...(cost.pathSeconds === undefined
        ? []
        : [
            `The longest chain of jobs that wait for each other takes ${cost.pathSeconds} s (median).`,
          ]),
      ...cacheWords(cost.caches),
      pullRequestWords(changes.length),
    ],
    jobs: cost.jobs,
  };
}

/** The jobs of cancelled runs are not read, since they judge nothing: a request each. */
function cancelledWords({ cancelled, cancelledMinutes }: MeasuredCost): readonly string[] {
  if (cancelled === 0) return [];
  const [runs, whose] =
    cancelled === 1
      ? ['1 more run was cancelled', 'its']
      : [`${cancelled} more runs were cancelled`, 'their'];
  const minutes =
    cancelledMinutes === undefined
      ? `${whose} minutes are not known`
      : `${whose} jobs are not read: about ${plural(Math.round(cancelledMinutes), 'minute')}, by how long ${cancelled === 1 ? 'it' : 'they'} took`;
  return [`${runs}; ${minutes}.`];
}

function pullRequestWords(recorded: number): string {
  const count =
    recorded === 0
      ? 'none has left a record of the gate'
      : `${plural(recorded, 'run')} left a record of the gate`;
  return `Runs of pull requests are in no list that is read, and are not among these: ${count}.`;
}

function cacheWords(caches: CacheSaving | undefined): readonly string[] {
  if (caches === undefined) return [];
  const { hits, misses, savedSeconds } = caches;
  const compared = `${plural(hits, 'run')} against ${misses} in which a look-up missed`;
  return [
    savedSeconds > 0
      ? `Caches that hit save ${savedSeconds} s of its jobs together (median of ${compared}).`
      : `Caches that hit save nothing (median of ${compared}).`,
  ];
}

/** The cells of a job. `escape` is for what others wrote: names of jobs and labels of runners. */
export function jobCells(
  job: JobCost,
  jobs: readonly JobCost[],
  escape: (text: string) => string,
): readonly string[] {
  const all = jobs.reduce((total, { minutes }) => total + minutes, 0);
  return [
    escape(job.name),
    job.runner === undefined ? 'not known' : escape(job.runner),
    String(job.minutes),
    wholePercent(job.minutes / all),
    `${job.medianSeconds} s`,
    job.medianQueued === undefined ? 'not known' : `${job.medianQueued} s`,
    job.onPath === 0 ? '' : `in ${wholePercent(job.onPath)} of runs`,
  ];
}

/** The section of the dashboard. */
export function runCostSection(history: Pick<History, 'runs' | 'changes'>): readonly string[] {
  const cost = runCostOf(history, foreignCell);
  if (cost === undefined) return [];
  return [
    '## What CI costs',
    '',
    cost.sentences.join(' '),
    '',
    `| ${runCostColumns.join(' | ')} |`,
    '| --- | --- | ---: | ---: | ---: | ---: | --- |',
    ...cost.jobs.map((job) => `| ${jobCells(job, cost.jobs, foreignCell).join(' | ')} |`),
    '',
  ];
}
