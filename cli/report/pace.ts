import { gatehouseTypes } from '../../core/kernel/resource-types';
import { type Counts, type PlannedStep, requestsOf } from '../../core/pace/request-costs';
import { type StepReport } from '../engine/run-report';

/** Requests to GitHub that an update with these steps takes; recorded resources count as the engine's do. */
export const requestsOfReport = (steps: readonly StepReport[]): Counts =>
  requestsOf(steps.map(plannedStep), 'host');

function plannedStep({ type, operation, inputs, outputs }: StepReport): PlannedStep {
  const given = inputs['repository'];
  const repository = typeof given === 'string' ? given : undefined;
  if (type !== gatehouseTypes.WorkflowCommit) return { type, operation, repository };
  const delivery = inputs['delivery'] === 'pullRequest' ? 'pullRequest' : 'commit';
  return {
    ...{ type, operation, repository, delivery },
    isMarked: inputs['owner'] !== undefined,
    isPending: outputs['pending'] === true,
  };
}
