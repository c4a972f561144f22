import { type PropertyMap } from '../../provider/protocol/property-value';
import { gatehouseTypes, githubTypes } from '../../core/kernel/resource-types';

/** A placeholder; only whether it is known matters. */
const someHash = '0'.repeat(40);

/**
 * Outputs that a resource has once everything it waits for has happened. A comparison of two revisions is about what
 * they lead to: while a pull request with the files is open the former checks stay required, and every difference in
 * the required checks, and in what is beside them, would stay hidden behind it.
 */
const settled: Readonly<Record<string, (inputs: PropertyMap) => PropertyMap>> = {
  [gatehouseTypes.WorkflowCommit]: ({ checks }) => ({
    pending: false,
    checksOnBranch: checks ?? [],
  }),
  [githubTypes.RepositoryFile]: () => ({ sha: someHash, commitSha: someHash }),
};

export function settledOutputs(type: string, inputs: PropertyMap): PropertyMap {
  return settled[type]?.(inputs) ?? {};
}
