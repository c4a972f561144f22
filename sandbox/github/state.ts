import type { SealingKey } from './sealed-box';

/**
 * What git cannot hold, as it is kept in the state file. Plain JSON, mutated only by the server's endpoints;
 * times are ISO 8601 in UTC.
 */
export interface GitHubState {
  readonly version: 1;
  nextId: number;
  readonly accounts: Record<string, Account>;
  /** By `owner/name` in lower case, as GitHub's names are case-insensitive. */
  readonly repositories: Record<string, RepositoryState>;
  /** Rulesets of organizations, by login in lower case; absent until there is one. */
  organizationRulesets?: Record<string, OrganizationRuleset[]>;
}

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: 'User' | 'Organization' | 'Bot';
  readonly createdAt: string;
  /** Plan by GitHub's name; `enterprise` when absent. A `free` one has no rules for private repositories. */
  plan?: string;
}

/** A JSON object of the vendor's own shape, stored as it was sent. */
type Stored = Record<string, unknown>;

export interface Secret {
  readonly encryptedValue: string;
  readonly keyId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Environment {
  readonly id: number;
  readonly name: string;
  waitTimer: number;
  preventSelfReview: boolean;
  canAdminsBypass: boolean;
  reviewers: { type: 'User' | 'Team'; id: number }[];
  deploymentBranchPolicy: { protected_branches: boolean; custom_branch_policies: boolean } | null;
  branchPolicies: { id: number; name: string; type: 'branch' | 'tag' }[];
  readonly secrets: Record<string, Secret>;
  readonly variables: Record<string, Variable>;
  readonly createdAt: string;
  updatedAt: string;
}

export interface Ruleset {
  readonly id: number;
  name: string;
  target: string;
  enforcement: string;
  bypass_actors: BypassActor[];
  conditions: { ref_name?: { include?: string[]; exclude?: string[] } };
  rules: Rule[];
  readonly createdAt: string;
  updatedAt: string;
}

/** A ruleset of an organization, for the repositories whose names it matches. */
export interface OrganizationRuleset extends Ruleset {
  /** Login of the organization. */
  readonly owner: string;
  conditions: Ruleset['conditions'] & {
    repository_name: { include: string[]; exclude: string[]; protected?: boolean };
  };
}

export interface BypassActor {
  readonly actor_id: number | null;
  readonly actor_type: string;
  readonly bypass_mode: string;
}

export interface Rule {
  readonly type: string;
  readonly parameters?: Stored;
}

/** A classic branch protection rule, in the words of the GraphQL schema's BranchProtectionRule. */
export interface Protection {
  readonly id: number;
  pattern: string;
  allowsDeletions: boolean;
  allowsForcePushes: boolean;
  blocksCreations: boolean;
  dismissesStaleReviews: boolean;
  isAdminEnforced: boolean;
  lockAllowsFetchAndMerge: boolean;
  lockBranch: boolean;
  requireLastPushApproval: boolean;
  requiredApprovingReviewCount: number;
  requiredStatusChecks: { context: string; appId: number | null }[];
  requiresApprovingReviews: boolean;
  requiresCodeOwnerReviews: boolean;
  requiresCommitSignatures: boolean;
  requiresConversationResolution: boolean;
  requiresLinearHistory: boolean;
  requiresStatusChecks: boolean;
  requiresStrictStatusChecks: boolean;
  restrictsPushes: boolean;
  restrictsReviewDismissals: boolean;
  /** Node ids of users, teams or apps. */
  pushActorIds: string[];
  bypassForcePushActorIds: string[];
  bypassPullRequestActorIds: string[];
  reviewDismissalActorIds: string[];
}

export interface Label {
  readonly id: number;
  name: string;
  color: string;
  description: string | null;
}

export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly author: string;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  labels: string[];
  readonly createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  pull?: PullRequest;
}

/** An issue that is a pull request. */
export type Pull = Issue & { pull: PullRequest };

export interface PullRequest {
  readonly headRef: string;
  /** `owner/name` of the head repository; a fork's differs from the base's. */
  readonly headRepository: string;
  baseRef: string;
  /** Kept while open so that a deleted head branch still has its last commit. */
  headSha: string;
  baseSha: string;
  draft: boolean;
  maintainerCanModify: boolean;
  mergedAt: string | null;
  mergedBy: string | null;
  mergeCommitSha: string | null;
  reviews: { id: number; author: string; state: string; commitId: string; submittedAt: string }[];
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly author: string;
  body: string;
  readonly createdAt: string;
  updatedAt: string;
}

/** A label that was set or removed, or another base of a pull request. */
export interface IssueEvent {
  readonly id: number;
  readonly issue: number;
  readonly event: 'labeled' | 'unlabeled' | 'base_ref_changed';
  readonly actor: string;
  readonly label?: string;
  readonly createdAt: string;
}

export interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly headSha: string;
  readonly appId: number;
  status: string;
  conclusion: string | null;
  startedAt: string | null;
  completedAt: string | null;
  detailsUrl: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
}

export interface CommitStatus {
  readonly id: number;
  readonly sha: string;
  readonly context: string;
  readonly state: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: string;
  readonly createdAt: string;
}

export interface WorkflowRun {
  readonly id: number;
  readonly name: string;
  /** Path of the workflow file, such as `.github/workflows/ci.yml`. */
  readonly path: string;
  readonly event: string;
  readonly headBranch: string;
  readonly headSha: string;
  readonly headRepository: string;
  readonly runNumber: number;
  runAttempt: number;
  status: string;
  conclusion: string | null;
  readonly actor: string;
  readonly createdAt: string;
  /** Start of the latest attempt; a state file of before has none. */
  startedAt?: string;
  updatedAt: string;
  readonly pullRequests: readonly number[];
}

export interface Job {
  readonly id: number;
  readonly runId: number;
  readonly runAttempt: number;
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly startedAt: string;
  readonly completedAt: string | null;
  readonly steps: readonly { name: string; status: string; conclusion: string | null }[];
  /** What the job printed; absent for a job that nothing is known of but its outcome. */
  readonly log?: string;
}

export interface Artifact {
  readonly id: number;
  readonly runId: number;
  readonly name: string;
  /** The ZIP archive, base64. */
  readonly archive: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

interface ActionsCache {
  readonly id: number;
  readonly ref: string;
  readonly key: string;
  readonly version: string;
  readonly sizeInBytes: number;
  readonly lastAccessedAt: string;
  readonly createdAt: string;
}

/** A report in SARIF, unpacked. */
interface CodeScanningUpload {
  readonly id: string;
  readonly commit: string;
  readonly ref: string;
  readonly sarif: string;
}

/** A published release with its assets. */
export interface ReleaseState {
  readonly id: number;
  readonly tag: string;
  readonly assets: readonly { readonly id: number; readonly name: string }[];
  readonly createdAt: string;
}

export interface RepositoryState {
  readonly id: number;
  readonly owner: string;
  name: string;
  defaultBranch: string;
  /** Settings changed by `PATCH /repos/{owner}/{repo}`, in the vendor's names, over the defaults. */
  settings: Stored;
  readonly rulesets: Ruleset[];
  readonly protections: Protection[];
  readonly actionsSecrets: Record<string, Secret>;
  readonly dependabotSecrets: Record<string, Secret>;
  readonly variables: Record<string, Variable>;
  readonly environments: Environment[];
  readonly sealingKey: SealingKey;
  readonly labels: Label[];
  readonly issues: Issue[];
  readonly comments: Comment[];
  /** Absent until something happens. */
  issueEvents?: IssueEvent[];
  readonly checkRuns: CheckRun[];
  /** What was uploaded to code scanning; absent until something is. */
  codeScanning?: CodeScanningUpload[];
  /** Newest first; absent: none. */
  releases?: ReleaseState[];
  readonly statuses: CommitStatus[];
  readonly runs: WorkflowRun[];
  readonly jobs: Job[];
  readonly artifacts: Artifact[];
  readonly caches: ActionsCache[];
  /** Ids of workflow files by path, given on first use. */
  readonly workflowIds: Record<string, number>;
  /** State of workflows by path where it is not `active`. */
  readonly workflowStates: Record<string, string>;
  /** Absent until one is made. */
  webhooks?: Webhook[];
  readonly deployKeys: {
    id: number;
    key: string;
    title: string;
    readOnly: boolean;
    createdAt: string;
  }[];
  readonly actionsPermissions: {
    enabled: boolean;
    allowedActions: string;
    shaPinningRequired: boolean;
    selected: {
      github_owned_allowed: boolean;
      verified_allowed: boolean;
      patterns_allowed: string[];
    };
    /** Who may use the actions and workflows of the repository while it is not public. */
    accessLevel: 'none' | 'user' | 'organization';
    defaultWorkflowPermissions: string;
    canApprovePullRequestReviews: boolean;
  };
  cacheRetentionDays: number;
  cacheStorageGb: number;
  vulnerabilityAlerts: boolean;
  /** Absent: GitHub's default. */
  privateVulnerabilityReporting?: boolean;
  forkApproval?: string;
  automatedSecurityFixes: boolean;
  readonly createdAt: string;
  updatedAt: string;
  pushedAt: string;
}

export interface Webhook {
  readonly id: number;
  readonly url: string;
  readonly contentType: string;
  readonly hasSecret: boolean;
  readonly insecureSsl: string;
  readonly active: boolean;
  readonly events: readonly string[];
  readonly createdAt: string;
}
