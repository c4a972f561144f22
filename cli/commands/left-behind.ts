import { type Diagnostic, type StepReport } from '../engine/run-report';
import { githubTypes } from '../../core/kernel/resource-types';

/** What the published provider of a type leaves in the world when a resource of it is deleted. */
const leavings: Readonly<Record<string, (inputs: StepReport['inputs']) => string | undefined>> = {
  [githubTypes.ActionsRepositoryPermissions]: (inputs) => {
    if (inputs['shaPinningRequired'] !== true) return undefined;
    return 'actions must still be pinned to a full commit: the GitHub provider does not reset that setting; see "Leaving" in docs/delivery.md';
  },
};

/** Says what stays behind after the deletions among the steps. */
export function leftBehind(steps: readonly StepReport[]): readonly Diagnostic[] {
  return steps.flatMap(({ operation, type, inputs, recorded, retained, urn }) => {
    const isDeleted = operation === 'delete' && !recorded && retained !== true;
    const message = isDeleted ? leavings[type]?.(inputs) : undefined;
    return message === undefined ? [] : [{ severity: 'warning', message, urn }];
  });
}
