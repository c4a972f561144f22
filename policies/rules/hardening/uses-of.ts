import { type Text, type Workflow } from '../../../core/reading/workflow';

/** Every `uses` of a workflow: actions of steps, and workflows that jobs call. */
export function usesOf(workflow: Workflow): readonly Text[] {
  return workflow.jobs.flatMap((job) =>
    [job, ...job.steps].flatMap(({ uses }) => (uses === undefined ? [] : [uses])),
  );
}
