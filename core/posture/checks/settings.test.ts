import { fullProtection, postureExample, postureOfFiles, sourcedExample } from '../example-facts';
import { type PostureFacts, type ProtectionFacts } from '../facts';
import { type Verdict } from '../check';
import { postureChecks } from '.';

const verdictOf = (name: string, facts: PostureFacts): Verdict => {
  const check = postureChecks.find((one) => one.name === name);
  if (check === undefined) throw new Error(`no check ${name}`);
  return check.judge(facts, { secretDays: 365 });
};
const scoreOf = (verdict: Verdict): number | string =>
  verdict.state === 'scored' ? verdict.score : verdict.state;

const open: ProtectionFacts = {
  blocksDeletion: false,
  blocksForcePushes: false,
  requiresPullRequest: false,
  approvals: 0,
  codeOwnerReview: false,
  requiresChecks: false,
  upToDate: false,
  dismissesStale: false,
  lastPushApproval: false,
  bindsEveryone: undefined,
};
const basic = { ...open, blocksDeletion: true, blocksForcePushes: true };
const reviewed = {
  ...basic,
  requiresPullRequest: true,
  approvals: 1,
  upToDate: true,
  lastPushApproval: true,
};

describe('Branch-Protection', () => {
  // https://github.com/ossf/scorecard/blob/main/checks/branch_protection_test.go has most of these.
  test.each<[string, ProtectionFacts, number]>([
    ['nothing', open, 0],
    ['half of the first tier', { ...open, blocksDeletion: true }, 1],
    ['later tiers without the first', { ...fullProtection, blocksForcePushes: false }, 1],
    ['the first tier', basic, 3],
    ['pull requests', { ...basic, requiresPullRequest: true }, 3],
    ['an approval', { ...basic, requiresPullRequest: true, approvals: 1 }, 4],
    ['all of the second tier but one', { ...reviewed, lastPushApproval: false }, 5],
    ['the second tier', reviewed, 6],
    ['a check', { ...reviewed, requiresChecks: true }, 8],
    ['a code owner', { ...reviewed, requiresChecks: true, codeOwnerReview: true }, 8],
    ['thorough reviews', { ...fullProtection, dismissesStale: false, bindsEveryone: false }, 9],
    ['nearly everything', { ...fullProtection, bindsEveryone: false }, 9],
    ['everything', fullProtection, 10],
    ['everything, and bypasses not shown', { ...fullProtection, bindsEveryone: undefined }, 10],
  ])('%s', (_name, protection, expected) => {
    const facts = postureExample({ protection: sourcedExample(protection) });
    expect(scoreOf(verdictOf('Branch-Protection', facts))).toBe(expected);
  });

  test('says what is not shown, and what each change would give', () => {
    const verdict = verdictOf(
      'Branch-Protection',
      postureExample({ protection: sourcedExample(open, 'GET /rules') }),
    );
    expect(verdict).toMatchObject({
      remedies: [{ id: 'protect-branch', score: 4 }],
    });
    if (verdict.state !== 'scored') throw new Error('not scored');
    expect(verdict.evidence).toContainEqual({
      text: 'not shown: lets nobody bypass the rules',
      source: 'GET /rules',
    });
    expect(verdict.evidence).toContainEqual({
      text: 'no: requires an approval',
      source: 'GET /rules',
    });
  });

  test('the next change is offered once the one before gives nothing', () => {
    const protection = sourcedExample({ ...reviewed, requiresChecks: true });
    expect(verdictOf('Branch-Protection', postureExample({ protection }))).toMatchObject({
      remedies: [{ id: 'thorough-reviews', score: 10 }],
    });
  });
});

describe('Signed-Releases', () => {
  const release = (...assets: readonly string[]) => ({ tag: `v${assets.length}`, assets });
  test.each<[string, PostureFacts['releases'], number | string]>([
    ['none', sourcedExample([]), 'absent'],
    ['without assets', sourcedExample([release()]), 'absent'],
    ['not signed', sourcedExample([release('a.whl')]), 0],
    ['signed', sourcedExample([release('a.whl', 'a.whl.asc')]), 8],
    ['by Sigstore', sourcedExample([release('a.whl', 'a.whl.sigstore.json')]), 8],
    ['with provenance', sourcedExample([release('a.whl', 'multiple.intoto.jsonl')]), 10],
    ['one of two', sourcedExample([release('a', 'a.sig'), release('a')]), 4],
    ['rounded down', sourcedExample([release('a.intoto.jsonl'), release('a'), release('b')]), 3],
    [
      'the sixth does not count',
      sourcedExample([
        ...Array<ReturnType<typeof release>>(5).fill(release('a.asc')),
        release('a'),
      ]),
      8,
    ],
  ])('%s', (_name, releases, expected) => {
    expect(scoreOf(verdictOf('Signed-Releases', postureExample({ releases })))).toBe(expected);
  });
});

test.each([
  [0, 10],
  [3, 7],
  [10, 0],
  [25, 0],
])('Vulnerabilities: %d', (count, expected) => {
  const facts = postureExample({ vulnerabilities: sourcedExample(count) });
  expect(scoreOf(verdictOf('Vulnerabilities', facts))).toBe(expected);
});

test.each<[readonly boolean[], number | string]>([
  [[], 'absent'],
  [[true, true], 10],
  [[false], 0],
  [[true, true, false], 6],
])('Webhooks: %j', (hooks, expected) => {
  const facts = postureExample({ webhooks: sourcedExample(hooks) });
  expect(scoreOf(verdictOf('Webhooks', facts))).toBe(expected);
});

describe('Actions-Settings', () => {
  const best = {
    enabled: true,
    allowedActions: 'selected' as const,
    shaPinningRequired: true,
    defaultWorkflowPermissions: 'read' as const,
    canApprovePullRequestReviews: false,
  };
  test.each<[string, Partial<typeof best> | object, number]>([
    ['all set', {}, 10],
    ['only local actions', { allowedActions: 'local_only' }, 10],
    ['any action', { allowedActions: 'all' }, 8],
    ['tags of actions', { shaPinningRequired: false }, 8],
    ['workflows approve', { canApprovePullRequestReviews: true }, 8],
    ['a token that writes', { defaultWorkflowPermissions: 'write' }, 6],
    ['disabled', { enabled: false, defaultWorkflowPermissions: 'write' }, 10],
  ])('%s', (_name, change, expected) => {
    const actions = sourcedExample({ ...best, ...change });
    expect(scoreOf(verdictOf('Actions-Settings', postureExample({ actions })))).toBe(expected);
  });
});

test.each<[string, readonly [boolean, boolean][], number | string]>([
  ['none', [], 'absent'],
  ['reviewers', [[true, false]], 10],
  ['branches', [[false, true]], 10],
  ['neither', [[false, false]], 0],
  [
    'one of two',
    [
      [true, true],
      [false, false],
    ],
    5,
  ],
])('Environments: %s', (_name, all, expected) => {
  const environments = sourcedExample(
    all.map(([hasReviewers, limitsBranches], index) => ({
      name: `e${index}`,
      hasReviewers,
      limitsBranches,
    })),
  );
  expect(scoreOf(verdictOf('Environments', postureExample({ environments })))).toBe(expected);
});

describe('Secrets', () => {
  const at = (days: number): string =>
    new Date(Date.parse(postureExample().now) - days * 86_400_000).toISOString();
  const judge = (
    texts: Readonly<Record<string, string>>,
    ...secrets: readonly [name: string, days: number, kind?: 'actions' | 'dependabot'][]
  ): Verdict =>
    verdictOf(
      'Secrets',
      postureOfFiles(texts, {
        secrets: sourcedExample(
          secrets.map(([name, days, kind = 'actions']) => ({ name, kind, updatedAt: at(days) })),
        ),
      }),
    );
  const ci = '.github/workflows/ci.yml';
  test.each<[string, string, number]>([
    ['dot', 'a: ${{ secrets.TOKEN }}', 10],
    ['another case', 'a: ${{ secrets.token }}', 10],
    ['index', "a: ${{ secrets['TOKEN'] }}", 10],
    ['all of them', 'a: ${{ toJSON(secrets) }}', 10],
    ['inherited', 'jobs:\n  a:\n    secrets: inherit', 10],
    ['a longer name', 'a: ${{ secrets.TOKEN_2 }}', 0],
    ['a variable', 'a: ${{ vars.TOKEN }}', 0],
  ])('used by %s', (_name, text, expected) => {
    expect(scoreOf(judge({ [ci]: text }, ['TOKEN', 1]))).toBe(expected);
  });

  test.each([
    [365, 10],
    [366, 0],
  ])('written %d days ago', (days, expected) => {
    expect(scoreOf(judge({ [ci]: 'secrets.TOKEN' }, ['TOKEN', days]))).toBe(expected);
  });

  test('Dependabot’s are used by its configuration, and those of Actions are not', () => {
    const texts = { '.github/dependabot.yml': 'token: ${{secrets.TOKEN}}' };
    expect(scoreOf(judge(texts, ['TOKEN', 1, 'dependabot']))).toBe(10);
    expect(scoreOf(judge(texts, ['TOKEN', 1]))).toBe(0);
  });

  test('names what is wrong, and what each change would give', () => {
    const verdict = judge(
      { [ci]: 'secrets.USED secrets.OLD' },
      ['USED', 1],
      ['OLD', 400],
      ['UNUSED', 500],
    );
    expect(verdict).toMatchObject({
      score: 3,
      evidence: [
        { text: '3 secrets, 2 old or unused' },
        { text: 'OLD: not written for 400 days' },
        { text: 'UNUSED: not written for 500 days, no workflow uses it' },
      ],
      remedies: [
        { id: 'unused-secrets', score: 6 },
        { id: 'old-secrets', score: 6 },
      ],
    });
    expect(judge({ [ci]: '' }).state).toBe('absent');
  });
});

describe('Workflow-Policies', () => {
  type Violated = readonly [rule: string, severity: 'critical' | 'high' | 'medium' | 'low'];
  const of = (...rules: readonly Violated[]) =>
    verdictOf(
      'Workflow-Policies',
      postureExample({
        findings: sourcedExample(
          rules.map(([rule, severity]) => ({ rule, severity, file: 'a.yml', line: 3 })),
        ),
      }),
    );
  test.each<[readonly Violated[], number]>([
    [[], 10],
    [[['template-injection', 'critical']], 5],
    [[['a', 'high']], 8],
    [[['a', 'medium']], 9],
    [[['a', 'low']], 9],
    [
      [
        ['a', 'high'],
        ['a', 'high'],
      ],
      8,
    ],
    [
      [
        ['a', 'critical'],
        ['b', 'critical'],
        ['c', 'low'],
      ],
      0,
    ],
    [
      [
        ['pinned-actions', 'high'],
        ['top-level-permissions', 'high'],
      ],
      10,
    ],
  ])('%j', (rules, expected) => {
    expect(scoreOf(of(...rules))).toBe(expected);
  });

  test('without a workflow or an action there is nothing to judge', () => {
    const findings = sourcedExample([]);
    const judged = (path: string) =>
      verdictOf('Workflow-Policies', postureOfFiles({ [path]: '' }, { findings })).state;
    expect(judged('README.md')).toBe('absent');
    expect(judged('.github/workflows/ci.yml')).toBe('scored');
    expect(judged('own/action.yml')).toBe('scored');
  });

  test('names the place', () => {
    expect(of(['a', 'high'])).toMatchObject({
      evidence: [{ text: 'a (high)', source: 'a.yml:3' }],
    });
  });
});
