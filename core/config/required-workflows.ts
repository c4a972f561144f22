import { type Immutable } from '../kernel/immutable';
import { type RepositorySettings } from './repository-schema';

type Workflow = Immutable<NonNullable<RepositorySettings['guard']['requiredWorkflow']>>;

/** A workflow and the repositories that require it. */
export interface RequiredWorkflowUse {
  readonly workflow: Workflow;
  /** `platform/.github/workflows/gate.yml@main`. */
  readonly title: string;
  /** Names in the order of the stack. */
  readonly repositories: readonly string[];
}

export const workflowTitle = ({ repository, path, ref }: Workflow): string =>
  `${repository}/${path}@${ref}`;

/** Each workflow that repositories require, once: an organization has 75 rulesets at most, however many repositories it has. */
export function requiredWorkflows(
  repositories: readonly Immutable<Pick<RepositorySettings, 'name' | 'guard'>>[],
): readonly RequiredWorkflowUse[] {
  const uses = new Map<string, RequiredWorkflowUse>();
  for (const { name, guard } of repositories) {
    const workflow = guard.requiredWorkflow;
    if (workflow === undefined) continue;
    const title = workflowTitle(workflow);
    const known = uses.get(title)?.repositories ?? [];
    uses.set(title, { workflow, title, repositories: [...known, name] });
  }
  return [...uses.values()];
}
