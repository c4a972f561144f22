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
  type Call,
  type Endpoint,
  type RepositoryCall,
} from '../endpoint';
import { fullName, repoApi, repoWeb } from '../render/links';
import { bypassOf } from '../rules';
import type { RepositoryState, Ruleset } from '../state';
import { githubActionsAppId } from '../tokens';
import { actorIds } from '../write-ref';

/** Fields of a ruleset that a request sets, but for the repositories that an organization's is about. */
export const rulesetFields = {
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
  rules: z
    .array(z.object({ type: z.string(), parameters: z.record(z.string(), z.unknown()).optional() }))
    .default([]),
};
export const refName = z
  .object({
    include: z.array(z.string()).default([]),
    exclude: z.array(z.string()).default([]),
  })
  .optional();

const input = z.object({
  ...rulesetFields,
  conditions: z.object({ ref_name: refName }).default({}),
});

/** A ruleset as GitHub shows it, of the repository or of its organization. */
export function renderedRuleset(
  { links, world, actor }: Pick<Call, 'links' | 'world' | 'actor'>,
  ruleset: Ruleset,
  repo: RepositoryState | undefined,
  list = false,
): Record<string, unknown> {
  const { createdAt, updatedAt, rules, conditions, bypass_actors, ...rest } = ruleset;
  const isInherited = 'owner' in ruleset;
  const owner = isInherited ? String(ruleset.owner) : (repo?.owner ?? '');
  const isOwn = repo !== undefined && !isInherited;
  const [api, web] = isOwn
    ? [`${repoApi(links, repo)}/rulesets`, `${repoWeb(links, repo)}/rules`]
    : [`${links.api}/orgs/${owner}/rulesets`, `${links.web}/organizations/${owner}/settings/rules`];
  return {
    ...rest,
    source_type: isOwn ? 'Repository' : 'Organization',
    source: isOwn ? fullName(repo) : owner,
    node_id: `RRS_${ruleset.id}`,
    created_at: createdAt,
    updated_at: updatedAt,
    current_user_can_bypass: bypassOf(ruleset, actor, actorIds(world, actor)),
    _links: {
      self: { href: `${api}/${ruleset.id}` },
      html: { href: `${web}/${ruleset.id}` },
    },
    ...(list ? {} : { rules, conditions, bypass_actors }),
  };
}

const render = (call: RepositoryCall, ruleset: Ruleset, list = false): Record<string, unknown> =>
  renderedRuleset(call, ruleset, call.repo, list);

const find = (call: RepositoryCall): Ruleset => itemOf(call, 'ruleset_id', call.repo.rulesets);

/** @throws Refusal where GitHub refuses a ruleset beside others of the same source. */
export function refuseRuleset(
  fields: Pick<z.infer<typeof input>, 'name' | 'bypass_actors'>,
  others: readonly Ruleset[],
  own?: Ruleset,
): void {
  const errors: string[] = [];
  if (others.some((other) => other !== own && other.name === fields.name))
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

/** What is kept of a request's ruleset. */
export function keptRuleset<C extends Ruleset['conditions']>(
  fields: Omit<z.infer<typeof input>, 'conditions'> & { readonly conditions: C },
) {
  return {
    name: fields.name,
    target: fields.target,
    enforcement: fields.enforcement,
    bypass_actors: fields.bypass_actors.map((by) => ({ ...by, actor_id: by.actor_id ?? null })),
    conditions: fields.conditions,
    rules: fields.rules.map(({ type, parameters }) =>
      parameters === undefined ? { type } : { type, parameters },
    ),
  };
}

const normal = ({ conditions, ...fields }: z.infer<typeof input>) =>
  keptRuleset({
    ...fields,
    conditions: conditions.ref_name === undefined ? {} : { ref_name: conditions.ref_name },
  });

/** Repository rulesets. https://docs.github.com/en/rest/repos/rules */
export const rulesetEndpoints: readonly Endpoint[] = [
  onRepository('GET /repos/{owner}/{repo}/rulesets', ['metadata', 'read'], (call) =>
    page(
      (call.query.get('includes_parents') === 'false'
        ? call.repo.rulesets
        : call.world.rulesetsOf(call.repo)
      ).map((ruleset) => render(call, ruleset, true)),
    ),
  ),
  onRepository('POST /repos/{owner}/{repo}/rulesets', ['administration', 'write'], (call) => {
    const fields = read(call, input);
    refuseRuleset(fields, call.repo.rulesets);
    const now = call.world.now();
    const ruleset = { id: call.world.nextId(), ...normal(fields), createdAt: now, updatedAt: now };
    call.repo.rulesets.push(ruleset);
    return created(render(call, ruleset));
  }),
  onRepository('GET /repos/{owner}/{repo}/rulesets/{ruleset_id}', ['metadata', 'read'], (call) =>
    ok(render(call, itemOf(call, 'ruleset_id', call.world.rulesetsOf(call.repo)))),
  ),
  onRepository(
    'PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}',
    ['administration', 'write'],
    (call) => {
      const ruleset = find(call);
      const given = (call.body ?? {}) as Record<string, unknown>;
      const { id: _id, createdAt: _created, updatedAt: _updated, ...old } = ruleset;
      const fields = read({ ...call, body: { ...old, ...given } }, input);
      refuseRuleset(fields, call.repo.rulesets, ruleset);
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
