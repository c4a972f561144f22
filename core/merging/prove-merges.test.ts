import { isUnreadable, readWorkflow } from '../reading/read-workflow';
import { type Workflow } from '../reading/workflow';
import { type ChangeKind } from '../kernel/change-kinds';
import { type OwnChange } from './change';
import { classicRules, type EffectiveRule } from './effective-rule';
import { mergeTable } from './merge-table';
import { type MergeScene, proveMerges } from './prove-merges';

function workflow(path: string, on: string, job = 'test'): Workflow {
  const found = readWorkflow(path, `on: ${on}\njobs:\n  ${job}:\n    runs-on: ubuntu-24.04\n`);
  if (isUnreadable(found)) throw new Error(found.reason);
  return found;
}

const ci = workflow('ci.yml', '{ push: { branches: [main] }, pull_request: {}, merge_group: {} }');

const own: OwnChange = {
  branch: 'gatehouse/pipeline',
  files: ['.github/workflows/ci.yml'],
  largestBytes: 3 * 1024 * 1024,
  commit: {
    message: 'ci: update the pipeline',
    authorEmail: undefined,
    committerEmail: undefined,
    isSigned: false,
  },
  startsWorkflows: true,
};

const scene: MergeScene = {
  branch: 'main',
  workflows: [ci],
  observed: [],
  isWhole: true,
  rules: [],
  methods: ['merge', 'squash', 'rebase'],
  own,
};

const rule = (type: string, parameters: EffectiveRule['parameters'] = {}): EffectiveRule => ({
  type,
  parameters,
  source: 'ruleset 7 of acme/orders',
});
const queue = (method = 'SQUASH') => rule('merge_queue', { merge_method: method });
const requires = (context: string, app?: number): EffectiveRule =>
  rule('required_status_checks', {
    required_status_checks: [{ context, ...(app === undefined ? {} : { integration_id: app }) }],
  });

/** The kinds of changes with a verdict other than `mergeable`; a queue makes five of them. */
function notMergeable(over: Partial<MergeScene>): Partial<Record<ChangeKind, string>> {
  const { verdicts } = proveMerges({ ...scene, ...over });
  return Object.fromEntries(
    verdicts
      .filter(({ verdict }) => verdict !== 'mergeable')
      .map(({ change, verdict }) => [change, verdict]),
  );
}

const all = (verdict: string): Partial<Record<ChangeKind, string>> => ({
  documentation: verdict,
  fork: verdict,
  dependabot: verdict,
  own: verdict,
});
const everywhere = (on: string): Partial<MergeScene> => ({
  rules: [requires('test'), queue()],
  workflows: [workflow('other.yml', on)],
});

/** The guard's workflow, whose job looks at runs of some events. */
const guard = (...events: readonly string[]): Workflow => {
  const found = readWorkflow(
    '.github/workflows/guard.yml',
    `on: { workflow_run: { workflows: [CI] } }
jobs:
  guard:
    if: \${{ ${events.map((event) => `github.event.workflow_run.event == '${event}'`).join(' || ')} }}
    runs-on: ubuntu-24.04
`,
  );
  if (isUnreadable(found)) throw new Error(found.reason);
  return found;
};
const guardedCi = { ...ci, path: '.github/workflows/ci.yml' };
const byGuard = (workflows: readonly Workflow[], app = 4711): Partial<MergeScene> => ({
  rules: [requires('Gatehouse Guard', app), queue()],
  workflows,
});

type Row = readonly [string, Partial<MergeScene>, Partial<Record<ChangeKind, string>>];

describe('a required check', () => {
  test.each<Row>([
    ['is reported by a workflow on every event', { rules: [requires('test'), queue()] }, {}],
    [
      "is given by the guard's App on every event, after CI",
      byGuard([guardedCi, guard('pull_request', 'merge_group')]),
      {},
    ],
    [
      "is not given by the guard's App to a queue that its workflow does not look at",
      byGuard([guardedCi, guard('pull_request')]),
      { queue: 'refused' },
    ],
    [
      "is not given by the guard's App without CI",
      byGuard([guard('pull_request', 'merge_group')]),
      { ...all('refused'), queue: 'refused' },
    ],
    [
      "is not given by the guard's App in the name of GitHub Actions",
      byGuard([guardedCi, guard('pull_request', 'merge_group')], 15368),
      { ...all('refused'), queue: 'refused' },
    ],
    [
      'may be reported by what could not be read',
      { rules: [requires('build (3.11)')], isWhole: false },
      all('unknown'),
    ],
    ['is that of a matrix before', { rules: [requires('build (3.11)')] }, all('refused')],
    ['is missing from the merge queue alone', everywhere('pull_request'), { queue: 'refused' }],
    ['comes from pushes, which a fork makes elsewhere', everywhere('push'), { fork: 'refused' }],
    [
      'comes from pushes to the default branch alone',
      everywhere('{ push: { branches: [main] } }'),
      { ...all('refused'), queue: 'refused' },
    ],
    [
      'comes from pushes to the branches of Dependabot alone',
      everywhere("{ push: { branches: ['dependabot/**'] } }"),
      { documentation: 'refused', fork: 'refused', own: 'refused', queue: 'refused' },
    ],
    [
      'has a filter that documentation does not pass',
      everywhere('{ pull_request: { paths-ignore: ["*.md"] }, merge_group: {} }'),
      { documentation: 'refused' },
    ],
    [
      'has a filter that workflows alone pass',
      everywhere('{ pull_request: { paths: [".github/**"] }, merge_group: {} }'),
      { documentation: 'refused', fork: 'refused', dependabot: 'refused' },
    ],
    [
      'is for another target branch',
      everywhere('{ pull_request: { branches: [release] }, merge_group: {} }'),
      all('refused'),
    ],
    [
      'is not reported for the second push',
      everywhere('{ pull_request: { types: [opened] }, merge_group: {} }'),
      all('refused'),
    ],
    [
      'is reported with the rights of the base, for a fork too',
      everywhere('{ pull_request_target: {}, merge_group: {} }'),
      {},
    ],
    [
      'was seen from another App, of which the queue is not known',
      { rules: [requires('codecov'), queue()], observed: [{ context: 'codecov', appId: 254 }] },
      { queue: 'unknown' },
    ],
    [
      'was seen from another App than the one that has to report it',
      { rules: [requires('codecov', 255)], observed: [{ context: 'codecov', appId: 254 }] },
      all('refused'),
    ],
    [
      'of a former workflow was seen from Actions',
      { rules: [requires('old')], observed: [{ context: 'old', appId: 15368 }] },
      all('refused'),
    ],
    [
      'has to come from an App that is not Actions',
      { rules: [requires('test', 254)] },
      all('refused'),
    ],
    ['may come from Actions alone', { rules: [requires('test', 15368)] }, {}],
    [
      'is reported for all but the pull request that the token of a workflow opens',
      { rules: [requires('test')], own: { ...own, startsWorkflows: false } },
      { own: 'refused' },
    ],
  ])('%s', (_, over, expected) => {
    expect(notMergeable(over)).toEqual(expected);
  });

  test('of a matrix from an expression may be reported', () => {
    const path = 'matrix.yml';
    const text = `on: pull_request
jobs:
  test:
    runs-on: ubuntu-24.04
    strategy: { matrix: { python: "\${{ fromJSON(vars.VERSIONS) }}" } }
`;
    const read = readWorkflow(path, text);
    if (isUnreadable(read)) throw new Error(read.reason);
    const over = { rules: [requires('test (3.12)')], workflows: [read] };
    expect(notMergeable(over)).toEqual(all('unknown'));
  });
});

describe('another rule', () => {
  const pattern = (type: string, operator: string, text: string, negate = false) =>
    rule(type, { operator, pattern: text, negate });
  const ofOwn = (over: Partial<OwnChange['commit']>): Partial<MergeScene> => ({
    own: { ...own, commit: { ...own.commit, ...over } },
  });
  test.each<Row>([
    ['update', { rules: [rule('update')] }, all('refused')],
    ['a locked branch', { rules: [rule('lock_branch')] }, all('refused')],
    ['reviews', { rules: [rule('pull_request', { required_approving_review_count: 2 })] }, {}],
    ['no deletion', { rules: [rule('deletion'), rule('non_fast_forward')] }, {}],
    ['signatures, of our commit', { rules: [rule('required_signatures')] }, { own: 'refused' }],
    [
      'signatures, signed',
      { rules: [rule('required_signatures')], ...ofOwn({ isSigned: true }) },
      {},
    ],
    ['linear history', { rules: [rule('required_linear_history')] }, {}],
    [
      'linear history where only merge commits are allowed',
      { rules: [rule('required_linear_history')], methods: ['merge'] },
      all('refused'),
    ],
    [
      'linear history with a queue that makes merge commits',
      { rules: [queue('MERGE'), rule('required_linear_history')] },
      { ...all('refused'), queue: 'refused' },
    ],
    [
      'linear history, where the queue squashes and the repository merges',
      { rules: [queue(), rule('required_linear_history')], methods: ['merge'] },
      {},
    ],
    [
      'a list of ways to merge that the repository has none of',
      { rules: [rule('pull_request', { allowed_merge_methods: ['rebase'] })], methods: ['squash'] },
      all('refused'),
    ],
    [
      'signatures with rebases alone',
      { rules: [rule('required_signatures')], methods: ['rebase'], ...ofOwn({ isSigned: true }) },
      all('refused'),
    ],
    [
      'a deployment that no workflow makes',
      { rules: [rule('required_deployments', { required_deployment_environments: ['qa'] })] },
      all('refused'),
    ],
    [
      'a message that ours has not',
      { rules: [pattern('commit_message_pattern', 'regex', '^(feat|fix): ')] },
      { dependabot: 'refused', own: 'refused' },
    ],
    [
      'a message that ours has',
      { rules: [pattern('commit_message_pattern', 'starts_with', 'ci: ')] },
      { dependabot: 'refused' },
    ],
    [
      'a message that must not be',
      { rules: [pattern('commit_message_pattern', 'contains', 'pipeline', true)] },
      { own: 'refused' },
    ],
    [
      'an expression that JavaScript does not know',
      { rules: [pattern('commit_message_pattern', 'regex', '(?i)ci')] },
      { dependabot: 'unknown', own: 'unknown' },
    ],
    [
      "an author's email that only the commit shows",
      { rules: [pattern('commit_author_email_pattern', 'ends_with', '@users.noreply.github.com')] },
      { own: 'unknown' },
    ],
    [
      'paths',
      { rules: [rule('file_path_restriction', { restricted_file_paths: ['.github/**/*'] })] },
      { own: 'refused' },
    ],
    [
      'extensions',
      { rules: [rule('file_extension_restriction', { restricted_file_extensions: ['*.MD'] })] },
      { documentation: 'refused' },
    ],
    [
      'length of a path',
      { rules: [rule('max_file_path_length', { max_file_path_length: 20 })] },
      { own: 'refused' },
    ],
    ['size', { rules: [rule('max_file_size', { max_file_size: 2 })] }, { own: 'refused' }],
    ['size, at the limit', { rules: [rule('max_file_size', { max_file_size: 3 })] }, {}],
    ['code scanning', { rules: [rule('code_scanning')] }, all('unknown')],
    ['one of tomorrow', { rules: [rule('four_eyes')] }, all('unknown')],
  ])('%s', (_, over, expected) => {
    expect(notMergeable(over)).toEqual(expected);
  });
});

test('classic protection is the rules that it stands for', () => {
  const rules = classicRules(
    {
      required_status_checks: {
        strict: true,
        contexts: ['a', 'b'],
        checks: [
          { context: 'a', app_id: 15368 },
          { context: 'b', app_id: null },
        ],
      },
      required_pull_request_reviews: { required_approving_review_count: 1 },
      restrictions: { users: [] },
      required_linear_history: { enabled: true },
      required_signatures: { enabled: false },
      lock_branch: { enabled: true },
    },
    'main',
  );
  expect(rules.map(({ type }) => type)).toEqual([
    'lock_branch',
    'restrictions',
    'required_linear_history',
    'pull_request',
    'required_status_checks',
  ]);
  expect(rules.at(-1)?.parameters).toEqual({
    required_status_checks: [
      { context: 'a', integration_id: 15368 },
      { context: 'b', integration_id: null },
    ],
    strict_required_status_checks_policy: true,
  });
  expect(classicRules({ required_status_checks: null, restrictions: null }, 'main')).toEqual([]);
});

test('the table has one row for each change, with the rule that refuses it, and no control characters', () => {
  const approvals = rule('pull_request', { required_approving_review_count: 1 });
  const rules = [approvals, requires('build (3.11)\u001b[31m')];
  const table = mergeTable(proveMerges({ ...scene, rules, own: undefined }));
  expect(table).toEqual([
    'documentation only  refused    needs 1 approval (pull_request, ruleset 7 of acme/orders)',
    '                               required check "build (3.11)\\u001b[31m": no workflow reports it, and no recent commit has it (required_status_checks, ruleset 7 of acme/orders)',
    'from a fork         refused    needs 1 approval (pull_request, ruleset 7 of acme/orders)',
    '                               required check "build (3.11)\\u001b[31m": no workflow reports it, and no recent commit has it (required_status_checks, ruleset 7 of acme/orders)',
    'by Dependabot       refused    needs 1 approval (pull_request, ruleset 7 of acme/orders)',
    '                               required check "build (3.11)\\u001b[31m": no workflow reports it, and no recent commit has it (required_status_checks, ruleset 7 of acme/orders)',
    'required check build (3.11) [31m (ruleset 7 of acme/orders): documentation only: missing; from a fork: missing; by Dependabot: missing',
  ]);
});

test('the table says who reports a check on which change, and leaves no blanks at the end of a line', () => {
  const table = mergeTable(proveMerges({ ...scene, rules: [requires('test'), queue()] }));
  expect(table).toEqual([
    'documentation only  mergeable',
    'from a fork         mergeable',
    'by Dependabot       mergeable',
    'merge queue entry   mergeable',
    'by Gatehouse        mergeable',
    'required check test (ruleset 7 of acme/orders): documentation only: ci.yml; from a fork: ci.yml; by Dependabot: ci.yml; merge queue entry: ci.yml; by Gatehouse: ci.yml',
  ]);
});
