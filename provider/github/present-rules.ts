import { z } from 'zod';
import { classicRules, type EffectiveRule } from '../../core/merging/effective-rule';
import { type GitHubClient } from './client';
import { GitHubFailure } from './failure';

/** A rule of a ruleset as GitHub lists it for a branch. https://docs.github.com/en/rest/repos/rules#get-rules-for-a-branch */
export const listedRule = z.object({
  type: z.string(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  ruleset_id: z.int().optional(),
  ruleset_source: z.string().optional(),
  ruleset_source_type: z.string().optional(),
});

export type ListedRule = z.infer<typeof listedRule>;

export const rulesRoute = 'GET /repos/{owner}/{repo}/rules/branches/{branch}';

/** A rule of a ruleset in the form that all rules are judged in. */
export function effectiveRule({ type, parameters = {}, ...from }: ListedRule): EffectiveRule {
  return { type, parameters, source: rulesetSource(from) };
}

/** `ruleset 7 of acme/orders`. */
const rulesetSource = ({
  ruleset_id: id,
  ruleset_source: source,
}: Pick<ListedRule, 'ruleset_id' | 'ruleset_source'>): string =>
  `ruleset ${id ?? ''} of ${source ?? 'the repository'}`;

const toggle = z.object({ enabled: z.boolean() }).optional();

/** Classic protection of a branch, as far as its rules can refuse something. */
export const classicProtection = z.object({
  required_status_checks: z
    .object({
      strict: z.boolean().optional(),
      contexts: z.array(z.string()).optional(),
      checks: z.array(z.object({ context: z.string(), app_id: z.number().nullish() })).optional(),
    })
    .nullish(),
  required_pull_request_reviews: z.record(z.string(), z.unknown()).nullish(),
  restrictions: z.unknown().optional(),
  required_linear_history: toggle,
  required_signatures: toggle,
  lock_branch: toggle,
  enforce_admins: toggle,
});

const pageSize = 100;

/**
 * Every rule in effect on a branch that the credential may see; classic protection shows its rules to administrators
 * alone, and a plan without rules has none.
 *
 * @throws GitHubFailure where GitHub does not answer.
 */
export async function readPresentRules(
  client: GitHubClient,
  repo: string,
  branch: string,
): Promise<readonly EffectiveRule[]> {
  const place = { owner: client.connection.owner, repo, branch };
  const shown = async <T>(schema: z.ZodType<T>, route: string, more = {}): Promise<T | undefined> =>
    client.rest(schema, route, { ...place, ...more }).catch((error: unknown) => {
      if (error instanceof GitHubFailure && error.kind !== 'uncertain') return undefined;
      throw error;
    });
  const found: ListedRule[] = [];
  for (let page = 1; ; page += 1) {
    const more = await shown(z.array(listedRule), rulesRoute, { per_page: pageSize, page });
    found.push(...(more ?? []));
    if ((more ?? []).length < pageSize) break;
  }
  const route = 'GET /repos/{owner}/{repo}/branches/{branch}';
  const isProtected = z.object({
    protection: z.object({ enabled: z.boolean().optional() }).optional(),
  });
  const seen = await shown(isProtected, route);
  const classic =
    seen?.protection?.enabled === true
      ? await shown(classicProtection, `${route}/protection`)
      : undefined;
  return [
    ...found.map(effectiveRule),
    ...(classic === undefined ? [] : classicRules(classic, branch)),
  ];
}
