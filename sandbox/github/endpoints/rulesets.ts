import { z } from 'zod';
import {
  created,
  itemOf,
  noContent,
  ok,
  onRepository,
  page,
  read,
  Refusal,
  type Endpoint,
  type RepositoryCall,
} from '../endpoint';
import { fullName, repoApi, repoWeb } from '../render/links';
import { bypassOf } from '../rules';
import type { Ruleset } from '../state';
import { githubActionsAppId } from '../tokens';
import { actorIds } from '../write-ref';

const input = z.object({
  name: z.string(),
  target: z.enum(['branch', 'tag', 'push']).default('branch'),
  enforcement: z.enum(['disabled', 'active', 'evaluate']),
  bypass_actors: z
    .array(
      z.object({
        actor_id: z.number().nullish(),
        actor_type: z.string(),
        bypass_mode: z.string().default('always'),
      }),
    )
    .default([]),
  conditions: z
    .object({
      ref_name: z
        .object({
          include: z.array(z.string()).default([]),
          exclude: z.array(z.string()).default([]),
        })
        .optional(),
    })
    .default({}),
  rules: z
    .array(z.object({ type: z.string(), parameters: z.record(z.string(), z.unknown()).optional() }))
    .default([]),
});

function render(call: RepositoryCall, ruleset: Ruleset, list = false): Record<string, unknown> {
  const { createdAt, updatedAt, rules, conditions, bypass_actors, ...rest } = ruleset;
  return {
    ...rest,
    source_type: 'Repository',
    source: fullName(call.repo),
    node_id: `RRS_${ruleset.id}`,
    created_at: createdAt,
    updated_at: updatedAt,
    current_user_can_bypass: bypassOf(ruleset, call.actor, actorIds(call.world, call.actor)),
    _links: {
      self: { href: `${repoApi(call.links, call.repo)}/rulesets/${ruleset.id}` },
      html: { href: `${repoWeb(call.links, call.repo)}/rules/${ruleset.id}` },
    },
    ...(list ? {} : { rules, conditions, bypass_actors }),
  };
}

const find = (call: RepositoryCall): Ruleset => itemOf(call, 'ruleset_id', call.repo.rulesets);

function check(call: RepositoryCall, fields: z.infer<typeof input>, own?: Ruleset): void {
  const errors: string[] = [];
  if (call.repo.rulesets.some((other) => other !== own && other.name === fields.name))
    errors.push('Name must be unique');
  // Reported by many who tried: the Actions app is not part of any organisation that could own a ruleset.
  if (
    fields.bypass_actors.some(
      (by) => by.actor_type === 'Integration' && by.actor_id === githubActionsAppId,
    )
  )
    errors.push(
      'Actor GitHub Actions integration must be part of the ruleset source or owner organization',
    );
  if (errors.length > 0) throw new Refusal(422, 'Validation Failed', errors);
}

function normal(fields: z.infer<typeof input>): Omit<Ruleset, 'id' | 'createdAt' | 'updatedAt'> {
  return {
    name: fields.name,
    target: fields.target,
    enforcement: fields.enforcement,
    bypass_actors: fields.bypass_actors.map((by) => ({ ...by, actor_id: by.actor_id ?? null })),
    conditions:
      fields.conditions.ref_name === undefined ? {} : { ref_name: fields.conditions.ref_name },
    rules: fields.rules.map(({ type, parameters }) =>
      parameters === undefined ? { type } : { type, parameters },
    ),
  };
}

/** Repository rulesets. https://docs.github.com/en/rest/repos/rules */
export const rulesetEndpoints: readonly Endpoint[] = [
  onRepository('GET /repos/{owner}/{repo}/rulesets', ['metadata', 'read'], (call) =>
    page(call.repo.rulesets.map((ruleset) => render(call, ruleset, true))),
  ),
  onRepository('POST /repos/{owner}/{repo}/rulesets', ['administration', 'write'], (call) => {
    const fields = read(call, input);
    check(call, fields);
    const now = call.world.now();
    const ruleset = { id: call.world.nextId(), ...normal(fields), createdAt: now, updatedAt: now };
    call.repo.rulesets.push(ruleset);
    return created(render(call, ruleset));
  }),
  onRepository('GET /repos/{owner}/{repo}/rulesets/{ruleset_id}', ['metadata', 'read'], (call) =>
    ok(render(call, find(call))),
  ),
  onRepository(
    'PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}',
    ['administration', 'write'],
    (call) => {
      const ruleset = find(call);
      const given = (call.body ?? {}) as Record<string, unknown>;
      const { id: _id, createdAt: _created, updatedAt: _updated, ...old } = ruleset;
      const fields = read({ ...call, body: { ...old, ...given } }, input);
      check(call, fields, ruleset);
      Object.assign(ruleset, normal(fields), { updatedAt: call.world.now() });
      return ok(render(call, ruleset));
    },
  ),
  onRepository(
    'DELETE /repos/{owner}/{repo}/rulesets/{ruleset_id}',
    ['administration', 'write'],
    (call) => {
      const ruleset = find(call);
      call.repo.rulesets.splice(call.repo.rulesets.indexOf(ruleset), 1);
      return noContent;
    },
  ),
];
