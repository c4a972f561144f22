import { type RepositoryOptions } from '../kernel/repository-options';

/** What Gatehouse has to know of a repository's settings on GitHub to leave them as they are. */
export interface RepositoryFacts {
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  /** Undefined where GitHub does not say. */
  readonly isPrivate?: boolean | undefined;
  /** Name of the owner's plan, such as `free` or `team`; undefined where the credential may not see it. */
  readonly plan?: string | undefined;
  /** Paths of all files of the default branch. */
  readonly paths: readonly string[];
  readonly workflows: readonly WorkflowText[];
  /** Its configuration of Dependabot; undefined where there is none. */
  readonly dependabot?: WorkflowText | undefined;
  readonly actions: ActionsFacts;
  /** Options of the repository, as far as GitHub shows them. */
  readonly options: RepositoryOptions;
  readonly environments: readonly EnvironmentFacts[];
  /** Checks that the default branch's protection requires now, with who requires each. */
  readonly required: readonly RequiredCheck[];
  /** Names of the rulesets of the repository and of those above it. */
  readonly rulesets: readonly string[];
  readonly labels: readonly string[];
  readonly variables: readonly string[];
  readonly secrets: readonly string[];
  /** What could not be read, and why; a sentence each. */
  readonly unread: readonly string[];
}

/** A file of the repository. */
export interface WorkflowText {
  readonly path: string;
  readonly text: string;
}

/** @see https://docs.github.com/en/rest/actions/permissions */
export interface ActionsFacts {
  readonly enabled: boolean;
  readonly allowedActions: 'all' | 'local_only' | 'selected';
  readonly shaPinningRequired: boolean;
  /** Where `allowedActions` is `selected`. */
  readonly selected?: SelectedActions;
  readonly defaultWorkflowPermissions: 'read' | 'write';
  readonly canApprovePullRequestReviews: boolean;
}

export interface SelectedActions {
  readonly githubOwnedAllowed: boolean;
  readonly verifiedAllowed: boolean;
  readonly patternsAllowed: readonly string[];
}

export interface EnvironmentFacts {
  readonly name: string;
  /** Minutes. */
  readonly waitTimer: number;
  /** How many teams and users may approve. */
  readonly reviewers: number;
}

export interface RequiredCheck {
  readonly context: string;
  /** Such as `ruleset main` or `branch protection of main`. */
  readonly by: string;
}
