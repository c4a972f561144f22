import { type EffectiveRule } from '../../../core/merging/effective-rule';
import { type MergeScene } from '../../../core/merging/prove-merges';
import { type Workflow } from '../../../core/reading/workflow';

/** Who acts on GitHub, as far as GitHub shows. */
export type Credential =
  /** A classic personal token or an OAuth token: its scopes are known. */
  | { readonly kind: 'scoped'; readonly login: string; readonly scopes: readonly string[] }
  /** A fine-grained personal token: its permissions are not known. */
  | { readonly kind: 'fine-grained'; readonly login: string }
  /** An App by its key: its installation lists its permissions. */
  | {
      readonly kind: 'app';
      readonly appId: string;
      readonly account: string;
      readonly selection: 'all' | 'selected';
      readonly permissions: Readonly<Record<string, string>>;
      readonly suspended: boolean;
      readonly settingsUrl: string;
    }
  /** The token of an installation alone: its permissions are not known. */
  | { readonly kind: 'installation'; readonly login: string }
  /** The token that a workflow run gets. */
  | { readonly kind: 'workflow' }
  /** Wrong, expired, revoked, or of no installation. */
  | { readonly kind: 'rejected'; readonly reason: string };

/** What is known of the organisation or user that owns the repositories. */
export interface OwnerFacts {
  /** Name of the plan, such as `free`, `team` or `enterprise`; undefined where the credential may not see it. */
  readonly plan: string | undefined;
  /** Whether it is an organization that the credential may see. */
  readonly isOrganization: boolean;
}

/** A rule that is active on a branch. */
export interface ActiveRule {
  readonly type: string;
  /** Where it comes from: `ruleset 7 of acme`. */
  readonly source: string;
  /** Whether the one who acts may bypass it; undefined where GitHub does not show it. */
  readonly canBypass: boolean | undefined;
  /** Name of the repository's own ruleset that has it. */
  readonly name: string | undefined;
  readonly rule: EffectiveRule;
}

/** Classic protection of a branch, as far as it concerns a commit that is made without a pull request. */
export interface ClassicProtection {
  readonly requiresPullRequest: boolean;
  readonly requiresChecks: boolean;
  readonly restrictsPushes: boolean;
  readonly isLocked: boolean;
  readonly bindsAdministrators: boolean;
  /** The rules that it stands for. */
  readonly rules: readonly EffectiveRule[];
}

/** An answer, or why there is none. */
export type Answer<T> =
  | { readonly kind: 'found'; readonly value: T }
  /** Not found, or the credential lacks access; GitHub does not distinguish the two. */
  | { readonly kind: 'absent' }
  /** The repository's plan does not have the feature. */
  | { readonly kind: 'plan'; readonly message: string }
  | { readonly kind: 'refused'; readonly message: string; readonly needs: string | undefined };

/** The answer with its value changed. */
export function mapAnswer<A, B>(answer: Answer<A>, map: (value: A) => B): Answer<B> {
  return answer.kind === 'found' ? { kind: 'found', value: map(answer.value) } : answer;
}

/** What is known of a repository. */
export interface RepositoryFacts {
  readonly repository: Answer<{
    readonly isArchived: boolean;
    readonly isPrivate: boolean;
    readonly defaultBranch: string;
    /** Role of a user; of no meaning for an App. */
    readonly role: 'admin' | 'write' | 'read' | undefined;
  }>;
  /** Whether an absent repository would certainly have been seen. */
  readonly seesAll: boolean;
  /** Whether the App is installed on it; undefined where that need not be asked. */
  readonly isInstalled: boolean | undefined;
  /** Of the branch that files are for; `plan` and `refused` as for the rules. */
  readonly branch: Answer<{ readonly isClassicallyProtected: boolean }> | undefined;
  readonly classic: Answer<ClassicProtection> | undefined;
  /** Rules of the branch that commits go to: the branch itself, or the pull request's. */
  readonly rules: Answer<readonly ActiveRule[]> | undefined;
  /** What decides which pull requests can be merged; undefined where the rules cannot be read. */
  readonly merges: MergeScene | undefined;
  readonly actions: Answer<{ readonly isEnabled: boolean }> | undefined;
  /** Workflows of the branch that the stack does not deliver; read where the stack limits which actions may run. */
  readonly otherWorkflows: readonly Workflow[] | undefined;
  /** What GitHub finds wrong with CODEOWNERS; read where changes wait for code owners. */
  readonly codeOwnersErrors: Answer<readonly CodeOwnersError[]> | undefined;
  /** Whether workflows may create pull requests; asked where one acts. */
  readonly createsPullRequests: Answer<boolean> | undefined;
}

/** A line of CODEOWNERS that GitHub ignores. https://docs.github.com/en/rest/repos/repos#list-codeowners-errors */
interface CodeOwnersError {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** Such as `Unknown owner`. */
  readonly kind: string;
  /** What GitHub proposes. */
  readonly suggestion: string | undefined;
}

/** Whether the read side of a permission is there, for credentials that do not show theirs. */
export type ReadProbes = Readonly<Record<string, Answer<unknown>>>;
