import { unknownCommit } from '../../core/kernel/delivered-names';
import { exampleSettings } from '../../core/pipeline/example-settings';
import { renderFiles } from '../../core/pipeline/render-files';
import { gatehouseTypes } from '../../core/kernel/resource-types';
import { aggregator } from '../rules/pipeline/aggregator';
import { readinessGate } from '../rules/pipeline/readiness-gate';
import { pinnedActions } from '../rules/pipeline/pinned-actions';
import { coverageGate } from '../rules/pipeline/coverage-gate';
import { testsEnforced } from '../rules/pipeline/tests-enforced';
import { settingsOf } from '../../core/reading/settings-of';
import { workflowFilesOf } from './workflow-files';

const { files, called } = renderFiles({
  ...exampleSettings,
  reuse: { repository: 'ci', branch: 'main', protect: true },
});
if (called === undefined) throw new Error('nothing is called');

const gateRules = [coverageGate, testsEnforced, aggregator, readinessGate, pinnedActions];

const commit = (repository: string, texts: Readonly<Record<string, string>>, owner = 'octo-org') =>
  workflowFilesOf({
    type: gatehouseTypes.WorkflowCommit,
    urn: `${owner}/${repository}`,
    props: { repository, files: texts },
    provider: { props: { owner } },
  });

/** What rules for gates say of a repository that calls its pipeline. */
async function said(repository: string, owner?: string): Promise<readonly string[]> {
  const texts = Object.fromEntries(files.map(({ path, content }) => [path, content]));
  const { files: read } = await commit(repository, texts, owner);
  const [ci] = read.filter(({ path }) => path === '.github/workflows/ci.yml');
  if (ci?.workflow === undefined) throw new Error('there is no ci.yml');
  const { workflow } = ci;
  return gateRules.flatMap((rule) =>
    rule
      .check(workflow, settingsOf(rule, {}))
      .map(({ file, message }) => (file === undefined ? message : `${file}: ${message}`)),
  );
}

test('a pipeline is judged where it is called, once the central repository has it', async () => {
  const alone = await said('orders');
  expect(alone).toContain('no step enforces a minimum coverage');
  expect(alone).toContain('no step runs the readiness gate');
  expect(alone).toContain('octo-org/ci is pinned without its version as a comment');
  await commit('CI', { [called.path]: called.content });
  expect(await said('orders')).toEqual([]);
  expect(await said('billing')).toEqual([]);
  expect(called.content).not.toContain(unknownCommit);
});

test('one of another owner is another one', async () => {
  await commit('ci', { [called.path]: called.content }, 'acme');
  expect(await said('orders')).toEqual([]);
  const foreign = called.content.replace(/--cov-fail-under=\d+/g, '--cov-fail-under=1');
  await commit('ci', { [called.path]: foreign }, 'acme');
  expect(await said('orders')).toEqual([]);
});

test('a weaker one is found through every caller', async () => {
  const weak = called.content.replace(/--cov-fail-under=\d+/g, '--cov-fail-under=1');
  expect(weak).not.toBe(called.content);
  await commit('ci', { [called.path]: weak });
  expect(await said('search')).toEqual([`${called.path}: minimum coverage is 1, below 80`]);
});

test('a finding in a called workflow names its file', async () => {
  const low = called.content.replace(/threshold: 90\b/, 'threshold: 50');
  expect(low).not.toBe(called.content);
  await commit('ci', { [called.path]: low });
  expect(await said('search')).toEqual([`${called.path}: readiness threshold is 50, below 90`]);
});
