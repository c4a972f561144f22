import { z } from 'zod';
import {
  noContent,
  notFound,
  ok,
  onRepository,
  param,
  read,
  type Endpoint,
  type RepositoryCall,
} from '../endpoint';
import { newProtection } from '../protection';
import { restProtection } from '../render/protection';
import { protectionFor } from '../rules';
import type { Protection } from '../state';

const input = z.object({
  required_status_checks: z
    .object({
      strict: z.boolean().default(false),
      contexts: z.array(z.string()).default([]),
      checks: z.array(z.object({ context: z.string(), app_id: z.number().nullish() })).optional(),
    })
    .nullable(),
  enforce_admins: z.boolean().nullable(),
  required_pull_request_reviews: z
    .object({
      dismiss_stale_reviews: z.boolean().default(false),
      require_code_owner_reviews: z.boolean().default(false),
      required_approving_review_count: z.number().default(1),
      require_last_push_approval: z.boolean().default(false),
    })
    .nullable(),
  restrictions: z.looseObject({}).nullable(),
  required_linear_history: z.boolean().default(false),
  allow_force_pushes: z.boolean().nullish(),
  allow_deletions: z.boolean().default(false),
  block_creations: z.boolean().default(false),
  required_conversation_resolution: z.boolean().default(false),
  lock_branch: z.boolean().default(false),
  allow_fork_syncing: z.boolean().default(false),
});

async function requireBranch(call: RepositoryCall): Promise<string> {
  const branch = param(call, 'branch');
  if ((await call.git.resolve(`refs/heads/${branch}`)) === undefined)
    throw notFound('Branch not found');
  return branch;
}

async function find(call: RepositoryCall): Promise<Protection> {
  const rule = protectionFor(call.repo, await requireBranch(call));
  if (rule === undefined) throw notFound('Branch not protected');
  return rule;
}

const base = '/repos/{owner}/{repo}/branches/{branch}/protection';

/** Classic protection of one branch. https://docs.github.com/en/rest/branches/branch-protection */
export const protectionEndpoints: readonly Endpoint[] = [
  onRepository(`GET ${base}`, ['administration', 'read'], async (call) =>
    ok(restProtection(call.links, call.repo, await find(call)).body),
  ),
  onRepository(`PUT ${base}`, ['administration', 'write'], async (call) => {
    const branch = await requireBranch(call);
    const fields = read(call, input);
    const old = call.repo.protections.find((rule) => rule.pattern === branch);
    const rule = old ?? newProtection(call.world.nextId(), branch);
    const checks = fields.required_status_checks;
    const reviews = fields.required_pull_request_reviews;
    Object.assign(rule, {
      requiresStatusChecks: checks !== null,
      requiresStrictStatusChecks: checks?.strict ?? false,
      requiredStatusChecks:
        checks === null
          ? []
          : (checks.checks ?? checks.contexts.map((context) => ({ context, app_id: null }))).map(
              (check) => ({
                context: check.context,
                appId: (check.app_id ?? -1) < 0 ? null : check.app_id,
              }),
            ),
      isAdminEnforced: fields.enforce_admins === true,
      requiresApprovingReviews: reviews !== null,
      requiredApprovingReviewCount: reviews?.required_approving_review_count ?? 0,
      dismissesStaleReviews: reviews?.dismiss_stale_reviews ?? false,
      requiresCodeOwnerReviews: reviews?.require_code_owner_reviews ?? false,
      requireLastPushApproval: reviews?.require_last_push_approval ?? false,
      restrictsPushes: fields.restrictions !== null,
      requiresLinearHistory: fields.required_linear_history,
      allowsForcePushes: fields.allow_force_pushes === true,
      allowsDeletions: fields.allow_deletions,
      blocksCreations: fields.block_creations,
      requiresConversationResolution: fields.required_conversation_resolution,
      lockBranch: fields.lock_branch,
      lockAllowsFetchAndMerge: fields.allow_fork_syncing,
    });
    if (old === undefined) call.repo.protections.push(rule);
    return ok(restProtection(call.links, call.repo, rule).body);
  }),
  onRepository(`DELETE ${base}`, ['administration', 'write'], async (call) => {
    call.repo.protections.splice(call.repo.protections.indexOf(await find(call)), 1);
    return noContent;
  }),
  onRepository(`GET ${base}/required_status_checks`, ['administration', 'read'], async (call) => {
    const rule = await find(call);
    if (!rule.requiresStatusChecks) throw notFound('Required status checks not enabled');
    return ok(restProtection(call.links, call.repo, rule).statusChecks);
  }),
  onRepository(
    `GET ${base}/required_pull_request_reviews`,
    ['administration', 'read'],
    async (call) => {
      const rule = await find(call);
      if (!rule.requiresApprovingReviews) throw notFound('Pull request reviews not enabled');
      return ok(restProtection(call.links, call.repo, rule).reviews);
    },
  ),
  onRepository(`GET ${base}/enforce_admins`, ['administration', 'read'], async (call) =>
    ok(restProtection(call.links, call.repo, await find(call)).admins),
  ),
];
