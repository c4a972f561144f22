import { gatehouseTypes } from '../../core/kernel/resource-types';
import { type Counts, type PlannedStep, requestsOf } from '../../core/pace/request-costs';
import { type StepReport } from '../engine/run-report';

/** Requests to GitHub that an update with these steps takes; recorded resources count as the engine's do. */
export const requestsOfReport = (steps: readonly StepReport[]): Counts =>
  requestsOf(steps.map(plannedStep));

function plannedStep({ type, operation, inputs, outputs }: StepReport): PlannedStep {
  if (type !== gatehouseTypes.WorkflowCommit) return { type, operation };
  const delivery = inputs['delivery'] === 'pullRequest' ? 'pullRequest' : 'commit';
  return { type, operation, delivery, isPending: outputs['pending'] === true };
}
