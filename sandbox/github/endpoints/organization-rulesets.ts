import { z } from 'zod';
import {
  created,
  itemOf,
  noContent,
  notFound,
  ok,
  onWorld,
  page,
  param,
  read,
  Refusal,
  type Call,
  type Endpoint,
} from '../endpoint';
import type { OrganizationRuleset } from '../state';
import { hasPermission } from '../tokens';
import { keptRuleset, refName, refuseRuleset, renderedRuleset, rulesetFields } from './rulesets';

const input = z.object({
  ...rulesetFields,
  conditions: z.object({
    ref_name: refName,
    repository_name: z.object({
      include: z.array(z.string()).default([]),
      exclude: z.array(z.string()).default([]),
      protected: z.boolean().optional(),
    }),
  }),
});

/** Login of the organization, as far as the actor may manage it. @throws Refusal as GitHub does otherwise. */
function administered({ world, actor, ...call }: Call): string {
  const account = world.findAccount(param({ world, actor, ...call }, 'org'));
  const isOwner =
    actor.kind === 'classic' && actor.role === 'admin' && actor.scopes?.includes('admin:org');
  if (account?.type !== 'Organization') throw notFound();
  if (actor.kind === 'classic' && isOwner !== true) throw notFound();
  if (actor.kind !== 'classic' && !hasPermission(actor, 'organization_administration', 'write'))
    throw new Refusal(403, 'Resource not accessible by integration', undefined, {
      'x-accepted-github-permissions': 'organization_administration=write',
    });
  // Seen in GitHub's documentation alone: the rule on workflows is one of Enterprise Cloud.
  if (account.plan !== undefined && account.plan !== 'enterprise')
    throw new Refusal(403, 'Upgrade to GitHub Enterprise to enable this feature.');
  return account.login;
}

function kept({ conditions, ...fields }: z.infer<typeof input>) {
  const { ref_name, repository_name: names } = conditions;
  const { include, exclude } = names;
  return keptRuleset({
    ...fields,
    conditions: {
      ...(ref_name === undefined ? {} : { ref_name }),
      repository_name: {
        include,
        exclude,
        ...(names.protected === undefined ? {} : { protected: names.protected }),
      },
    },
  });
}

/** Rulesets of an organization, which name repositories. https://docs.github.com/en/rest/orgs/rules */
export const organizationRulesetEndpoints: readonly Endpoint[] = [
  onWorld('GET /orgs/{org}/rulesets', (call) => {
    const all = call.world.organizationRulesets(administered(call));
    return page(all.map((ruleset) => renderedRuleset(call, ruleset, undefined, true)));
  }),
  onWorld('POST /orgs/{org}/rulesets', (call) => {
    const owner = administered(call);
    const all = call.world.organizationRulesets(owner);
    const fields = read(call, input);
    refuseRuleset(fields, all);
    const now = call.world.now();
    const ruleset: OrganizationRuleset = {
      ...{ id: call.world.nextId(), owner, createdAt: now, updatedAt: now },
      ...kept(fields),
    };
    all.push(ruleset);
    return created(renderedRuleset(call, ruleset, undefined));
  }),
  onWorld('GET /orgs/{org}/rulesets/{ruleset_id}', (call) =>
    ok(renderedRuleset(call, found(call), undefined)),
  ),
  onWorld('PUT /orgs/{org}/rulesets/{ruleset_id}', (call) => {
    const ruleset = found(call);
    const given = (call.body ?? {}) as Record<string, unknown>;
    const fields = read({ ...call, body: { ...ruleset, ...given } }, input);
    refuseRuleset(fields, call.world.organizationRulesets(ruleset.owner), ruleset);
    Object.assign(ruleset, kept(fields), { updatedAt: call.world.now() });
    return ok(renderedRuleset(call, ruleset, undefined));
  }),
  onWorld('DELETE /orgs/{org}/rulesets/{ruleset_id}', (call) => {
    const ruleset = found(call);
    const all = call.world.organizationRulesets(ruleset.owner);
    all.splice(all.indexOf(ruleset), 1);
    return noContent;
  }),
];

const found = (call: Call): OrganizationRuleset =>
  itemOf(call, 'ruleset_id', call.world.organizationRulesets(administered(call)));
