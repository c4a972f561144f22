import { judgeResource, resourceFindings, unknown, UNSURE } from '../../fixtures/judge';
import { protectionStrength } from './protection-strength';

type Props = Readonly<Record<string, unknown>>;

const CLASSIC = 'github:index/branchProtection:BranchProtection';
const V3 = 'github:index/branchProtectionV3:BranchProtectionV3';
const RULESET = 'github:index/repositoryRuleset:RepositoryRuleset';

const classic = (difference: Props = {}): Props => ({
  repositoryId: 'shop',
  pattern: 'main',
  enforceAdmins: true,
  requiredPullRequestReviews: [{ requiredApprovingReviewCount: 1 }],
  ...difference,
});
const rules = {
  nonFastForward: true,
  deletion: true,
  pullRequest: { requiredApprovingReviewCount: 1 },
  requiredStatusChecks: { requiredChecks: [{ context: 'CI Success' }] },
};
const ruleset = (difference: Props = {}, props: Props = {}): Props => ({
  repository: 'shop',
  target: 'branch',
  enforcement: 'active',
  rules: { ...rules, ...difference },
  ...props,
});
const reviews = (count: number, pullRequestBypassers: readonly string[] = []): Props => ({
  requiredPullRequestReviews: [{ requiredApprovingReviewCount: count, pullRequestBypassers }],
});
const actor = (bypassMode: string): Props => ({
  bypassActors: [{ actorId: 5, actorType: 'Team', bypassMode }],
});
const noChecks = { requiredStatusChecks: undefined };
const passes = (who: string) => [`the rules do not apply to ${who}`];
const force = ['force pushes are allowed'];
const gone = ['the branch may be deleted'];
const unreviewed = ['0 approving reviews are required, fewer than 1'];
const idle = ['the ruleset is not enforced'];

test.each<[string, string, Props, readonly string[]]>([
  ['a strict protection', CLASSIC, classic(), []],
  ['administrators excepted', CLASSIC, classic({ enforceAdmins: false }), passes('administrators')],
  ['a user who needs no review', CLASSIC, classic(reviews(1, ['/octocat'])), passes('/octocat')],
  ['force pushes', CLASSIC, classic({ allowsForcePushes: true }), force],
  ['deletion', CLASSIC, classic({ allowsDeletions: true }), gone],
  ['no reviews', CLASSIC, classic({ requiredPullRequestReviews: [] }), unreviewed],
  ['reviews that need no approval', CLASSIC, classic(reviews(0)), unreviewed],
  ['a strict protection of version 3', V3, classic({ branch: 'main' }), []],
  ['a protection of version 3 without reviews', V3, { enforceAdmins: true }, unreviewed],
  ['a strict ruleset', RULESET, ruleset(), []],
  ['a ruleset that is only evaluated', RULESET, ruleset({}, { enforcement: 'evaluate' }), idle],
  ['a ruleset that is off', RULESET, ruleset({}, { enforcement: 'disabled' }), idle],
  ['an actor that always passes', RULESET, ruleset({}, actor('always')), passes('Team 5')],
  ['an actor that is exempt', RULESET, ruleset({}, actor('exempt')), passes('Team 5')],
  ['an actor that passes by a pull request', RULESET, ruleset({}, actor('pull_request')), []],
  ['a ruleset that lets history be rewritten', RULESET, ruleset({ nonFastForward: false }), force],
  ['a ruleset that lets the branch be deleted', RULESET, ruleset({ deletion: undefined }), gone],
  ['a ruleset without reviews', RULESET, ruleset({ pullRequest: undefined }), unreviewed],
  [
    'a ruleset without a check, which leaves the rest to another',
    RULESET,
    ruleset({ ...noChecks, nonFastForward: false, deletion: false, pullRequest: undefined }),
    [],
  ],
  [
    'a ruleset without a check that someone passes all the same',
    RULESET,
    ruleset(noChecks, actor('always')),
    passes('Team 5'),
  ],
  ['a ruleset of tags', RULESET, { target: 'tag', enforcement: 'disabled' }, []],
  [
    'everything at once',
    CLASSIC,
    { pattern: 'main', allowsForcePushes: true, allowsDeletions: true },
    [...passes('administrators'), ...force, ...gone, ...unreviewed],
  ],
])('%s', (_name, type, props, expected) => {
  expect(judgeResource(protectionStrength, { type, props })).toEqual(expected);
});

test.each<[string, Props, object, readonly string[]]>([
  ['ask for two', {}, { reviews: 2 }, ['1 approving reviews are required, fewer than 2']],
  ['ask for none', { requiredPullRequestReviews: [] }, { reviews: 0 }, []],
  ['accept the actor', { enforceAdmins: false }, { allowedBypass: ['administrators'] }, []],
  [
    'accept another actor',
    { enforceAdmins: false },
    { allowedBypass: ['Team 5'] },
    passes('administrators'),
  ],
])('the settings %s', (_name, difference, settings, expected) => {
  const resource = { type: CLASSIC, props: classic(difference) };
  expect(judgeResource(protectionStrength, resource, settings)).toEqual(expected);
});

describe('in a preview', () => {
  const lax = { ...rules, deletion: false };
  test.each<[string, string, Props, readonly string[]]>([
    ['a target that is unknown', RULESET, unknown(['target'], ruleset()), [UNSURE]],
    ['an unknown enforcement', RULESET, unknown(['enforcement'], ruleset()), [UNSURE]],
    [
      'unknown actors hide no other fault',
      RULESET,
      unknown(['bypassActors'], ruleset(lax)),
      [...gone, UNSURE],
    ],
    [
      'unknown checks: what is well anyway does not wait for them',
      RULESET,
      ruleset({}, { rules: unknown(['requiredStatusChecks'], rules) }),
      [],
    ],
    [
      'unknown checks: what may be left to another ruleset does',
      RULESET,
      ruleset({}, { rules: unknown(['requiredStatusChecks'], lax) }),
      [UNSURE],
    ],
    [
      'unknown reviews hide no other fault',
      CLASSIC,
      unknown(['requiredPullRequestReviews'], classic({ allowsDeletions: true })),
      [...gone, UNSURE],
    ],
    ['an unknown pattern', CLASSIC, unknown(['pattern'], classic()), []],
    [
      'an unknown pattern hides no fault',
      CLASSIC,
      unknown(['pattern'], classic({ allowsDeletions: true })),
      gone,
    ],
    [
      'an unknown branch hides no fault',
      V3,
      unknown(['branch'], classic({ enforceAdmins: false })),
      passes('administrators'),
    ],
  ])('%s', (_name, type, props, expected) => {
    expect(judgeResource(protectionStrength, { type, props })).toEqual(expected);
  });
});

test.each<[string, string, Props, string | undefined, string]>([
  [
    'administrators',
    CLASSIC,
    classic({ enforceAdmins: false }),
    'branch main',
    'set enforceAdmins: true and remove bypassers',
  ],
  [
    'force',
    CLASSIC,
    classic({ allowsForcePushes: true }),
    'branch main',
    'set allowsForcePushes: false',
  ],
  [
    'deletion',
    CLASSIC,
    classic({ allowsDeletions: true }),
    'branch main',
    'set allowsDeletions: false',
  ],
  [
    'version 3',
    V3,
    { branch: 'dev', enforceAdmins: true },
    'branch dev',
    'require 1 approving reviews',
  ],
  [
    'actors',
    RULESET,
    ruleset({}, actor('always')),
    undefined,
    'remove them from bypassActors or set bypassMode to pull_request',
  ],
  [
    'force',
    RULESET,
    ruleset({ nonFastForward: false }),
    undefined,
    'set rules.nonFastForward: true',
  ],
  ['deletion', RULESET, ruleset({ deletion: false }), undefined, 'set rules.deletion: true'],
])(
  'a finding names the branch and a fix of its kind: %s on %s',
  (_name, type, props, file, fix) => {
    const found = resourceFindings(protectionStrength, { type, props });
    expect(found.map((item) => [item.file, item.fix])).toEqual([[file, fix]]);
  },
);
