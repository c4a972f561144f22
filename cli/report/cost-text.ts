import { stringify } from 'yaml';
import { printable } from '../../core/kernel/foreign-text';
import { plural } from '../../core/readiness/amounts';
import { type MonthlyCost, type Saving } from '../../core/cost/savings';
import { type CostChange, costChangeText } from '../../core/readiness/cost-change';
import { type CostReport, type RepositoryCost } from '../commands/cost-command';

/** Savings that the text names of the whole stack. */
const listed = 10;

/** Longest name of a job that is printed whole. */
const longestName = 60;

export const costJson = (report: CostReport): string => `${JSON.stringify(report, undefined, 2)}\n`;

/** The report for a person. */
export function costText({ stack, repositories, measured }: CostReport): string {
  const known = repositories.filter(({ month }) => month !== undefined);
  const sum = (of: (one: RepositoryCost) => number): number =>
    known.reduce((total, one) => total + of(one), 0);
  return [
    `${stack}: ${figure(sum(({ month }) => month?.minutes ?? 0))} minutes of CI in a month, $${money(sum(({ month }) => month?.usd ?? 0))} at list prices of private repositories, before included minutes`,
    ...[...known].sort(byMinutes).flatMap(repositoryLines),
    ...silentLines(repositories),
    ...savingLines(known),
    ...(measured === undefined
      ? []
      : [
          '',
          'For the estimate of plan, in the stack file:',
          '',
          stringify({ 'gatehouse:cost': { measured } }).trimEnd(),
        ]),
    '',
  ].join('\n');
}

const byMinutes = (a: RepositoryCost, b: RepositoryCost): number =>
  (b.month?.minutes ?? 0) - (a.month?.minutes ?? 0);

function repositoryLines({
  repository,
  measured,
  month,
  change,
}: RepositoryCost): readonly string[] {
  if (measured === undefined || month === undefined) return [];
  const perRun = (measured.minutes / measured.runs).toFixed(1);
  const path =
    measured.pathSeconds === undefined ? '' : `, done after ${String(measured.pathSeconds)} s`;
  return [
    '',
    `${repository}: ${figure(month.minutes)} minutes in a month, $${money(month.usd)}; ${perRun} a run${path} (${plural(measured.runs, 'run')} measured)`,
    `  ${runsLine(month)}`,
    ...(change === undefined
      ? []
      : [
          `  ${costChangeText(change, (text) => printable(text, longestName))} ${difference(change, month)}`,
        ]),
    ...measured.jobs.map(
      ({ name, minutes, medianSeconds, onPath }) =>
        `  ${printable(name, longestName)}: ${String(Math.round((100 * minutes) / measured.minutes))} % of the minutes, median ${String(medianSeconds)} s${onPath === 0 ? '' : `, keeps ${String(Math.round(100 * onPath))} % of runs waiting`}`,
    ),
  ];
}

/** What was counted and what was not: no list of runs of pull requests is read. */
function runsLine({ runs, pullRequestRuns, isCounted, cancelledMinutes }: MonthlyCost): string {
  const source = isCounted
    ? 'counted by the records of their gates, so without forks and runs that ended before'
    : 'assumed: cost.pullRequestRuns';
  const cancelled =
    cancelledMinutes === 0
      ? ''
      : `; about ${figure(cancelledMinutes)} minutes of cancelled runs among them`;
  return `${figure(runs - pullRequestRuns)} runs of the branch and ${figure(pullRequestRuns)} of pull requests (${source})${cancelled}`;
}

/** What a change comes to in a month. */
function difference({ before, after }: CostChange, { runs }: MonthlyCost): string {
  const minutes = (after.minutes - before.minutes) * runs;
  const usd = (after.usd - before.usd) * runs;
  const isLess = usd === 0 ? minutes < 0 : usd < 0;
  return `In a month ${figure(Math.abs(minutes))} minutes and $${money(Math.abs(usd))} ${isLess ? 'less' : 'more'}.`;
}

function silentLines(repositories: readonly RepositoryCost[]): readonly string[] {
  return repositories.flatMap(({ repository, month, failure }) =>
    month === undefined ? ['', `${repository}: ${failure ?? 'no run is recorded yet'}`] : [],
  );
}

function savingLines(repositories: readonly RepositoryCost[]): readonly string[] {
  const all = repositories
    .flatMap(({ repository, savings }) => savings.map((saving) => ({ repository, saving })))
    .sort((a, b) => b.saving.usd - a.saving.usd || b.saving.minutes - a.saving.minutes);
  if (all.length === 0) return [];
  const more = all.length - listed;
  return [
    '',
    'What would save most in a month',
    ...all.slice(0, listed).map(({ repository, saving }) => savingLine(repository, saving)),
    ...(more > 0 ? [`  ${String(more)} more: --json lists all`] : []),
  ];
}

function savingLine(repository: string, { what, basis, setting, minutes, usd }: Saving): string {
  const saved = [
    ...(minutes === 0 ? [] : [`${figure(minutes)} minutes`]),
    ...(usd === 0 ? [] : [`$${money(usd)}`]),
  ].join(', ');
  return `  ${repository}: ${what}, ${saved}\n    because ${basis}\n    ${setting}`;
}

const money = (usd: number): string => usd.toFixed(2);

const figure = (quantity: number): string =>
  String(Math.round(quantity)).replace(/\B(?=(\d{3})+$)/g, ',');
