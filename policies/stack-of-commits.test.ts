import { GOOD_CI } from './fixtures/good-ci';
import { PackProcess, UNKNOWN, type SentResource } from './fixtures/pack-process';

/*
 * A file set and the protection that requires its checks, as an engine shows them to stack policies: outputs, among which
 * are no files, and in a preview values that only the update gives.
 */

let pack: PackProcess;
beforeAll(async () => {
  pack = await PackProcess.start();
});
afterAll(() => pack.stop());

const inputs = {
  repository: 'shop',
  branch: 'main',
  delivery: 'pullRequest',
  checks: ['CI Success'],
};

/** Registers the file set, as every update and preview begins, and gives its outputs. */
async function commit(
  outputs: SentResource['props'],
  text = GOOD_CI,
  name = 'files',
): Promise<SentResource> {
  const type = 'gatehouse:index:WorkflowCommit';
  const files = { '.github/workflows/ci.yml': text };
  await pack.analyze({ type, name, props: { ...inputs, files } });
  return { type, name, props: { ...inputs, ...outputs } };
}

const rules = { deletion: true, nonFastForward: true };
const checks = (...contexts: string[]) => ({
  requiredChecks: contexts.map((context) => ({ context })),
});

function ruleset(
  requiredStatusChecks: SentResource['props'][string],
  from: readonly SentResource[] = [],
  more: SentResource['props'] = {},
): SentResource {
  const pullRequest = { requiredApprovingReviewCount: 1 };
  return {
    type: 'github:index/repositoryRuleset:RepositoryRuleset',
    name: 'ruleset',
    props: {
      repository: 'shop',
      target: 'branch',
      enforcement: 'active',
      conditions: { refName: { includes: ['refs/heads/main'], excludes: [] } },
      rules: { ...rules, pullRequest, requiredStatusChecks, ...more },
    },
    references: { rules: from },
  };
}

const said = async (...resources: readonly SentResource[]): Promise<readonly string[]> =>
  (await pack.analyzeStack(resources)).map(
    ({ policyname, enforcementlevel, message }) =>
      `${['advisory', 'mandatory'][enforcementlevel] ?? ''} ${policyname}: ${message}`,
  );

const first = { checksOnBranch: UNKNOWN, pending: UNKNOWN };
const waiting = { checksOnBranch: [], pending: true };
const merged = { checksOnBranch: ['CI Success'], pending: false };

describe('the first preview of a pull request with the files', () => {
  test('says nothing of checks that follow them', async () => {
    const files = await commit(first);
    expect(await said(files, ruleset(UNKNOWN, [files]))).toEqual([]);
    expect(await pack.analyze(ruleset(UNKNOWN))).toEqual([]);
  });

  test('judges the checks that they announce', async () => {
    const files = await commit(first, GOOD_CI.replace('name: CI Success', 'name: All Good'));
    expect(await said(files, ruleset(UNKNOWN, [files]))).toEqual([
      expect.stringMatching(
        /^mandatory required-contexts: .*CI Success is reported by no committed workflow/s,
      ),
    ]);
  });

  test('says of checks that come from elsewhere that they are not known', async () => {
    const files = await commit(first);
    expect(await said(files, ruleset(UNKNOWN))).toEqual([
      expect.stringMatching(/^advisory branch-protected: can't run policy/),
      expect.stringMatching(/^advisory required-contexts: can't run policy/),
    ]);
  });

  test('judges what is known of a protection, and says so where the rest decides', async () => {
    const found = await pack.analyze(ruleset(UNKNOWN, [], { deletion: false }));
    expect(found.map(({ policyname, enforcementlevel }) => [policyname, enforcementlevel])).toEqual(
      [['protection-strength', 0]],
    );
    const inert = ruleset(UNKNOWN);
    const off = await pack.analyze({
      ...inert,
      props: { ...inert.props, enforcement: 'disabled' },
    });
    expect(off.map(({ message }) => message).join()).toContain('the ruleset is not enforced');
  });
});

describe('the update', () => {
  test('takes a protection without checks while the files wait in a pull request', async () => {
    const files = await commit(waiting);
    expect(await said(files, ruleset(null, [files]))).toEqual([]);
  });

  test('takes the name that is required until the pull request is merged', async () => {
    const files = await commit({ checksOnBranch: ['Former Name'], pending: true });
    expect(await said(files, ruleset(checks('Former Name'), [files]))).toEqual([]);
    expect(await said(files, ruleset(checks('Another Name'), [files]))).toHaveLength(1);
  });

  test('names a protection that requires nothing although the files are on the branch', async () => {
    const files = await commit(merged);
    expect(await said(files, ruleset(null, [files]))).toEqual([
      expect.stringMatching(/^mandatory branch-protected: .*requires no check/s),
    ]);
  });

  test('names one that would require nothing after the merge either', async () => {
    const files = await commit(waiting);
    expect(await said(files, ruleset(null))).toHaveLength(1);
  });

  test('names a required check that no workflow of the set reports', async () => {
    const files = await commit(merged);
    expect(await said(files, ruleset(checks('CI Sucess'), [files]))).toEqual([
      expect.stringMatching(/^mandatory required-contexts: .*CI Sucess/s),
    ]);
  });

  test('judges the strength that the preview left open', async () => {
    const weak = ruleset(checks('CI Success'), [], { deletion: false });
    const found = await pack.analyze(weak);
    expect(found.map(({ policyname, enforcementlevel }) => [policyname, enforcementlevel])).toEqual(
      [['protection-strength', 1]],
    );
  });
});

test('files that were shown to no policy are not judged as if there were none', async () => {
  const type = 'gatehouse:index:WorkflowCommit';
  const unseen = { type, name: 'unseen', props: { ...inputs, ...merged } };
  expect(await said(unseen)).toEqual([]);
  expect(await said(await commit(merged, GOOD_CI, 'seen'))).toHaveLength(1);
});
