import { type PipelineSettings } from './pipeline-settings';
import { workflowTitle } from './required-workflows';

/** How far a change is kept from weakening its own gate, in words: `owned, pushes restricted`. */
export function guardSummary({
  level,
  restrictPushes,
  requiredWorkflow,
}: PipelineSettings['guard']): string {
  return [
    level,
    ...(restrictPushes ? ['pushes restricted'] : []),
    ...(requiredWorkflow === undefined ? [] : [`${workflowTitle(requiredWorkflow)} required`]),
  ].join(', ');
}
