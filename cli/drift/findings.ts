import { type ResourceState } from '../state/resource-state';
import { parseUrn } from '../../provider/protocol/urn';
import { type Observation } from './observe';
import { gatehouseTypes, githubTypes } from '../../core/kernel/resource-types';

/** What of a repository can drift. */
export const driftKinds = [
  'files',
  'protection',
  'secrets',
  'schedules',
  'settings',
  'undeclared',
] as const;
export type DriftKind = (typeof driftKinds)[number];

/** One thing that is not as the last update left it. */
export interface DriftFinding {
  /** `owner/repository`, or the bare name where the state does not tell the owner. */
  readonly repository: string;
  readonly kind: DriftKind;
  /** The resource's name, or the workflow's path. */
  readonly subject: string;
  /** `undeclared`: it is there and not the stack's. `unreadable`: it could not be read. */
  readonly change: 'changed' | 'gone' | 'disabled' | 'undeclared' | 'unreadable';
  readonly details: readonly string[];
}

const kindByType: Readonly<Record<string, DriftKind>> = {
  [gatehouseTypes.WorkflowCommit]: 'files',
  [githubTypes.ActionsEnvironmentSecret]: 'secrets',
  [githubTypes.ActionsSecret]: 'secrets',
  [githubTypes.BranchProtection]: 'protection',
  [githubTypes.BranchProtectionV3]: 'protection',
  [githubTypes.DependabotSecret]: 'secrets',
  [githubTypes.RepositoryFile]: 'files',
  [githubTypes.RepositoryRuleset]: 'protection',
};

/** The kind a resource belongs to; undefined for one that is of no repository. */
export function kindOf(state: ResourceState): DriftKind | undefined {
  if (repositoryName(state) === undefined) return undefined;
  return kindByType[state.type] ?? 'settings';
}

/** Bare name of the repository that a resource is about. */
export function repositoryName({ type, inputs }: ResourceState): string | undefined {
  if (!/^(github|gatehouse):/.test(type)) return undefined;
  const name = inputs['repository'] ?? inputs['repositoryId'];
  return typeof name === 'string' ? name : undefined;
}

/** What differs, as findings. A secret's value cannot be seen, so that its date is all there is to tell. */
export function findingsOf(
  observations: readonly Observation[],
  fullName: (state: ResourceState) => string,
): readonly DriftFinding[] {
  return observations.flatMap(({ state, outcome, details }): readonly DriftFinding[] => {
    const kind = kindOf(state);
    if (outcome === 'same' || kind === undefined) return [];
    const shown =
      kind === 'secrets' && outcome === 'changed'
        ? ['written since the last update, not by the stack']
        : details;
    return [
      {
        repository: fullName(state),
        kind,
        subject: parseUrn(state.urn).name,
        change: outcome,
        details: shown,
      },
    ];
  });
}

/** In the order of repositories and kinds, so that two runs compare line by line. */
export function inOrder(findings: readonly DriftFinding[]): readonly DriftFinding[] {
  const key = ({ repository, kind, subject }: DriftFinding): string =>
    `${repository}\u0000${driftKinds.indexOf(kind)}\u0000${subject}`;
  return [...findings].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
