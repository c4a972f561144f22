export { renderPipeline } from './render-pipeline';
export { type RenderedPipeline } from './render-files';
export { type PipelineFile } from './pipeline-files';
export type * from './settings';
export { mcpDryRunPath } from './steps/mcp';
export { preflightPath } from './render/preflight-mk';
export { marker } from './render/marker';
export { smokeDefinitionPath } from './render/smoke-definition';
export { ciPath } from './definitions/ci';
export { ciCommentPath } from './definitions/ci-comment';
export { dependabotPath } from './definitions/dependabot';
export { stagingSmokeTestPath } from './definitions/staging-smoke-test';
export { updateReadinessPath } from './definitions/update-readiness';
export { pins } from './actions/pins';
export { gatehouseAction } from './actions/gatehouse';
export { exampleSettings } from './example-settings';
export { parseWorkflow, type ParseResult } from './parse/parse-workflow';
export type * from './parse/parsed-workflow';
export { validateWorkflow } from './parse/validate-workflow';
export { matchesFilter } from './branch-filter';
export {
  producedChecks,
  requiredChecks,
  whyNotProduced,
  type BranchEvent,
  type CalledWorkflows,
  type ProducedChecks,
  type Withheld,
  type WithheldReason,
} from './checks';
