import { perObject } from '../reading/memo';
import { type Job, type Text, type Workflow } from '../reading/workflow';

/**
 * A workflow with the jobs of the workflows that it calls in another repository in the place of the calls, so that a
 * pipeline is the same whether a repository has it or calls it. What waited for a call waits for all its jobs. Of two jobs
 * of one id the caller's own counts, such as the aggregate that both have.
 */
export const withInlinedCalls = perObject((workflow: Workflow): Workflow => {
  const own = new Set(workflow.jobs.filter((job) => !isElsewhere(job)).map(({ id }) => id));
  if (own.size === workflow.jobs.length) return workflow;
  const inlined = new Map(
    workflow.jobs.flatMap((job) =>
      isElsewhere(job) && job.called !== undefined
        ? [[job.id, job.called.jobs.filter(({ id }) => !own.has(id))] as const]
        : [],
    ),
  );
  const needsOf = (job: Job): readonly Text[] =>
    job.needs.flatMap((need) => {
      const jobs = inlined.get(need.value);
      return jobs === undefined ? [need] : jobs.map(({ id }) => called(need, id));
    });
  return {
    ...workflow,
    jobs: workflow.jobs.flatMap((job) => inlined.get(job.id) ?? [{ ...job, needs: needsOf(job) }]),
  };
});

/** Whether a job calls a workflow of another repository that is known. */
function isElsewhere({ called: target, uses }: Job): boolean {
  return target !== undefined && uses !== undefined && !/^(?:\.|\$)\//.test(uses.value.trim());
}

/** The name of a called job, at the place where its call is waited for. */
function called(need: Text, value: string): Text {
  const { line, column, raw, offset } = need;
  return { line, column, raw, offset, value, positionAt: (index) => need.positionAt(index) };
}
