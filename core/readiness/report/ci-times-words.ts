import { timeText } from '../amounts';
import { ciChanges, ciSeries, type CiChange, type CiMeasure } from '../ci-times';
import type { History } from '../history';
import { recent } from '../trend';
import { median } from '../../statistics/quantile';

/** Shows a text that others chose, such as the name of a job, in the language of the page. */
type Foreign = (text: string) => string;

/** `CI is 3 min slower since abc1234 (2026-03-02): 11 min instead of 8 min`. */
export function ciChangeText(change: CiChange, foreign: Foreign): string {
  const { measure, before, after, since } = change;
  const from = `since ${foreign(since.commit.slice(0, 7))} (${since.startedAt.slice(0, 10)})`;
  if (measure.of === 'caches') {
    const word = after < before ? 'less' : 'more';
    return `Caches hit ${word} often ${from}: ${Math.round(after)} % instead of ${Math.round(before)} %`;
  }
  const size = timeText(Math.abs(after - before));
  const longer = after > before;
  const what = {
    run: `CI is ${size} ${longer ? 'slower' : 'faster'}`,
    job: `The job ${measure.of === 'job' ? foreign(measure.job) : ''} is ${size} ${longer ? 'slower' : 'faster'}`,
    queue: `Jobs wait ${size} ${longer ? 'longer' : 'less'} for a runner`,
  }[measure.of];
  return `${what} ${from}: ${timeText(after)} instead of ${timeText(before)}`;
}

/** The measure in a column of a table. */
export function measureText(measure: CiMeasure, foreign: Foreign): string {
  if (measure.of === 'job') return foreign(measure.job);
  return { run: 'All jobs', queue: 'Longest wait for a runner', caches: 'Hits of caches' }[
    measure.of
  ];
}

/** A measure as a page shows it. */
interface ShownSeries {
  readonly measure: CiMeasure;
  readonly unit: ' s' | ' %';
  readonly values: readonly number[];
  /** The usual value of the newest runs. */
  readonly now: string;
}

/** Jobs that a page shows: the longest ones, which the whole waits for. */
const mostShown = 6;

/** Fewest runs that are a trend, and those that say what is usual now. */
const fewestRuns = 2;
const newestRuns = 5;

/** The measures of a page: all jobs, the longest jobs, waiting, caches; none before there are two green runs. */
export function shownSeries(runs: History['runs']): readonly ShownSeries[] {
  const all = ciSeries(runs)
    .map(({ measure, values }) => ({ measure, values: values.map(({ value }) => value) }))
    .filter(({ values }) => values.length >= fewestRuns)
    .map((series) => ({ ...series, usual: median(series.values.slice(-newestRuns)) }));
  const jobs = all
    .filter(({ measure }) => measure.of === 'job')
    .sort((one, other) => other.usual - one.usual)
    .slice(0, mostShown);
  const others = (isFirst: boolean) =>
    all.filter(({ measure: { of } }) => of !== 'job' && (of === 'run') === isFirst);
  return [...others(true), ...jobs, ...others(false)].map(({ measure, values, usual }) => ({
    ...{ measure, values },
    ...(measure.of === 'caches'
      ? { unit: ' %', now: `${Math.round(usual)} %` }
      : { unit: ' s', now: timeText(usual) }),
  }));
}

/** What changed in the week before, for its digest. */
export function ciNews(runs: History['runs'], now: string, foreign: Foreign): readonly string[] {
  const week = 7;
  const found = ciChanges(runs).map((change) => ({ change, at: change.found.completedAt }));
  return recent(found, now, week).map(({ change }) => ciChangeText(change, foreign));
}
