import { z } from 'zod';
import {
  created,
  noContent,
  notFound,
  onRepository,
  page,
  param,
  read,
  type Endpoint,
  type RepositoryCall,
} from '../endpoint';
import type { Webhook } from '../state';

const keys = '/repos/{owner}/{repo}/keys';
const hooks = '/repos/{owner}/{repo}/hooks';

const address = ({ links, repo }: RepositoryCall, path: string): string =>
  `${links.api}/repos/${repo.owner}/${repo.name}/${path}`;

/** Deploy keys: what else than people may push. https://docs.github.com/en/rest/deploy-keys/deploy-keys */
const keyEndpoints: readonly Endpoint[] = [
  onRepository(`GET ${keys}`, ['administration', 'read'], (call) =>
    page(call.repo.deployKeys.map((key) => renderKey(call, key))),
  ),
  onRepository(`POST ${keys}`, ['administration', 'write'], (call) => {
    const input = read(
      call,
      z.object({
        title: z.string().default(''),
        key: z.string().min(1),
        read_only: z.boolean().default(false),
      }),
    );
    const key = {
      ...{ id: call.world.nextId(), key: input.key, title: input.title },
      ...{ readOnly: input.read_only, createdAt: call.world.now() },
    };
    call.repo.deployKeys.push(key);
    return created(renderKey(call, key));
  }),
  onRepository(`DELETE ${keys}/{key_id}`, ['administration', 'write'], (call) => {
    removeOne(call.repo.deployKeys, Number(param(call, 'key_id')));
    return noContent;
  }),
];

function renderKey(
  call: RepositoryCall,
  { id, key, title, readOnly, createdAt }: RepositoryCall['repo']['deployKeys'][number],
): object {
  return {
    ...{ id, key, title, url: address(call, `keys/${id}`), verified: true },
    ...{ created_at: createdAt, read_only: readOnly, enabled: true },
  };
}

/** Webhooks: the addresses that GitHub sends events to. https://docs.github.com/en/rest/repos/webhooks */
const hookEndpoints: readonly Endpoint[] = [
  onRepository(`GET ${hooks}`, ['repository_hooks', 'read'], (call) =>
    page((call.repo.webhooks ?? []).map((hook) => renderHook(call, hook))),
  ),
  onRepository(`POST ${hooks}`, ['repository_hooks', 'write'], (call) => {
    const input = read(
      call,
      z.object({
        config: z.object({
          url: z.url(),
          content_type: z.enum(['json', 'form']).default('form'),
          secret: z.string().optional(),
          insecure_ssl: z.union([z.string(), z.number()]).default('0'),
        }),
        events: z.array(z.string()).default(['push']),
        active: z.boolean().default(true),
      }),
    );
    const now = call.world.now();
    const hook: Webhook = {
      ...{ id: call.world.nextId(), active: input.active, events: input.events },
      ...{ url: input.config.url, contentType: input.config.content_type },
      ...{ hasSecret: input.config.secret !== undefined, createdAt: now },
      insecureSsl: String(input.config.insecure_ssl),
    };
    (call.repo.webhooks ??= []).push(hook);
    return created(renderHook(call, hook));
  }),
  onRepository(`DELETE ${hooks}/{hook_id}`, ['repository_hooks', 'write'], (call) => {
    removeOne(call.repo.webhooks ?? [], Number(param(call, 'hook_id')));
    return noContent;
  }),
];

/** GitHub shows that a webhook has a secret, by asterisks, and never the secret. */
function renderHook(call: RepositoryCall, hook: Webhook): object {
  const url = address(call, `hooks/${hook.id}`);
  return {
    ...{ type: 'Repository', id: hook.id, name: 'web', active: hook.active, events: hook.events },
    config: {
      ...{ url: hook.url, content_type: hook.contentType, insecure_ssl: hook.insecureSsl },
      ...(hook.hasSecret ? { secret: '********' } : {}),
    },
    ...{ created_at: hook.createdAt, updated_at: hook.createdAt, url },
    ...{ test_url: `${url}/test`, ping_url: `${url}/pings`, deliveries_url: `${url}/deliveries` },
    last_response: { code: null, status: 'unused', message: null },
  };
}

function removeOne(list: { readonly id: number }[], id: number): void {
  const index = list.findIndex((one) => one.id === id);
  if (index === -1) throw notFound();
  list.splice(index, 1);
}

/** What may act on a repository beside its people. */
export const accessEndpoints: readonly Endpoint[] = [...keyEndpoints, ...hookEndpoints];
