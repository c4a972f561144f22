import { type EffectiveRule } from '../merging/effective-rule';
import { type ProtectionFacts } from './facts';
import { type ClassicSwitches, protectionFacts } from './protection-facts';

const rule = (type: string, parameters: EffectiveRule['parameters'] = {}): EffectiveRule => ({
  type,
  parameters,
  source: 'ruleset 1 of acme/orders',
});
const classic: ClassicSwitches = {
  blocksDeletion: false,
  blocksForcePushes: false,
  bindsAdministrators: true,
  dismissesStale: false,
  lastPushApproval: false,
};
const reviews = (parameters: EffectiveRule['parameters']) => rule('pull_request', parameters);

test.each<[string, readonly EffectiveRule[], Partial<ProtectionFacts>]>([
  ['deletion', [rule('deletion')], { blocksDeletion: true, blocksForcePushes: false }],
  ['force pushes', [rule('non_fast_forward')], { blocksForcePushes: true, blocksDeletion: false }],
  ['pull requests', [reviews({})], { requiresPullRequest: true, approvals: 0 }],
  [
    'the most approvals of two rules',
    [
      reviews({ required_approving_review_count: 2 }),
      reviews({ required_approving_review_count: 1 }),
    ],
    { approvals: 2 },
  ],
  ['code owners', [reviews({ require_code_owner_review: true })], { codeOwnerReview: true }],
  ['stale approvals', [reviews({ dismiss_stale_reviews_on_push: true })], { dismissesStale: true }],
  ['the last push', [reviews({ require_last_push_approval: true })], { lastPushApproval: true }],
  [
    'checks',
    [
      rule('required_status_checks', {
        required_status_checks: [{ context: 'ci' }],
        strict_required_status_checks_policy: true,
      }),
    ],
    { requiresChecks: true, upToDate: true },
  ],
  [
    'no check',
    [rule('required_status_checks', { required_status_checks: [] })],
    { requiresChecks: false, upToDate: false },
  ],
])('rules: %s', (_name, rules, expected) => {
  expect(protectionFacts(rules, [], undefined)).toMatchObject(expected);
});

test.each<[string, readonly (boolean | undefined)[], ClassicSwitches | undefined, unknown]>([
  ['no rules at all', [], undefined, false],
  ['nobody', [false], undefined, true],
  ['someone, of one ruleset', [false, true], undefined, false],
  ['not shown', [false, undefined], undefined, undefined],
  ['someone, and not shown', [true, undefined], undefined, false],
  ['administrators', [false], { ...classic, bindsAdministrators: false }, false],
  ['nobody, by classic protection', [], classic, true],
])('who may bypass: %s', (_name, canBypass, switches, expected) => {
  expect(protectionFacts([], canBypass, switches).bindsEveryone).toBe(expected);
});

test('classic protection says by switches what rulesets say by rules', () => {
  const all = protectionFacts([], [], {
    ...classic,
    blocksDeletion: true,
    blocksForcePushes: true,
    dismissesStale: true,
    lastPushApproval: true,
  });
  expect(all).toMatchObject({
    blocksDeletion: true,
    blocksForcePushes: true,
    dismissesStale: true,
    lastPushApproval: true,
  });
  expect(protectionFacts([], [], classic)).toMatchObject({
    blocksDeletion: false,
    blocksForcePushes: false,
  });
});
