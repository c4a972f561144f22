import { protectionOf, PROTECTION_TYPES } from './protection';

const [CLASSIC = '', V3 = '', RULESET = '', ORGANIZATION = ''] = PROTECTION_TYPES;

type Props = Readonly<Record<string, unknown>>;

function read(type: string, props: Props) {
  return protectionOf({ type, name: 'it', urn: 'it', props });
}

/** What a protection says, as values. */
function said(type: string, props: Props) {
  const protection = read(type, props);
  if (protection === undefined) throw new Error('no protection');
  const { kind, checksProperty, repository, active, contexts } = protection;
  const { mergeQueue, reviews, forcePushes, deletions, bypass } = protection;
  const plain = { kind, checksProperty, repository, active, contexts };
  return { ...plain, mergeQueue, reviews, forcePushes, deletions, bypass };
}

const ruleset = (props: Props): Props => ({ target: 'branch', enforcement: 'active', ...props });

describe('what is no protection of a branch', () => {
  test.each<[string, string, Props]>([
    ['a ruleset of tags', RULESET, { target: 'tag' }],
    ['a ruleset of pushes', ORGANIZATION, { target: 'push' }],
    ['a ruleset without a target', RULESET, {}],
    ['any other resource', 'github:index/repository:Repository', { name: 'shop' }],
  ])('%s', (_name, type, props) => {
    expect(read(type, props)).toBeUndefined();
  });
});

describe('what a protection says', () => {
  const open = { kind: 'classic', checksProperty: 'requiredStatusChecks', active: true };
  const none = { contexts: [], mergeQueue: false, reviews: undefined };
  test.each<[string, string, Props, object]>([
    [
      'an empty classic one',
      CLASSIC,
      { repositoryId: 'shop' },
      {
        ...{ ...open, ...none, repository: 'shop' },
        ...{ forcePushes: false, deletions: false, bypass: ['administrators'] },
      },
    ],
    [
      'a full classic one',
      CLASSIC,
      {
        repositoryId: 'shop',
        enforceAdmins: true,
        allowsForcePushes: true,
        allowsDeletions: true,
        requiredStatusChecks: [{ contexts: ['a', 'b'] }, { contexts: ['c'] }],
        requiredPullRequestReviews: [
          { requiredApprovingReviewCount: 2, pullRequestBypassers: ['/octocat'] },
        ],
      },
      {
        ...{ ...open, ...none, repository: 'shop', contexts: ['a', 'b', 'c'], reviews: 2 },
        ...{ forcePushes: true, deletions: true, bypass: ['/octocat'] },
      },
    ],
    [
      'an empty one of version 3',
      V3,
      { repository: 'shop' },
      {
        ...{ ...open, ...none, repository: 'shop' },
        ...{ forcePushes: false, deletions: false, bypass: ['administrators'] },
      },
    ],
    [
      'a full one of version 3',
      V3,
      {
        repository: 'shop',
        enforceAdmins: true,
        requiredStatusChecks: { contexts: ['a'], checks: ['b:15368', 'c:-1', 'd', 'e:1 f'] },
        requiredPullRequestReviews: {},
      },
      {
        ...{ ...open, ...none, repository: 'shop', contexts: ['a', 'b', 'c', 'd', 'e:1 f'] },
        ...{ reviews: 0, forcePushes: false, deletions: false, bypass: [] },
      },
    ],
    [
      'an empty ruleset of an organization',
      ORGANIZATION,
      ruleset({}),
      {
        ...{ ...none, kind: 'ruleset', checksProperty: 'rules', repository: undefined },
        ...{ active: true, forcePushes: true, deletions: true, bypass: [] },
      },
    ],
    [
      'a full ruleset',
      RULESET,
      ruleset({
        repository: 'shop',
        bypassActors: [
          { actorId: 5, actorType: 'Team', bypassMode: 'always' },
          { actorId: '7', actorType: 'Integration', bypassMode: 'pull_request' },
          { actorType: 'OrganizationAdmin', bypassMode: 'exempt' },
          { actorId: '9' },
        ],
        rules: {
          nonFastForward: true,
          deletion: true,
          mergeQueue: {},
          pullRequest: { requiredApprovingReviewCount: 1 },
          requiredStatusChecks: { requiredChecks: [{ context: 'a' }, { context: 'b' }, {}] },
        },
      }),
      {
        ...{ kind: 'ruleset', checksProperty: 'rules', repository: 'shop', active: true },
        ...{ contexts: ['a', 'b'], mergeQueue: true, reviews: 1 },
        ...{ forcePushes: false, deletions: false },
        bypass: ['Team 5', 'OrganizationAdmin', 'actor 9'],
      },
    ],
  ])('%s', (_name, type, props, expected) => {
    expect(said(type, props)).toEqual(expected);
  });

  test.each([
    ['active', true],
    ['evaluate', false],
    ['disabled', false],
    [undefined, false],
  ])('a ruleset whose enforcement is %s', (enforcement, active) => {
    expect(read(RULESET, ruleset({ enforcement }))?.active).toBe(active);
  });
});

describe('the branches a protection covers', () => {
  const rules = (includes: readonly string[], excludes: readonly string[] = []) =>
    ruleset({ conditions: { refName: { includes, excludes } } });
  test.each<[string, string, Props, string, boolean]>([
    ['the branch of a pattern', CLASSIC, { pattern: 'release/*' }, 'release/1', true],
    ['no other branch', CLASSIC, { pattern: 'release/*' }, 'main', false],
    ['without a pattern none', CLASSIC, {}, 'main', false],
    ['the one of version 3', V3, { branch: 'main' }, 'main', true],
    ['no pattern in version 3', V3, { branch: 'm*' }, 'main', false],
    ['every branch', RULESET, rules(['~ALL']), 'x/y', true],
    ['the default branch', RULESET, rules(['~DEFAULT_BRANCH']), 'main', true],
    ['no other than the default branch', RULESET, rules(['~DEFAULT_BRANCH']), 'release', false],
    ['not the default branch', RULESET, rules(['~ALL'], ['~DEFAULT_BRANCH']), 'main', false],
    ['a ref', RULESET, rules(['refs/heads/main']), 'main', true],
    ['a name', RULESET, rules(['main']), 'main', true],
    ['one of several refs', RULESET, rules(['refs/heads/x', 'refs/heads/main']), 'main', true],
    ['no other ref', RULESET, rules(['refs/heads/main']), 'develop', false],
    ['no ref in a name', RULESET, rules(['x/refs/heads/main']), 'x/main', false],
    ['no tag', RULESET, rules(['refs/tags/main']), 'main', false],
    ['what is not taken out', RULESET, rules(['~ALL'], ['refs/heads/x']), 'main', true],
    ['not what is taken out', RULESET, rules(['~ALL'], ['refs/heads/x', 'main']), 'main', false],
    ['nothing without conditions', RULESET, ruleset({}), 'main', false],
  ])('%s', (_name, type, props, branch, expected) => {
    expect(read(type, props)?.covers(branch, () => branch === 'main')).toBe(expected);
  });
});

describe('the repositories a ruleset of the organization is about', () => {
  const about = (repositoryName: unknown) => ruleset({ conditions: { repositoryName } });
  test.each<[string, Props, boolean]>([
    ['all without a condition', ruleset({}), true],
    ['all', about({ includes: ['~ALL'], excludes: [] }), true],
    ['those of a pattern', about({ includes: ['sh*'] }), true],
    ['no others', about({ includes: ['blog'] }), false],
    ['not those taken out', about({ includes: ['~ALL'], excludes: ['shop'] }), false],
  ])('%s', (_name, props, expected) => {
    expect(read(RULESET, props)?.includes('acme/shop')).toBe(expected);
  });
});
