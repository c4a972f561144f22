import { z } from 'zod';
import { classicRules } from '../../core/merging/effective-rule';
import { type ProtectionFacts, type Sourced } from '../../core/posture/facts';
import { type ClassicSwitches, protectionFacts } from '../../core/posture/protection-facts';
import { classicProtection, effectiveRule, listedRule } from '../../provider/github/present-rules';
import { type ReadingGitHub } from '../../provider/github/reading-github';
import { sourced } from './source';

const branchSchema = z.object({
  protection: z.object({ enabled: z.boolean().optional() }).optional(),
});
const rulesetSchema = z.object({ bypass_actors: z.array(z.unknown()).optional() });
const toggle = z.object({ enabled: z.boolean() }).optional();
const switches = z.object({
  allow_deletions: toggle,
  allow_force_pushes: toggle,
  enforce_admins: toggle,
  required_pull_request_reviews: z
    .object({
      dismiss_stale_reviews: z.boolean().optional(),
      require_last_push_approval: z.boolean().optional(),
    })
    .nullish(),
});

/** How the branch is protected: its rules, who may bypass their rulesets, and classic protection where there is one. */
export async function readProtection(
  github: ReadingGitHub,
  base: string,
  branch: string,
): Promise<Sourced<ProtectionFacts>> {
  const ref = encodeURIComponent(branch);
  const path = `${base}/rules/branches/${ref}`;
  return sourced(path, async () => {
    const listed = z.array(listedRule).parse(await github.list(path));
    const rulesets = new Set(
      listed.flatMap(({ ruleset_id: id }) => (id === undefined ? [] : [id])),
    );
    const canBypass = await Promise.all(
      [...rulesets].map(async (id) => {
        const found = await github.find(`${base}/rulesets/${id}`);
        const actors = rulesetSchema.parse(found ?? {}).bypass_actors;
        return actors === undefined ? undefined : actors.length > 0;
      }),
    );
    const seen = branchSchema.parse(await github.get(`${base}/branches/${ref}`));
    const classic =
      seen.protection?.enabled === true
        ? await github.get(`${base}/branches/${ref}/protection`)
        : undefined;
    const rules = [
      ...listed.map(effectiveRule),
      ...(classic === undefined ? [] : classicRules(classicProtection.parse(classic), branch)),
    ];
    return protectionFacts(
      rules,
      canBypass,
      classic === undefined ? undefined : ofClassic(classic),
    );
  });
}

function ofClassic(found: unknown): ClassicSwitches {
  const value = switches.parse(found);
  const reviews = value.required_pull_request_reviews;
  return {
    blocksDeletion: value.allow_deletions?.enabled === false,
    blocksForcePushes: value.allow_force_pushes?.enabled === false,
    bindsAdministrators: value.enforce_admins?.enabled === true,
    dismissesStale: reviews?.dismiss_stale_reviews === true,
    lastPushApproval: reviews?.require_last_push_approval === true,
  };
}
