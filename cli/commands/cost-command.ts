import { type MeasuredMinutes, measuredKinds } from '../../core/cost/assumptions';
import { type MeasuredCost, measureCost } from '../../core/cost/measured';
import { type MonthlyCost, monthlyCost, type Saving, savingsOf } from '../../core/cost/savings';
import { type CostChange, costChange } from '../../core/readiness/cost-change';
import { isSelected } from '../../core/config/fleet/pattern';
import { jobTitles } from '../../core/pipeline/job-titles';
import { dayOf } from '../../core/waivers/expiry';
import { ReadingGitHub } from '../../provider/github/reading-github';
import { readHistories } from '../history/read-histories';
import { fleetConnection } from './fleet-connection';
import { type StackOptions } from './open-stack';
import { readConfiguration } from './read-configuration';

export interface CostOptions extends StackOptions {
  /** Name patterns of the repositories; empty: all. */
  readonly only: readonly string[];
  readonly now: Date;
}

/** What the recorded runs of a repository cost. */
export interface RepositoryCost {
  readonly repository: string;
  readonly measured?: MeasuredCost;
  readonly month?: MonthlyCost;
  readonly savings: readonly Saving[];
  /** The last change of what a run costs. */
  readonly change?: CostChange;
  /** Why nothing could be read. */
  readonly failure?: string;
}

export interface CostReport {
  /** `project/stack`. */
  readonly stack: string;
  readonly repositories: readonly RepositoryCost[];
  /** Minutes of the jobs of all repositories, for the estimate of `plan`; undefined before a run was recorded. */
  readonly measured: MeasuredMinutes | undefined;
}

/**
 * Counts what the recorded CI runs of a stack's repositories cost: one request for each. Nothing is changed.
 *
 * @throws ProblemsError for a stack with problems; GitHubFailure without a credential.
 */
export async function costOf(options: CostOptions): Promise<CostReport> {
  const { only, now, stack } = options;
  const { config, project } = await readConfiguration(options);
  const github = new ReadingGitHub(fleetConnection(config.github, options.environment));
  const wanted = config.repositories
    .filter(({ name }) => only.length === 0 || isSelected(only, name))
    .map(({ name, readiness }) => ({ name, branch: readiness.dataBranch }));
  const histories = await readHistories(github, wanted);
  const repositories = wanted.map(({ name }, index): RepositoryCost => {
    const repository = `${github.owner}/${name}`;
    const read = histories[index];
    if (read === undefined || 'failure' in read) return { repository, savings: [], ...read };
    const measured = measureCost(read.history?.runs ?? []);
    if (measured.runs === 0) return { repository, savings: [] };
    const { runs = [], changes = [] } = read.history ?? {};
    const month = monthlyCost(
      measured,
      config.cost,
      changes.map(({ at }) => at),
    );
    const change = costChange(runs);
    return {
      ...{ repository, measured, month, savings: savingsOf(measured, month) },
      ...(change === undefined ? {} : { change }),
    };
  });
  return {
    stack: `${project.name}/${stack}`,
    repositories,
    measured: minutesOf(repositories, dayOf(now.toISOString())),
  };
}

/** Minutes of an execution, over all repositories. Jobs of a matrix and of further projects have the title and more. */
function minutesOf(
  repositories: readonly RepositoryCost[],
  on: string,
): MeasuredMinutes | undefined {
  const jobs = repositories.flatMap(({ measured }) => measured?.jobs ?? []);
  const found = measuredKinds.flatMap((kind) => {
    const own = jobs.filter(({ name }) => name.startsWith(jobTitles[kind]));
    const executions = own.reduce((total, job) => total + job.executions, 0);
    const minutes = own.reduce((total, job) => total + job.minutes, 0);
    return executions === 0 ? [] : [[kind, Math.round((minutes / executions) * 10) / 10] as const];
  });
  return found.length === 0 ? undefined : { on, minutes: Object.fromEntries(found) };
}
