import { type Protection } from './protection';
import { ifKnown, textsProp, type ResourceView, type StackView } from './resource-view';

/** The checks that a protection requires, as far as a rule can judge them now. */
export interface RequiredChecks {
  /** Contexts that are required, or that will be once the workflows which report them are on the branch. */
  readonly contexts: readonly string[];
  /**
   * The list comes from files that are not on the branch yet. It may be empty until they are, since a check that nobody
   * reports would block every pull request; each later update knows the list and judges it.
   */
  readonly follows: boolean;
}

const COMMIT = 'gatehouse:index:WorkflowCommit';
const FILE = 'github:index/repositoryFile:RepositoryFile';

/**
 * Reads the required checks of the protections of a stack. Where a list is unknown because it comes from the stack's own
 * files, those say what it becomes. The reading throws where it is unknown for another reason.
 */
export function requiredChecksIn(stack: StackView): (protection: Protection) => RequiredChecks {
  const files = new Map(
    stack.resources.flatMap((resource) =>
      resource.type === COMMIT || resource.type === FILE ? [[resource.urn, resource] as const] : [],
    ),
  );
  return (protection) => {
    const { resource, checksProperty } = protection;
    const sources = (resource.references?.[checksProperty] ?? []).flatMap(
      (urn) => files.get(urn) ?? [],
    );
    const contexts = ifKnown(() => protection.contexts);
    const announced = sources.flatMap(
      ({ props }) => ifKnown(() => textsProp(props, 'checks')) ?? [],
    );
    if (contexts === undefined) {
      return sources.length === 0
        ? { contexts: protection.contexts, follows: false }
        : { contexts: [...new Set(announced)], follows: true };
    }
    const waiting = sources.filter(isWaiting);
    if (waiting.length === 0) return { contexts, follows: false };
    // What is required meanwhile is reported by the files before, which the stack does not show.
    const before = waiting.flatMap(({ props }) => textsProp(props, 'checksOnBranch'));
    const judged = [...contexts.filter((context) => !before.includes(context)), ...announced];
    return { contexts: [...new Set(judged)], follows: true };
  };
}

/** Whether files are known to wait in a pull request. */
function isWaiting({ props }: ResourceView): boolean {
  return ifKnown(() => props['pending']) === true;
}
