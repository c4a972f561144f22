import { z } from 'zod';
import {
  noContent,
  notFound,
  ok,
  onRepository,
  page,
  read,
  Refusal,
  idParam,
  type Endpoint,
} from '../endpoint';
import { fullName, repoApi } from '../render/links';

const base = '/repos/{owner}/{repo}/actions';

/** What Actions may do in a repository. https://docs.github.com/en/rest/actions/permissions */
export const actionsPermissionEndpoints: readonly Endpoint[] = [
  onRepository(`GET ${base}/permissions`, ['administration', 'read'], (call) => {
    const { enabled, allowedActions, shaPinningRequired } = call.repo.actionsPermissions;
    if (!enabled) return ok({ enabled });
    return ok({
      enabled,
      allowed_actions: allowedActions,
      sha_pinning_required: shaPinningRequired,
      ...(allowedActions === 'selected'
        ? {
            selected_actions_url: `${repoApi(call.links, call.repo)}/actions/permissions/selected-actions`,
          }
        : {}),
    });
  }),
  onRepository(`PUT ${base}/permissions`, ['administration', 'write'], (call) => {
    const fields = read(
      call,
      z.object({
        enabled: z.boolean(),
        allowed_actions: z.enum(['all', 'local_only', 'selected']).optional(),
        sha_pinning_required: z.boolean().optional(),
      }),
    );
    const permissions = call.repo.actionsPermissions;
    permissions.enabled = fields.enabled;
    permissions.allowedActions = fields.allowed_actions ?? permissions.allowedActions;
    permissions.shaPinningRequired = fields.sha_pinning_required ?? permissions.shaPinningRequired;
    return noContent;
  }),
  onRepository(`GET ${base}/permissions/selected-actions`, ['administration', 'read'], (call) => {
    if (call.repo.actionsPermissions.allowedActions !== 'selected')
      throw new Refusal(409, 'Conflict: allowed_actions is not "selected"');
    return ok(call.repo.actionsPermissions.selected);
  }),
  onRepository(`PUT ${base}/permissions/selected-actions`, ['administration', 'write'], (call) => {
    if (call.repo.actionsPermissions.allowedActions !== 'selected')
      throw new Refusal(409, 'Conflict: allowed_actions is not "selected"');
    call.repo.actionsPermissions.selected = read(
      call,
      z.object({
        github_owned_allowed: z.boolean().default(false),
        verified_allowed: z.boolean().default(false),
        patterns_allowed: z.array(z.string()).default([]),
      }),
    );
    return noContent;
  }),
  onRepository(`GET ${base}/permissions/access`, ['administration', 'read'], (call) =>
    ok({ access_level: call.repo.actionsPermissions.accessLevel }),
  ),
  onRepository(`GET ${base}/permissions/workflow`, ['administration', 'read'], (call) =>
    ok({
      default_workflow_permissions: call.repo.actionsPermissions.defaultWorkflowPermissions,
      can_approve_pull_request_reviews: call.repo.actionsPermissions.canApprovePullRequestReviews,
    }),
  ),
  onRepository(`PUT ${base}/permissions/workflow`, ['administration', 'write'], (call) => {
    const fields = read(
      call,
      z.object({
        default_workflow_permissions: z.enum(['read', 'write']).optional(),
        can_approve_pull_request_reviews: z.boolean().optional(),
      }),
    );
    const permissions = call.repo.actionsPermissions;
    permissions.defaultWorkflowPermissions =
      fields.default_workflow_permissions ?? permissions.defaultWorkflowPermissions;
    permissions.canApprovePullRequestReviews =
      fields.can_approve_pull_request_reviews ?? permissions.canApprovePullRequestReviews;
    return noContent;
  }),
];

/** Caches and their limits. https://docs.github.com/en/rest/actions/cache */
export const cacheEndpoints: readonly Endpoint[] = [
  onRepository(`GET ${base}/cache/usage`, ['actions', 'read'], (call) =>
    ok({
      full_name: fullName(call.repo),
      active_caches_size_in_bytes: call.repo.caches.reduce((sum, one) => sum + one.sizeInBytes, 0),
      active_caches_count: call.repo.caches.length,
    }),
  ),
  onRepository(`GET ${base}/caches`, ['actions', 'read'], (call) => {
    const ref = call.query.get('ref');
    const key = call.query.get('key');
    const caches = call.repo.caches
      .filter(
        (one) => (ref === null || one.ref === ref) && (key === null || one.key.startsWith(key)),
      )
      .map(renderCache);
    return page(caches, 'actions_caches');
  }),
  onRepository(`DELETE ${base}/caches`, ['actions', 'write'], (call) => {
    const ref = call.query.get('ref');
    const key = call.query.get('key');
    if (key === null) throw new Refusal(422, 'Invalid request.\n\n"key" wasn\'t supplied.');
    const gone = call.repo.caches.filter(
      (one) => one.key === key && (ref === null || one.ref === ref),
    );
    if (gone.length === 0) throw notFound();
    for (const one of gone) call.repo.caches.splice(call.repo.caches.indexOf(one), 1);
    return ok({ total_count: gone.length, actions_caches: gone.map(renderCache) });
  }),
  onRepository(`DELETE ${base}/caches/{cache_id}`, ['actions', 'write'], (call) => {
    const id = idParam(call, 'cache_id');
    const index = call.repo.caches.findIndex((one) => one.id === id);
    if (index === -1) throw notFound();
    call.repo.caches.splice(index, 1);
    return noContent;
  }),
  onRepository(`GET ${base}/cache/retention-limit`, ['administration', 'read'], (call) =>
    ok({ max_cache_retention_days: call.repo.cacheRetentionDays }),
  ),
  onRepository(`PUT ${base}/cache/retention-limit`, ['administration', 'write'], (call) => {
    const schema = z.object({ max_cache_retention_days: z.number().int().min(1) });
    call.repo.cacheRetentionDays = read(call, schema).max_cache_retention_days;
    return noContent;
  }),
  onRepository(`GET ${base}/cache/storage-limit`, ['administration', 'read'], (call) =>
    ok({ max_cache_size_gb: call.repo.cacheStorageGb }),
  ),
  onRepository(`PUT ${base}/cache/storage-limit`, ['administration', 'write'], (call) => {
    const schema = z.object({ max_cache_size_gb: z.number().int().min(1) });
    call.repo.cacheStorageGb = read(call, schema).max_cache_size_gb;
    return noContent;
  }),
];

function renderCache(cache: {
  id: number;
  ref: string;
  key: string;
  version: string;
  sizeInBytes: number;
  lastAccessedAt: string;
  createdAt: string;
}): Record<string, unknown> {
  return {
    id: cache.id,
    ref: cache.ref,
    key: cache.key,
    version: cache.version,
    last_accessed_at: cache.lastAccessedAt,
    created_at: cache.createdAt,
    size_in_bytes: cache.sizeInBytes,
  };
}
