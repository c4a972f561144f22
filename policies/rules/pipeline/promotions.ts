import { type Job, type Step, type Workflow } from '../../../core/reading/workflow';

/** A job that deploys to an environment what a job before it deployed to another one. */
export interface Promotion {
  readonly job: Job;
  readonly environment: string;
  /** The environments before it, in the order of the file. */
  readonly before: readonly string[];
}

/** The jobs by which a workflow takes something from one environment to the next. */
export function promotions({ jobs }: Workflow): readonly Promotion[] {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  return jobs.flatMap((job) => {
    const environment = job.environment?.value;
    if (environment === undefined) return [];
    const needed = neededBy(job, byId);
    const others = jobs.flatMap((each) =>
      needed.has(each.id) && each.environment !== undefined ? [each.environment.value] : [],
    );
    const before = [...new Set(others)].filter((name) => name !== environment);
    return before.length === 0 ? [] : [{ job, environment, before }];
  });
}

/** Ids of the jobs that a job needs, directly and through others. */
function neededBy(job: Job, byId: ReadonlyMap<string, Job>): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [job];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { value } of next.needs) {
      const needed = byId.get(value);
      if (needed === undefined || found.has(value)) continue;
      found.add(value);
      open.push(needed);
    }
  }
  return found;
}

/** Everything that a step says of itself, in one text. */
export function textOf({ id, name, uses, run, env, with: inputs }: Step): string {
  const entries = [...env, ...inputs].flatMap(({ key, value }) => [key.value, value.value]);
  return [id?.value, name?.value, uses?.value, run?.value, ...entries]
    .filter((text) => text !== undefined)
    .join('\n');
}
