import { type PropertyMap } from '../protocol/property-value';

/**
 * Outputs that a resource has once everything it waits for has happened. A comparison of two revisions is about what
 * they lead to: while a pull request with the files were open, no check would be required, and every difference in
 * the required checks would stay hidden behind it.
 */
const settled: Readonly<Record<string, PropertyMap>> = {
  'gatehouse:index:WorkflowCommit': { pending: false },
};

export function settledOutputs(type: string): PropertyMap {
  return settled[type] ?? {};
}
