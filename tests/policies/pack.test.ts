import { pinned } from '../../core/pipeline/actions/pinned';
import { isUnreadable, readWorkflow } from '../../core/reading/read-workflow';
import { rules } from '../../policies/rules';
import { GOOD_CI, UNPINNED_CI } from '../../policies/fixtures/good-ci';
import { PackProcess, secret, UNKNOWN, type SentResource } from './pack-process';

let pack: PackProcess;
beforeAll(async () => {
  pack = await PackProcess.start();
});
afterAll(() => pack.stop());
afterEach(() => pack.configure({}));

function file(content: string): SentResource {
  return {
    type: 'github:index/repositoryFile:RepositoryFile',
    props: { repository: 'acme/shop', branch: 'main', file: '.github/workflows/ci.yml', content },
  };
}

function commit(files: Record<string, string>): SentResource {
  return {
    type: 'gatehouse:index:WorkflowCommit',
    props: { repository: 'shop', branch: 'main', files },
  };
}

const protection = (context: string): SentResource => ({
  type: 'github:index/branchProtection:BranchProtection',
  props: {
    repositoryId: 'shop',
    pattern: 'main',
    enforceAdmins: true,
    requiredStatusChecks: [{ contexts: [context] }],
    requiredPullRequestReviews: [{ requiredApprovingReviewCount: 1 }],
  },
});

test('announces one policy per rule, with level, severity and settings', async () => {
  const info = (await pack.info()).toObject();
  expect(info.policiesList.map((policy) => policy.name)).toEqual([
    ...rules.map((rule) => rule.name),
    'excepted-findings',
  ]);
  const gate = info.policiesList.find((policy) => policy.name === 'coverage-gate');
  const minimum = gate?.configschema?.properties?.fieldsMap.find(([name]) => name === 'minimum');
  expect(JSON.stringify(minimum)).toContain('80');
});

test('accepts a good workflow, committed either way', async () => {
  expect(await pack.analyze(file(GOOD_CI))).toEqual([]);
  expect(await pack.analyze(commit({ '.github/workflows/ci.yml': GOOD_CI }))).toEqual([]);
});

test('names repository, file, line, column and fix of an action that is not pinned', async () => {
  const [first, ...rest] = await pack.analyze(file(UNPINNED_CI));
  expect(rest).toEqual([]);
  expect(first).toMatchObject({ policyname: 'pinned-actions', enforcementlevel: 1 });
  expect(first?.message).toContain(
    'acme/shop .github/workflows/ci.yml:18:15 actions/checkout@v7 is not pinned',
  );
  expect(first?.message).toContain(`; fix: write ${pinned.checkout}`);
});

test('levels and thresholds come from the pack configuration', async () => {
  await pack.configure({ 'coverage-gate': [0, { minimum: 95 }], 'pinned-actions': [2, {}] });
  const found = await pack.analyze(file(UNPINNED_CI));
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ policyname: 'coverage-gate', enforcementlevel: 0 });
  expect(found[0]?.message).toContain('minimum coverage is 80, below 95');
});

test('a configuration with a misspelt policy, key or type is refused at once, with the nearest names', async () => {
  const wrong = {
    'job-timeout': [1, {}],
    'coverage-gate': [1, { minimu: 95 }],
    'job-timeouts': [1, { maximum: 'high' }],
  } as const;
  await expect(pack.configure(wrong)).rejects.toThrow(
    [
      'policy pack configuration: coverage-gate: Unrecognized key: "minimu"; the nearest key is minimum',
      'job-timeout: not a policy; the nearest name is job-timeouts',
      'policy pack configuration: job-timeouts.maximum: Invalid input: expected number, received string',
    ].join('\n'),
  );
  expect(await pack.analyze(file(GOOD_CI))).toEqual([]);
});

test('of a secret only the position is shown', async () => {
  const plain = file(UNPINNED_CI);
  const { content } = plain.props;
  const [shown] = await pack.analyze(plain);
  const [hidden] = await pack.analyze({
    ...plain,
    props: { ...plain.props, content: secret(content ?? '') },
  });
  expect(shown?.message).toContain('18:15 actions/checkout@v7 is not pinned');
  expect(hidden?.policyname).toBe('pinned-actions');
  expect(hidden?.message).toContain('18:15 Actions and reusable workflows are pinned');
  expect(hidden?.message).not.toContain('checkout');
});

test('a file that is unknown in a preview is said once, and the known ones are judged', async () => {
  const found = await pack.analyze(
    commit({ '.github/workflows/other.yml': UNKNOWN, '.github/workflows/ci.yml': UNPINNED_CI }),
  );
  expect(found.map((item) => [item.policyname, item.enforcementlevel])).toEqual([
    ['workflow-readable', 0],
    ['pinned-actions', 1],
  ]);
  expect(found[0]?.message).toContain("can't run policy 'workflow-readable'");
});

test('sees which values are secret, in known and in nested properties', async () => {
  const webhook = (value: SentResource['props'][string]): SentResource => ({
    type: 'github:index/repositoryWebhook:RepositoryWebhook',
    props: { repository: 'shop', configuration: { url: 'https://example.com', secret: value } },
  });
  const plain = await pack.analyze(webhook('not-encrypted'));
  expect(plain.map((item) => item.policyname)).toEqual(['secret-values']);
  expect(plain[0]?.message).not.toContain('not-encrypted');
  expect(await pack.analyze(webhook(secret('encrypted')))).toEqual([]);
});

test('the remediation makes a plain secret a secret', async () => {
  await pack.configure({ 'secret-values': [3, {}] });
  const answer = await pack.remediate({
    type: 'github:index/actionsSecret:ActionsSecret',
    props: { repository: 'shop', secretName: 'TOKEN', plaintextValue: 'not-encrypted' },
  });
  const [remediation] = answer.getRemediationsList();
  expect(remediation?.getProperties()?.toJavaScript()).toEqual({
    repository: 'shop',
    secretName: 'TOKEN',
    plaintextValue: secret('not-encrypted'),
  });
});

test('remediations pin and limit a workflow, so that it passes afterwards', async () => {
  const levels = ['pinned-actions', 'job-timeouts', 'persisted-credentials'];
  await pack.configure(Object.fromEntries(levels.map((name) => [name, [3, {}] as const])));
  const bare = UNPINNED_CI.replaceAll(/ +timeout-minutes: \d+\n/g, '').replace(
    '        with:\n          persist-credentials: false\n',
    '',
  );
  const answer = await pack.remediate(commit({ '.github/workflows/ci.yml': bare }));
  const last = answer.getRemediationsList().at(-1)?.getProperties()?.toJavaScript();
  const files = last?.['files'] as Record<string, string>;
  const mended = files['.github/workflows/ci.yml'] ?? '';
  expect(isUnreadable(readWorkflow('ci.yml', mended))).toBe(false);
  expect(await pack.analyze(commit({ '.github/workflows/ci.yml': mended }))).toEqual([]);
});

test('a stack whose required check nothing reports is refused, at the protection', async () => {
  expect(await pack.analyzeStack([file(GOOD_CI), protection('CI Success')])).toEqual([]);
  const found = await pack.analyzeStack([file(GOOD_CI), protection('CI Sucess')]);
  expect(found.map((item) => item.policyname)).toEqual(['required-contexts']);
  expect(found[0]?.message).toContain(
    'required check CI Sucess is reported by no committed workflow',
  );
  expect(found[0]?.urn).toContain('BranchProtection');
});

test('a stack rule that meets an unknown value says so and still judges the rest', async () => {
  const unknown = {
    ...protection('CI Success'),
    props: { ...protection('x').props, requiredStatusChecks: UNKNOWN },
  };
  const found = await pack.analyzeStack([file(GOOD_CI), unknown, protection('CI Sucess')]);
  const levels = found.map((item) => [item.policyname, item.enforcementlevel]);
  expect(levels).toContainEqual(['required-contexts', 1]);
  expect(levels).toContainEqual(['required-contexts', 0]);
});
