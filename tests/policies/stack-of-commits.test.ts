import { GOOD_CI } from '../../policies/fixtures/good-ci';
import { PackProcess, UNKNOWN, type SentResource } from './pack-process';

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

const words = (found: Awaited<ReturnType<PackProcess['analyze']>>): readonly string[] =>
  found.map(
    ({ policyname, enforcementlevel, message }) =>
      `${['advisory', 'mandatory'][enforcementlevel] ?? ''} ${policyname}: ${message}`,
  );

/** What is said of a stack whose files are registered and whose other resources are what the program says. */
async function said(...resources: readonly SentResource[]): Promise<readonly string[]> {
  for (const resource of resources) if (!('checks' in resource.props)) await pack.analyze(resource);
  return words(await pack.analyzeStack(resources));
}

const first = { checksOnBranch: UNKNOWN, pending: UNKNOWN };
const waiting = { checksOnBranch: [], pending: true };
/** On the branch, where its check has not succeeded yet. */
const unproven = { checksOnBranch: [], pending: false, provenBy: '.github/workflows/ci.yml' };
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

describe('a later preview', () => {
  const old = (...contexts: string[]) => (contexts.length === 0 ? null : checks(...contexts));
  // The engine finds no difference in a list that is unknown, and shows the one of the last update.
  const shown = async (files: SentResource, list: SentResource['props'][string]) => {
    await pack.analyze(ruleset(UNKNOWN));
    return words(await pack.analyzeStack([files, ruleset(list, [files])]));
  };

  test('takes the old list of a protection that follows the files', async () => {
    const files = await commit(first);
    expect(await shown(files, old())).toEqual([]);
    expect(await shown(files, old('Former Name'))).toEqual([]);
  });

  test('says that an old list which follows nothing is not known', async () => {
    const files = await commit(merged);
    await pack.analyze(ruleset(UNKNOWN));
    expect(words(await pack.analyzeStack([files, ruleset(old())]))).toEqual([
      expect.stringMatching(/^advisory branch-protected: can't run policy/),
      expect.stringMatching(/^advisory required-contexts: can't run policy/),
    ]);
  });

  test('refuses a list that is known to be empty', async () => {
    expect(await said(await commit(merged), ruleset(old()))).toEqual([
      expect.stringMatching(/^mandatory branch-protected: .*requires no check/s),
    ]);
  });

  test('refuses a weak ruleset before its checks are there, and in the update too', async () => {
    const weak = { pullRequest: { requiredApprovingReviewCount: 0 } };
    const refused = [
      expect.stringMatching(/^mandatory protection-strength: .*0 approving reviews/s) as string,
    ];
    const ahead = await commit(first);
    const inPreview = ruleset(UNKNOWN, [ahead], weak);
    await pack.analyze(inPreview);
    expect(words(await pack.analyzeStack([ahead, inPreview]))).toEqual(refused);
    const files = await commit(waiting);
    expect(await said(files, ruleset(null, [files], weak))).toEqual(refused);
    expect(words(await pack.analyze(ruleset(checks('CI Success'), [], weak)))).toEqual(refused);
    const ready = await commit(merged);
    expect(await said(ready, ruleset(checks('CI Success'), [ready], weak))).toEqual([]);
  });
});

describe('the update', () => {
  test('takes a protection without checks while the files wait in a pull request', async () => {
    const files = await commit(waiting);
    expect(await said(files, ruleset(null, [files]))).toEqual([]);
  });

  test('takes a protection without checks until they have succeeded, and judges the rest of it', async () => {
    const files = await commit(unproven);
    expect(await said(files, ruleset(null, [files]))).toEqual([]);
    const weak = { pullRequest: { requiredApprovingReviewCount: 0 } };
    expect(await said(files, ruleset(null, [files], weak))).toEqual([
      expect.stringMatching(/^mandatory protection-strength: /),
    ]);
    const { provenBy: _none, ...delivered } = unproven;
    const others = await commit(delivered);
    expect(await said(others, ruleset(null, [others]))).toEqual([
      expect.stringMatching(/^mandatory branch-protected: .*requires no check/s),
    ]);
  });

  test('takes an empty list of the last update where the success is found only now', async () => {
    const files = await commit({ ...unproven, checksOnBranch: UNKNOWN });
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

test('a check that only the run can name is said to be open, and refuses nothing', async () => {
  const open = GOOD_CI.replace('name: CI Success', 'name: CI ${{ vars.STAGE }}');
  const files = await commit({ ...merged, checksOnBranch: ['CI prod'] }, open, 'open');
  const later = await said(files, ruleset(checks('CI prod'), [files]));
  expect(later).toEqual([
    expect.stringMatching(
      /^advisory required-contexts: can't run policy .*required check CI prod: only a run shows whether job ci-success of/,
    ),
  ]);
});

test('files that were shown to no policy are not judged as if there were none', async () => {
  const type = 'gatehouse:index:WorkflowCommit';
  const unseen = { type, name: 'unseen', props: { ...inputs, ...merged } };
  expect(await said(unseen)).toEqual([]);
  expect(await said(await commit(merged, GOOD_CI, 'seen'))).toHaveLength(1);
});
