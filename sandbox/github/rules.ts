import { contentRefusals, type PushedContent } from './commit-rules';
import { matchesRefPattern } from './ref-pattern';
import type { BypassActor, Protection, RepositoryState, Rule, Ruleset } from './state';
import type { Token } from './tokens';

/** What someone wants to do to a branch. */
export interface RefOperation {
  readonly kind: 'create' | 'update' | 'delete' | 'merge';
  /** The update is no fast-forward. */
  readonly forced: boolean;
  /** The commit has a second parent somewhere in what is new. */
  readonly hasMergeCommit: boolean;
  /** Whether a context counts as passed on the commit the branch shall point to. */
  readonly passes: (context: string, appId: number | null) => boolean;
  /** Whether a workflow of another repository succeeded on that commit. */
  readonly hasRun: (workflow: WorkflowReference) => boolean;
  /** Changed files with code owners of whom none approved. */
  readonly unowned: readonly string[];
  /** Approving reviews of the pull request that is merged. */
  readonly approvals: number;
  /** The pull request's branch holds everything of its base. */
  readonly upToDate: boolean;
  /** How a pull request is merged. */
  readonly method: string | undefined;
  readonly content: PushedContent;
}

/** A workflow as the rule `workflows` names it. */
export interface WorkflowReference {
  readonly repository_id: number;
  readonly path: string;
  readonly ref?: string;
}

export interface Refusals {
  /** Texts of rulesets' refusals. */
  readonly rulesets: readonly string[];
  /** Texts of classic branch protection's refusals. */
  readonly protection: readonly string[];
}

/** Roles by the ids that rulesets name them with. */
const roleIds: Readonly<Record<number, Token['role']>> = { 2: 'maintain', 4: 'write', 5: 'admin' };

/** Those of a repository's rulesets that are about a branch. */
export function rulesetsFor(
  rulesets: readonly Ruleset[],
  repo: RepositoryState,
  branch: string,
): readonly Ruleset[] {
  return rulesets.filter(
    (ruleset) => ruleset.target === 'branch' && appliesTo(ruleset, repo, branch),
  );
}

/** Rulesets that judge a push to any branch; a merge on GitHub itself is none. */
const pushRulesets = (
  rulesets: readonly Ruleset[],
  { kind }: Pick<RefOperation, 'kind'>,
): readonly Ruleset[] =>
  kind === 'create' || kind === 'update' ? rulesets.filter(({ target }) => target === 'push') : [];

function appliesTo(ruleset: Ruleset, repo: RepositoryState, branch: string): boolean {
  const { include = [], exclude = [] } = ruleset.conditions.ref_name ?? {};
  const matches = (pattern: string): boolean =>
    pattern === '~ALL' ||
    (pattern === '~DEFAULT_BRANCH' && branch === repo.defaultBranch) ||
    matchesRefPattern(pattern, `refs/heads/${branch}`);
  return include.some(matches) && !exclude.some(matches);
}

/** The classic rule of a branch: an exact name wins over patterns, among patterns the oldest. */
export function protectionFor(repo: RepositoryState, branch: string): Protection | undefined {
  return (
    repo.protections.find((rule) => rule.pattern === branch) ??
    repo.protections.find((rule) => matchesRefPattern(rule.pattern, branch))
  );
}

/** Why the operation is refused; empty lists when it may go on. */
export function judge(
  {
    repo,
    rulesets: all,
  }: { readonly repo: RepositoryState; readonly rulesets: readonly Ruleset[] },
  branch: string,
  actor: Token,
  actorIds: ActorIds,
  operation: RefOperation,
): Refusals {
  const rulesets = [...rulesetsFor(all, repo, branch), ...pushRulesets(all, operation)]
    .filter((ruleset) => ruleset.enforcement === 'active')
    .filter(
      (ruleset) => !ruleset.bypass_actors.some((by) => bypasses(by, actor, actorIds, operation)),
    )
    .flatMap((ruleset) => ruleset.rules.flatMap((rule) => ruleRefusals(rule, operation)));
  const classic = protectionFor(repo, branch);
  return {
    rulesets: [...new Set(rulesets)],
    protection:
      classic === undefined ? [] : protectionRefusals(classic, actor, actorIds, operation),
  };
}

export interface ActorIds {
  readonly userId: number;
  /** Node ids that stand for the actor: user, bot, App. */
  readonly nodeIds: readonly string[];
}

function bypasses(by: BypassActor, actor: Token, ids: ActorIds, operation: RefOperation): boolean {
  if (by.bypass_mode === 'pull_request' && operation.kind !== 'merge') return false;
  switch (by.actor_type) {
    case 'RepositoryRole':
      return by.actor_id !== null && roleIds[by.actor_id] === actor.role;
    case 'OrganizationAdmin':
      return actor.role === 'admin' && actor.kind === 'classic';
    case 'Integration':
      return actor.appId !== undefined && by.actor_id === actor.appId;
    case 'User':
      return by.actor_id === ids.userId;
    default:
      // Teams have no members here, and deploy keys do not use the API.
      return false;
  }
}

/** How an actor may pass a ruleset, in the words of `current_user_can_bypass`. */
export function bypassOf(
  ruleset: Ruleset,
  actor: Token,
  ids: ActorIds,
): 'always' | 'pull_requests_only' | 'never' {
  const merge: RefOperation = {
    kind: 'merge',
    forced: false,
    hasMergeCommit: false,
    passes: () => false,
    hasRun: () => false,
    unowned: [],
    approvals: 0,
    upToDate: false,
    method: undefined,
    content: { commits: [], paths: [] },
  };
  const may = (kind: RefOperation['kind']): boolean =>
    ruleset.bypass_actors.some((by) => bypasses(by, actor, ids, { ...merge, kind }));
  return may('update') ? 'always' : may('merge') ? 'pull_requests_only' : 'never';
}

const viaPullRequest = 'Changes must be made through a pull request.';

function ruleRefusals(rule: Rule, operation: RefOperation): readonly string[] {
  const parameters = rule.parameters ?? {};
  const changes = operation.kind === 'update' || operation.kind === 'merge';
  switch (rule.type) {
    case 'creation':
      return operation.kind === 'create'
        ? ['Cannot create ref due to creations being restricted.']
        : [];
    case 'update':
      return changes ? ['Cannot update this protected ref.'] : [];
    case 'deletion':
      return operation.kind === 'delete' ? ['Cannot delete this branch'] : [];
    case 'non_fast_forward':
      return operation.forced ? ['Cannot force-push to this branch'] : [];
    case 'required_linear_history':
      return operation.hasMergeCommit ? ['This branch must not contain merge commits.'] : [];
    case 'pull_request': {
      if (operation.kind === 'update') return [viaPullRequest];
      if (operation.kind !== 'merge') return [];
      const allowed = parameters.allowed_merge_methods;
      const needed = Number(parameters.required_approving_review_count ?? 0);
      return Array.isArray(allowed) && !allowed.includes(operation.method)
        ? [`Merge method ${String(operation.method)} merging is not allowed on this repository`]
        : [
            ...missingApprovals(needed, operation.approvals),
            ...(parameters.require_code_owner_review === true
              ? missingOwners(operation.unowned)
              : []),
          ];
    }
    case 'workflows': {
      if (operation.kind === 'update') return [viaPullRequest];
      if (operation.kind !== 'merge') return [];
      const workflows = parameters.workflows as readonly WorkflowReference[];
      return workflows
        .filter((workflow) => !operation.hasRun(workflow))
        .map(({ path }) => `Required workflow "${path}" is expected.`);
    }
    case 'required_status_checks': {
      if (operation.kind === 'delete') return [];
      if (operation.kind === 'create' && parameters.do_not_enforce_on_create === true) return [];
      const checks = parameters.required_status_checks as
        { context: string; integration_id?: number | null }[] | undefined;
      const required = (checks ?? []).map(({ context, integration_id }) => ({
        context,
        appId: integration_id ?? null,
      }));
      const strict = parameters.strict_required_status_checks_policy === true;
      return checkRefusals(required, strict, operation);
    }
    // Nothing in the sandbox deploys.
    case 'required_deployments':
      return changes ? ['Required deployments have not succeeded.'] : [];
    default:
      return contentRefusals(rule, operation.content);
  }
}

function checkRefusals(
  required: readonly { context: string; appId: number | null }[],
  strict: boolean,
  operation: RefOperation,
): readonly string[] {
  const missing = required.filter(({ context, appId }) => !operation.passes(context, appId));
  const [first] = missing;
  const behind =
    strict && operation.kind === 'merge' && !operation.upToDate
      ? ['The head branch is not up to date with the base branch.']
      : [];
  if (first === undefined) return behind;
  return missing.length === 1
    ? [`Required status check "${first.context}" is expected.`, ...behind]
    : [`${missing.length} of ${required.length} required status checks are expected.`, ...behind];
}

function missingApprovals(needed: number, approvals: number): readonly string[] {
  if (approvals >= needed) return [];
  const noun = needed === 1 ? 'approving review is' : 'approving reviews are';
  return [`At least ${needed} ${noun} required by reviewers with write access.`];
}

const missingOwners = (files: readonly string[]): readonly string[] =>
  files.length === 0 ? [] : [`Waiting on code owner review of ${files.join(', ')}.`];

function protectionRefusals(
  rule: Protection,
  actor: Token,
  ids: ActorIds,
  operation: RefOperation,
): readonly string[] {
  const listed = (allowed: readonly string[]): boolean =>
    ids.nodeIds.some((id) => allowed.includes(id));
  if (operation.kind === 'delete' && !rule.allowsDeletions)
    return ['Cannot delete this protected branch'];
  if (operation.forced && !rule.allowsForcePushes && !listed(rule.bypassForcePushActorIds))
    return ['Cannot force-push to this protected branch'];
  // Deleting and force-pushing are closed to administrators too; everything below is not, unless enforced.
  if (actor.role === 'admin' && !rule.isAdminEnforced) return [];
  const refusals: string[] = [];
  const changes = operation.kind === 'update' || operation.kind === 'merge';
  if (rule.lockBranch && changes) refusals.push('This branch is locked.');
  if (rule.restrictsPushes && changes && !listed(rule.pushActorIds))
    refusals.push("You're not authorized to push to this branch.");
  if (rule.requiresLinearHistory && operation.hasMergeCommit)
    refusals.push('This branch must not contain merge commits.');
  if (rule.requiresApprovingReviews && !listed(rule.bypassPullRequestActorIds)) {
    if (operation.kind === 'update') refusals.push(viaPullRequest);
    if (operation.kind === 'merge')
      refusals.push(
        ...missingApprovals(rule.requiredApprovingReviewCount, operation.approvals),
        ...(rule.requiresCodeOwnerReviews ? missingOwners(operation.unowned) : []),
      );
  }
  if (rule.requiresStatusChecks && changes)
    refusals.push(
      ...checkRefusals(rule.requiredStatusChecks, rule.requiresStrictStatusChecks, operation),
    );
  return refusals;
}
