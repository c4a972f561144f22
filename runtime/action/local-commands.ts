/*
 * Commands that ask GitHub for nothing. They are a part of the bundle of its own (tools/build-action.mjs), so an error of
 * theirs is known by its name and not by its class.
 */
export { diagnoseStep } from './commands/diagnose';
export { explainScore } from './commands/explain';
export { judgeStep } from './commands/judge';
export { measure } from './commands/measure';
export { recordBaseline } from './commands/record-baseline';
export { writeSarif } from './commands/sarif';
export { sbom } from './commands/sbom';
