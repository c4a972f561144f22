import fc from 'fast-check';
import { pins } from '../pipeline/actions/pins';
import { exampleSettings } from '../pipeline/example-settings';
import { renderFiles } from '../pipeline/render-files';
import { type PipelineSettings } from '../config/pipeline-settings';
import { gates } from './catalogue';
import { compareGates, type GateFile, type GateState } from './compare-gates';
import { type GateResource, unknownValue } from './gate-resource';

const text = ({ direction, gate, subject, before, after }: ReturnType<typeof changes>[number]) =>
  `${direction} ${gate}${subject === '' ? '' : ` of ${subject}`}: ${before ?? 'none'} -> ${after ?? 'none'}`;

function changes(before: GateState, after: GateState) {
  return compareGates(before, after).changes;
}

function filesOf(settings: PipelineSettings): readonly GateFile[] {
  return renderFiles(settings).files.map(({ path, content }) => ({
    repository: 'notes-service',
    path,
    text: content,
  }));
}
const files = (settings: PipelineSettings): GateState => ({
  resources: [],
  files: filesOf(settings),
});

function resource(
  type: string,
  props: GateResource['props'],
  secretPaths: readonly string[] = [],
  name = 'thing',
): GateResource {
  return {
    key: `${type} ${name}`,
    type,
    name,
    props,
    secretPaths: new Set(secretPaths),
    ...(type.startsWith('aws:') ? {} : { repository: 'notes-service' }),
  };
}
/** A ruleset that restricts pushes. */
const workflowRules = (repositories: readonly string[], paths: readonly string[]) =>
  resource('github:index/organizationRuleset:OrganizationRuleset', {
    target: 'branch',
    enforcement: 'active',
    conditions: {
      refName: { includes: ['~DEFAULT_BRANCH'], excludes: [] },
      repositoryName: { includes: repositories, excludes: [] },
    },
    rules: {
      requiredWorkflows: {
        requiredWorkflows: paths.map((path) => ({ path, ref: 'main', repositoryId: 7 })),
      },
    },
  });
const pushRules = (
  bypassActors: readonly object[],
  restrictedFilePaths: readonly string[] = ['a', 'b'],
  enforcement = 'active',
): GateResource =>
  resource('github:index/repositoryRuleset:RepositoryRuleset', {
    ...{ target: 'push', enforcement, bypassActors },
    rules: { filePathRestriction: { restrictedFilePaths } },
  });
const state = (...resources: readonly GateResource[]): GateState => ({ resources, files: [] });

const performance = { paths: ['benchmarks'], minutes: 10, tolerance: 5 } as const;
const base: PipelineSettings = {
  ...exampleSettings,
  performance,
  gates: { ...exampleSettings.gates, performance: 'enforce' },
};
const smoke = base.smoke;
if (smoke === undefined) throw new Error('the example has no smoke checks');

describe('each setting that weakens a rendered pipeline is named, and its opposite too', () => {
  test.each<readonly [string, Partial<PipelineSettings>, readonly string[]]>([
    [
      'benchmarks that only warn',
      { gates: { ...base.gates, performance: 'warn' } },
      ['performance: blocks pull requests -> runs without blocking'],
    ],
    [
      'a slowdown that benchmarks tolerate',
      { performance: { ...performance, tolerance: 9 } },
      ['performance-tolerance: 5 % -> 9 %'],
    ],
    ['coverage', { gates: { ...base.gates, coverage: 70 } }, ['coverage-floor: 80 % -> 70 %']],
    [
      'readiness',
      { gates: { ...base.gates, readiness: 60 } },
      ['readiness-threshold: 90 % -> 60 %'],
    ],
    [
      'lint',
      { gates: { ...base.gates, lint: 'warn' } },
      ['lint: blocks pull requests -> runs without blocking'],
    ],
    [
      'timeouts',
      { timeouts: { ...base.timeouts, test: 120 } },
      ['job-timeout of job test of ci.yml: 30 min -> 120 min'],
    ],
    [
      'reruns',
      { retries: { ...base.retries, tests: { reruns: 5, delaySeconds: 1 } } },
      ['test-reruns: 2 -> 5'],
    ],
    [
      'smoke attempts',
      { retries: { ...base.retries, smoke: { attempts: 9, delaySeconds: 5 } } },
      ['smoke-attempts: 3 -> 9'],
    ],
    [
      'schedule',
      { schedules: { ...base.schedules, smoke: '17 6 * * *' } },
      ['schedule of staging-smoke-test.yml: every 4 h (17 */4 * * *) -> daily (17 6 * * *)'],
    ],
    ['window', { readiness: { ...base.readiness, window: 3 } }, ['readiness-window: 10 -> 3']],
    [
      'checks',
      { smoke: { ...smoke, checks: [smoke.checks[0]] } },
      [
        'smoke-check of Database: checked -> none',
        'smoke-check of Notes: checked -> none',
        'smoke-check of PostgreSQL: checked -> none',
      ],
    ],
    [
      'dependabot',
      { dependabot: { ...base.dependabot, interval: 'monthly' } },
      [
        'dependency-updates of github-actions: weekly -> monthly',
        'dependency-updates of uv: weekly -> monthly',
      ],
    ],
    [
      'security updates only, without a pause',
      { dependabot: { ...base.dependabot, openPullRequests: 0, cooldownDays: 1 } },
      [
        'dependency-cooldown of github-actions: 7 days -> 1 day',
        'dependency-cooldown of uv: 7 days -> 1 day',
        'dependency-updates of github-actions: weekly -> security updates only',
        'dependency-updates of uv: weekly -> security updates only',
      ],
    ],
  ])('%s', (_name, difference, expected) => {
    const weakened = files({ ...base, ...difference });
    expect(changes(files(base), weakened).map(text)).toEqual(
      expected.map((line) => `weaker ${line}`),
    );
    expect(changes(weakened, files(base)).map(({ direction }) => direction)).toEqual(
      expected.map(() => 'stronger'),
    );
  });

  test('a deployment that is tested no more is weaker, and so is one of its checks', () => {
    const [first, ...rest] = smoke.checks;
    const of = (...environments: readonly object[]) =>
      files({ ...base, smoke: { ...smoke, ...environments[0] } });
    const baseUrl = 'https://notes.example.com';
    const both = of({ environments: { production: { baseUrl, checks: [first, ...rest] } } });
    const one = of({ environments: { production: { baseUrl, checks: [first] } } });
    const weaker = (after: ReturnType<typeof files>) =>
      changes(both, after)
        .map(text)
        .filter((line) => line.startsWith('weaker smoke-check'));
    expect(weaker(one)).toHaveLength(rest.length);
    expect(weaker(one)[0]).toContain('smoke-check of production: ');
    expect(weaker(of({}))).toContain('weaker smoke-check of production: checked -> none');
  });

  test('types and security made blocking are stronger', () => {
    const strict = {
      ...base,
      gates: { ...base.gates, types: 'enforce', security: 'enforce' } as const,
    };
    expect(changes(files(base), files(strict)).map(text)).toEqual([
      'stronger code-scan: runs without blocking -> blocks pull requests',
      'stronger dependency-audit: runs without blocking -> blocks pull requests',
      'stronger types: runs without blocking -> blocks pull requests',
    ]);
  });

  test('a shifted weight is weaker for one component and stronger for the other', () => {
    const weights = { ...base.readiness.weights, ci: 50, coverage: 20 };
    const shifted = files({ ...base, readiness: { ...base.readiness, weights } });
    expect(changes(files(base), shifted).map(text)).toEqual([
      'weaker readiness-weight of coverage: 30 -> 20',
      'stronger readiness-weight of ci: 40 -> 50',
    ]);
  });

  test('a change says file, line and configuration key', () => {
    const weakened = files({ ...base, gates: { ...base.gates, coverage: 70 } });
    const [change] = changes(files(base), weakened);
    const file = weakened.files.find(({ path }) => path === change?.file);
    const line = file?.text.split('\n')[(change?.line ?? 0) - 1];
    expect(change).toMatchObject({ setting: 'gates.coverage', repository: 'notes-service' });
    expect(line?.slice((change?.column ?? 0) - 1)).toMatch(/^uv run --frozen python -m pytest/);
  });
});

describe('hand-written workflows', () => {
  const workflow = (job: string, top = 'on: pull_request\npermissions: {}\n'): GateState => ({
    resources: [
      resource('github:index/branchProtection:BranchProtection', {
        pattern: 'main',
        requiredStatusChecks: [{ contexts: ['done'] }],
      }),
    ],
    files: [
      {
        repository: 'notes-service',
        path: '.github/workflows/ci.yml',
        text: `${top}jobs:\n  test:\n    runs-on: ubuntu-24.04\n${job}`,
      },
    ],
  });
  const steps = '    steps:\n      - run: pytest\n';
  const { sha } = pins.checkout;
  const uses = (ref: string): string => `    steps:\n      - uses: actions/checkout@${ref}\n`;
  const done = (needs: string, condition = 'always()'): string =>
    `${steps}  lint:\n    runs-on: x\n    steps: []\n  done:\n    if: ${condition}\n    needs: ${needs}\n    runs-on: x\n    steps: []\n`;

  test.each<readonly [string, GateState, GateState, readonly string[]]>([
    [
      'a right more',
      workflow(steps),
      workflow(`    permissions:\n      contents: write\n${steps}`),
      ['permission of contents for job test of ci.yml: none -> write'],
    ],
    [
      'permissions left out',
      workflow(steps),
      workflow(steps, 'on: pull_request\n'),
      ['permission of the default rights for job test of ci.yml: none -> write'],
    ],
    [
      'a pin lost',
      workflow(uses(sha)),
      workflow(uses('v7')),
      ['pinned-action of actions/checkout in ci.yml: none -> at v7'],
    ],
    [
      'tests that only run on a schedule',
      workflow(steps),
      workflow(steps, 'on:\n  schedule:\n    - cron: "0 1 * * *"\npermissions: {}\n'),
      ['tests: blocks pull requests -> blocks, but not pull requests'],
    ],
    [
      'a path filter',
      workflow(steps, 'on:\n  pull_request: {}\npermissions: {}\n'),
      workflow(steps, 'on:\n  pull_request:\n    paths: [src]\npermissions: {}\n'),
      ['pull-request-filter of ci.yml: none -> only some paths'],
    ],
    [
      'a job the required check no longer waits for',
      workflow(done('[test, lint]')),
      workflow(done('[test]')),
      ['aggregated-job of lint (done): waited for -> none'],
    ],
    [
      'a required check that may be skipped',
      workflow(done('[test]')),
      workflow(done('[test]', 'success()')),
      ['aggregator-always of done: always runs -> is skipped, and so passes, when a job fails'],
    ],
    [
      'a workflow that can no longer be read',
      workflow(steps),
      {
        ...workflow(steps),
        files: [{ repository: 'notes-service', path: '.github/workflows/ci.yml', text: 'a: [' }],
      },
      ['tests: blocks pull requests -> none'],
    ],
  ])('%s', (_name, before, after, expected) => {
    const weaker = changes(before, after).filter(({ direction }) => direction === 'weaker');
    expect(weaker.map(text)).toEqual(expected.map((line) => `weaker ${line}`));
  });

  describe('a required check that a called workflow, or a name of the run, stands for', () => {
    const call =
      'on: pull_request\npermissions: {}\njobs:\n  call:\n    uses: ./.github/workflows/c.yml\n';
    const repository = 'notes-service';
    const required = (context: string, ...texts: readonly string[]): GateState => ({
      resources: [
        resource('github:index/branchProtection:BranchProtection', {
          pattern: 'main',
          requiredStatusChecks: [{ contexts: [context] }],
        }),
      ],
      files: texts.map((content, index) => ({
        repository,
        path: `.github/workflows/${String.fromCharCode(97 + index)}.yml`,
        text: content,
      })),
    });
    const waits = (on: string, name: string, needs: string): string =>
      `on: ${on}\npermissions: {}\njobs:\n  a: {}\n  b: {}\n  end:\n    name: ${name}\n    needs: ${needs}\n    if: always()\n`;
    const empty = 'on: push\npermissions: {}\njobs: {}\n';
    const called = (needs: string): GateState =>
      required('call / end', call, empty, waits('workflow_call', 'end', needs));
    const byRun = (needs: string, ...others: readonly string[]): GateState =>
      required('end 1', waits('pull_request', 'end ${{ vars.X }}', needs), ...others);
    const sure = waits('pull_request', 'end 1', '[a, b]');

    test.each<[string, GateState, GateState, readonly string[]]>([
      ['a called job', called('[a, b]'), called('[a]'), ['b (end)']],
      ['a job that may report it', byRun('[a, b]'), byRun('[a]'), ['b (end ${{ vars.X }})']],
      ['one that surely does, beside it', byRun('[a, b]', sure), byRun('[a]', sure), []],
    ])('%s', (_what, before, after, subjects) => {
      expect(changes(before, after).map(text)).toEqual(
        subjects.map((subject) => `weaker aggregated-job of ${subject}: waited for -> none`),
      );
    });
  });

  test('a workflow under another name enforces the same', () => {
    const before = workflow(steps);
    const renamed = before.files.map((file) => ({ ...file, path: '.github/workflows/checks.yml' }));
    expect(changes(before, { ...before, files: renamed })).toEqual([]);
  });
});

const RULESET = 'github:index/repositoryRuleset:RepositoryRuleset';
const CLASSIC = 'github:index/branchProtection:BranchProtection';
const rules = {
  deletion: true,
  nonFastForward: true,
  requiredLinearHistory: false,
  requiredSignatures: true,
  pullRequest: {
    requiredApprovingReviewCount: 2,
    dismissStaleReviewsOnPush: true,
    requireCodeOwnerReview: true,
    requiredReviewThreadResolution: true,
  },
  requiredStatusChecks: {
    requiredChecks: [{ context: 'CI Success', integrationId: 15368 }],
    strictRequiredStatusChecksPolicy: true,
  },
};
const ruleset = (difference: object = {}, of: object = {}): GateState =>
  state(
    resource(RULESET, {
      target: 'branch',
      enforcement: 'active',
      conditions: { refName: { includes: ['refs/heads/main'] } },
      bypassActors: [],
      rules: { ...rules, ...difference },
      ...of,
    }),
  );
const classic = (difference: object = {}): GateState =>
  state(
    resource(CLASSIC, {
      pattern: 'main',
      enforceAdmins: true,
      requireSignedCommits: true,
      requireConversationResolution: true,
      requiredPullRequestReviews: [
        {
          requiredApprovingReviewCount: 2,
          dismissStaleReviews: true,
          requireCodeOwnerReviews: true,
        },
      ],
      requiredStatusChecks: [{ strict: true, contexts: ['CI Success'] }],
      ...difference,
    }),
  );
const reviews = (difference: object): object => ({
  pullRequest: { ...rules.pullRequest, ...difference },
});
const checks = (difference: object): object => ({
  requiredStatusChecks: { ...rules.requiredStatusChecks, ...difference },
});
const aws = (type: string, props: GateResource['props']): GateState => state(resource(type, props));
const policy = (statement: object): GateState =>
  aws('aws:iam/rolePolicy:RolePolicy', {
    policy: JSON.stringify({ Statement: { Effect: 'Allow', ...statement } }),
  });
const trust = (sub: string): GateState =>
  aws('aws:iam/role:Role', {
    assumeRolePolicy: {
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRoleWithWebIdentity',
          Principal: { Federated: 'arn' },
          Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': sub } },
        },
      ],
    },
  });
const environment = (difference: object = {}): GateState =>
  state(
    resource('github:index/repositoryEnvironment:RepositoryEnvironment', {
      environment: 'production',
      canAdminsBypass: false,
      preventSelfReview: true,
      waitTimer: 10,
      reviewers: [{ teams: [1], users: [] }],
      deploymentBranchPolicy: { protectedBranches: true, customBranchPolicies: false },
      ...difference,
    }),
  );
const label = state(resource('github:index/issueLabel:IssueLabel', { name: 'override' }));
const secret = 'github:index/actionsSecret:ActionsSecret';

describe('each weakened property of a resource is named, and its opposite too', () => {
  const rows: readonly (readonly [GateState, GateState, readonly string[]])[] = [
    [
      ruleset(),
      ruleset(reviews({ requiredApprovingReviewCount: 0 })),
      ['approvals of main: 2 -> 0'],
    ],
    [
      ruleset(),
      ruleset(reviews({ requireCodeOwnerReview: false })),
      ['code-owner-review of main: on -> off'],
    ],
    [ruleset(), ruleset({ requiredSignatures: false }), ['signed-commits of main: on -> off']],
    [ruleset(), ruleset({ nonFastForward: false }), ['force-pushes of main: on -> off']],
    [
      ruleset(),
      ruleset(checks({ requiredChecks: [] })),
      ['required-check of CI Success on main: required -> none'],
    ],
    [
      ruleset(),
      ruleset(checks({ requiredChecks: [{ context: 'CI Success' }] })),
      ['required-check-app of CI Success on main: one app -> any app'],
    ],
    [
      ruleset(),
      ruleset(checks({ strictRequiredStatusChecksPolicy: false })),
      ['up-to-date-branch of main: on -> off'],
    ],
    [
      ruleset(),
      ruleset({}, { bypassActors: [{ actorId: 5, actorType: 'Team', bypassMode: 'always' }] }),
      ['bypass of main by Team 5: none -> always'],
    ],
    [
      ruleset(),
      ruleset({}, { conditions: { refName: { includes: [] } } }),
      [
        'branch-protection of main: active -> none',
        'required-check of CI Success on main: required -> none',
      ],
    ],
    [
      ruleset(),
      ruleset({}, { target: 'tag' }),
      [
        'branch-protection of main: active -> none',
        'required-check of CI Success on main: required -> none',
      ],
    ],
    [classic(), classic({ enforceAdmins: false }), ['admin-enforcement of main: on -> off']],
    [classic(), classic({ allowsForcePushes: true }), ['force-pushes of main: on -> off']],
    [
      environment(),
      environment({ waitTimer: 0 }),
      ['environment-wait of production: 10 min -> 0 min'],
    ],
    [
      environment(),
      environment({ reviewers: [] }),
      ['environment-review of production: needed -> not needed'],
    ],
    [
      environment(),
      environment({ canAdminsBypass: true }),
      ['environment-admins of production: on -> off'],
    ],
    [
      environment(),
      environment({ deploymentBranchPolicy: undefined }),
      ['environment-branches of production: protected ones -> any'],
    ],
    [
      state(...environment().resources, ...label.resources),
      label,
      ['environment of production: there -> none'],
    ],
    [
      state(
        resource('github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions', {
          shaPinningRequired: true,
        }),
      ),
      state(
        resource('github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions', {
          shaPinningRequired: false,
        }),
      ),
      ['sha-pinning: on -> off'],
    ],
    [
      state(resource(secret, { secretName: 'KEY', value: '[secret]' }, ['value'])),
      state(resource(secret, { secretName: 'KEY', value: 'open' })),
      ['secret-value of KEY (value): secret -> in plain text'],
    ],
    [
      state(resource(secret, { secretName: 'KEY', value: '[secret]' }, ['value'])),
      state(
        resource('github:index/actionsVariable:ActionsVariable', {
          variableName: 'KEY',
          value: 'open',
        }),
      ),
      ['secret-kind of KEY: secret -> plain-text variable'],
    ],
    [
      state(resource('gatehouse:index:WorkflowCommit', { delivery: 'pullRequest', adopt: false })),
      state(resource('gatehouse:index:WorkflowCommit', { delivery: 'commit', adopt: true })),
      ['adoption: none -> on', 'delivery-review: pull request -> commit'],
    ],
    [
      state(
        resource('gatehouse:index:WorkflowCommit', {
          acceptBlocked: ['fork'],
          shared: { block: '# Ours\n/.github/ @olga\npyproject.toml @olga @ada' },
        }),
      ),
      state(
        resource('gatehouse:index:WorkflowCommit', {
          acceptBlocked: ['queue', 'fork'],
          shared: { block: '/.github/ @eve' },
        }),
      ),
      [
        'accepted-block of queue: none -> accepted',
        'code-owners of pyproject.toml: @olga @ada -> none',
      ],
    ],
    [
      state(pushRules([{ actorId: 1, actorType: 'Integration', bypassMode: 'always' }])),
      state(
        pushRules(
          [
            { actorId: 1, actorType: 'Integration', bypassMode: 'always' },
            { actorId: 2, actorType: 'Integration', bypassMode: 'always' },
          ],
          ['b'],
        ),
      ),
      [
        'bypass of pushes by Integration 2: none -> always',
        'restricted-path of a: restricted -> none',
      ],
    ],
    [
      state(pushRules([])),
      state(pushRules([], ['a', 'b'], 'evaluate')),
      ['restricted-path of a: restricted -> none', 'restricted-path of b: restricted -> none'],
    ],
    [
      state(workflowRules(['shop', 'blog'], ['a.yml', 'b.yml'])),
      state(workflowRules(['shop'], ['a.yml'])),
      [
        'required-workflow of a.yml@main in blog: required -> none',
        'required-workflow of b.yml@main in blog: required -> none',
        'required-workflow of b.yml@main in shop: required -> none',
      ],
    ],
    [
      aws('aws:cloudwatch/logGroup:LogGroup', {}),
      aws('aws:cloudwatch/logGroup:LogGroup', { retentionInDays: 7 }),
      ['log-retention of thing: indefinitely -> 7'],
    ],
    [
      aws('aws:cloudwatch/metricAlarm:MetricAlarm', { alarmActions: ['arn'] }),
      aws('aws:cloudwatch/metricAlarm:MetricAlarm', {
        alarmActions: ['arn'],
        actionsEnabled: false,
      }),
      ['alarm of thing: notifies -> has no action'],
    ],
    [
      aws('aws:cloudwatch/metricAlarm:MetricAlarm', {}),
      state(),
      ['alarm of thing: has no action -> none'],
    ],
    [
      aws('aws:scheduler/schedule:Schedule', { scheduleExpression: 'rate(1 day)' }),
      aws('aws:scheduler/schedule:Schedule', {
        scheduleExpression: 'rate(1 day)',
        state: 'DISABLED',
      }),
      ['schedule of thing: daily (rate(1 day)) -> off'],
    ],
    [
      policy({ Action: 's3:GetObject', Resource: 'arn' }),
      policy({ Action: 's3:GetObject', Resource: '*' }),
      ['iam-action of s3:GetObject of thing: on named resources -> on everything'],
    ],
    [
      policy({ Action: 's3:GetObject', Resource: 'arn' }),
      policy({ Action: 's3:GetObject', NotResource: 'arn' }),
      ['iam-action of s3:GetObject of thing: on named resources -> on everything'],
    ],
    [
      policy({}),
      policy({ NotAction: ['iam:*', 's3:*'], Resource: 'arn' }),
      ['iam-action of everything except iam:*, s3:* of thing: none -> on named resources'],
    ],
  ];
  test.each(rows.map((row) => [row[2].join(', '), ...row] as const))(
    '%s',
    (_name, before, after, expected) => {
      expect(changes(before, after).map(text)).toEqual(expected.map((line) => `weaker ${line}`));
      expect(changes(after, before).map(({ direction }) => direction)).toEqual(
        expected.map(() => 'stronger'),
      );
    },
  );

  test('a wider identity is one more that may assume the role', () => {
    expect(
      changes(trust('repo:acme/x:ref:refs/heads/main'), trust('repo:acme/*')).map(text),
    ).toEqual([
      'weaker oidc-subject of repo:acme/* (thing): none -> may assume',
      'stronger oidc-subject of repo:acme/x:ref:refs/heads/main (thing): may assume -> none',
    ]);
  });

  test('a ruleset in the place of a classic protection enforces the same', () => {
    expect(changes(classic(), ruleset())).toEqual([]);
  });

  test('a ruleset that is not enforced is weaker by that alone', () => {
    const weaker = changes(ruleset(), ruleset({}, { enforcement: 'evaluate' })).map(text);
    expect(weaker).toEqual([
      'weaker branch-protection of main: active -> evaluate',
      'weaker required-check of CI Success on main: required -> none',
    ]);
  });
});

describe('what is not known before the update', () => {
  test('counts as unchanged, and is named', () => {
    const unknown = ruleset({ requiredStatusChecks: unknownValue });
    expect(compareGates(ruleset(), unknown)).toEqual({
      changes: [],
      undecided: [
        { type: RULESET, repository: 'notes-service', paths: ['rules.requiredStatusChecks'] },
      ],
    });
  });

  test('hides no change beside it', () => {
    const unknown = ruleset({
      requiredStatusChecks: unknownValue,
      ...reviews({ requiredApprovingReviewCount: 0 }),
    });
    expect(changes(ruleset(), unknown).map(text)).toEqual(['weaker approvals of main: 2 -> 0']);
  });
});

describe('repositories that come and go', () => {
  test('are one change each, not one a gate', () => {
    const { resources } = ruleset();
    const both = { resources, files: filesOf(base) };
    expect(changes(both, state()).map(text)).toEqual(['weaker managed: managed -> none']);
    expect(changes(state(), both).map(text)).toEqual(['stronger managed: none -> managed']);
  });
});

describe('for any two settings of a pipeline and any two protections', () => {
  const level = fc.constantFrom('enforce' as const, 'warn' as const);
  const anyState = fc
    .record({
      coverage: fc.constantFrom(0, 70, 80),
      readiness: fc.constantFrom(60, 90),
      lint: level,
      types: level,
      security: level,
      reruns: fc.integer({ min: 0, max: 3 }),
      timeout: fc.constantFrom(5, 30),
      attest: fc.boolean(),
      sbom: fc.boolean(),
      mcp: fc.boolean(),
      smoke: fc.boolean(),
      cron: fc.constantFrom('0 9 * * *', '0 9 * * 1', '0 */2 * * *', '5 4 1 * *'),
      approvals: fc.integer({ min: 0, max: 6 }),
      required: fc.subarray(['CI Success', 'Test Suite', 'Lint & Format']),
      signed: fc.constantFrom(true, false, unknownValue),
      bypass: fc.subarray([1, 2, 3]),
      classic: fc.boolean(),
    })
    .map((any): GateState => {
      const { mcp: _mcp, smoke: _smoke, ...rest } = base;
      const settings: PipelineSettings = {
        ...rest,
        ...(any.mcp && base.mcp !== undefined ? { mcp: base.mcp } : {}),
        ...(any.smoke ? { smoke } : {}),
        gates: {
          coverage: any.coverage,
          readiness: any.readiness,
          lint: any.lint,
          format: any.lint,
          tests: 'enforce',
          types: any.types,
          security: any.security,
        },
        retries: { ...base.retries, tests: { reruns: any.reruns, delaySeconds: 1 } },
        timeouts: { ...base.timeouts, test: any.timeout },
        schedules: { ...base.schedules, readiness: any.cron },
        build: { ...base.build, attest: any.attest, sbom: any.sbom },
      };
      const protection = any.classic
        ? classic({
            requireSignedCommits: any.signed,
            requiredStatusChecks: [{ contexts: any.required }],
          })
        : ruleset(
            {
              requiredSignatures: any.signed,
              ...reviews({ requiredApprovingReviewCount: any.approvals }),
              ...checks({ requiredChecks: any.required.map((context) => ({ context })) }),
            },
            { bypassActors: any.bypass.map((actorId) => ({ actorId, actorType: 'Team' })) },
          );
      return { resources: protection.resources, files: filesOf(settings) };
    });
  const opposite = { weaker: 'stronger', stronger: 'weaker' } as const;
  const keys = (before: GateState, after: GateState, swapped: boolean) =>
    changes(before, after)
      .map(({ direction, gate, subject, before: from, after: to }) => ({
        direction: swapped ? opposite[direction] : direction,
        gate,
        subject,
        before: swapped ? to : from,
        after: swapped ? from : to,
      }))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

  test('swapping them swaps weaker and stronger, and each is equal to itself', () => {
    fc.assert(
      fc.property(anyState, anyState, (a, b) => {
        expect(keys(a, b, false)).toEqual(keys(b, a, true));
        expect(changes(a, a)).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });
});

test('every gate has a title of its own', () => {
  const titles = Object.values(gates).map(({ title }) => title);
  expect(new Set(titles).size).toBe(titles.length);
});
