import { parse } from 'yaml';
import { actionsLockPath } from '../../kernel/delivered-names';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { lockEntries } from '../actions/lock-entries';
import { pins } from '../actions/pins';
import { exampleSettings } from '../example-settings';
import { renderPipeline } from '../render-pipeline';

const locked: PipelineSettings = {
  ...exampleSettings,
  lockActions: true,
  build: { ...exampleSettings.build, dockerfile: 'Dockerfile', attest: true },
  publish: { environment: 'pypi' },
};
interface Lock {
  readonly version: string;
  readonly workflows: Readonly<Record<string, readonly string[]>>;
  readonly dependencies: Readonly<
    Record<
      string,
      { readonly ref: string; readonly commit: string; readonly uses?: readonly string[] }
    >
  >;
}

function rendered(settings: PipelineSettings) {
  const { files, problems } = renderPipeline(settings);
  expect(problems).toEqual([]);
  const file = files.find(({ path }) => path === actionsLockPath);
  const workflows = files.filter(({ path }) => /^\.github\/workflows\/.*\.yml$/.test(path));
  return { file, workflows, lock: parse(file?.content ?? '') as Lock };
}

test('each workflow is locked to the commits that it has, and to all that these use', () => {
  const { workflows, lock, file } = rendered(locked);
  expect(file?.isMerged).toBe(true);
  expect(Object.keys(lock.workflows).sort()).toEqual(workflows.map(({ path }) => path).sort());
  for (const { path, content } of workflows) {
    const used = [...content.matchAll(/uses: ([\w.-]+\/[\w.-]+)[^@\n]*@([0-9a-f]{40}) # (\S+)/g)];
    expect(lock.workflows[path]).toEqual(
      [...new Set(used.map(([, name, sha]) => `${String(name)}@${String(sha)}`))].sort(),
    );
    for (const [, name, sha, version] of used)
      expect(lock.dependencies[`${String(name)}@${String(sha)}`]).toMatchObject({
        ref: version,
        commit: `sha1-${String(sha)}`,
      });
  }
  const listed = Object.values(lock.dependencies).flatMap(({ uses = [] }) => uses);
  expect(listed).toHaveLength(4);
  expect(listed.every((key) => key in lock.dependencies)).toBe(true);
  expect(
    Object.keys(lock.dependencies).every(
      (key) => lock.dependencies[key]?.commit === `sha1-${String(key.split('@')[1])}`,
    ),
  ).toBe(true);
});

test('the review of dependencies is locked with everything else', () => {
  const { lock } = rendered({
    ...locked,
    dependencyReview: { ...locked.dependencyReview, mode: 'enforce' },
  });
  expect(
    lock.dependencies[`actions/dependency-review-action@${pins.dependencyReview.sha}`],
  ).toEqual({
    ref: pins.dependencyReview.version,
    commit: `sha1-${pins.dependencyReview.sha}`,
    owner_id: 44036562,
    repo_id: 476372928,
  });
});

test('our own action is named by $/, which the lockfile knows, and by ./ without a lockfile', () => {
  const all = rendered(locked)
    .workflows.map(({ content }) => content)
    .join('');
  expect(all).toContain('uses: $/.github/gatehouse/action\n');
  expect(all).not.toContain('uses: ./');
  const { file, workflows } = rendered({ ...locked, lockActions: false });
  expect(file).toBeUndefined();
  expect(workflows.map(({ content }) => content).join('')).not.toContain('$/.github');
});

test('each pinned action has what the lockfile says of it', () => {
  const entries = lockEntries(Object.values(pins));
  expect(entries).toContainEqual(
    expect.objectContaining({ key: `aquasecurity/trivy-action@${pins.trivy.sha}` }),
  );
  const sha = '0'.repeat(40);
  expect(lockEntries([{ ...pins.trivy, sha }])).toBe(`aquasecurity/trivy-action@${sha}`);
  expect(lockEntries([{ ...pins.trivy, name: 'acme/tool', sha }])).toBe(`acme/tool@${sha}`);
});
