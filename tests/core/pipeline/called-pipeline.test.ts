import { type PipelineSettings } from '../../../core/config/pipeline-settings';
import { contentName } from '../../../core/kernel/content-name';
import { ciPath, unknownCommit } from '../../../core/kernel/delivered-names';
import { isUnreadable, readWorkflow } from '../../../core/reading/read-workflow';
import { type Job, type Workflow } from '../../../core/reading/workflow';
import { centralWorkflows } from '../../../core/pipeline/central-workflows';
import { exampleSettings } from '../../../core/pipeline/example-settings';
import { renderPipeline } from '../../../core/pipeline/render-pipeline';

const reuse = { repository: 'ci', branch: 'main', protect: true };
const called: PipelineSettings = { ...exampleSettings, reuse };

function read(path: string, text: string): Workflow {
  const workflow = readWorkflow(path, text);
  if (isUnreadable(workflow)) throw new Error(`${path} is not readable`);
  return workflow;
}

/** ci.yml of a repository with the workflow that it calls. */
function both(settings: PipelineSettings): { caller: Workflow; target: Workflow; own: Workflow } {
  const { files, called: file, problems } = renderPipeline(settings);
  expect(problems).toEqual([]);
  if (file === undefined) throw new Error('nothing is called');
  const textOf = (all: typeof files) => all.find(({ path }) => path === ciPath)?.content ?? '';
  const { reuse: _reuse, ...rest } = settings;
  return {
    caller: read(ciPath, textOf(files)),
    target: read(file.path, file.content),
    own: read(ciPath, textOf(renderPipeline(rest).files)),
  };
}

const jobsOf = ({ jobs }: Workflow) => jobs.map(({ id, name }) => `${id}: ${name?.value ?? ''}`);
const scopes = ({ permissions }: Job) =>
  (permissions?.scopes ?? []).map(({ key, value }) => `${key.value}: ${value.value}`);

/** The text of a workflow from its jobs on. */
const jobsText = ({ text }: Workflow) => text.slice(text.indexOf('\njobs:'));

describe('a called pipeline', () => {
  it('has the jobs of one that a repository has itself, to the byte, and starts by a call alone', () => {
    const { target, own } = both(called);
    expect(jobsText(target)).toBe(jobsText(own));
    expect(target.triggers.map(({ event }) => event)).toEqual(['workflow_call']);
    expect(target.concurrency).toBeUndefined();
  });

  it('is called on the same events, and gives way in the same way', () => {
    const { caller, own } = both(called);
    const events = ({ text }: Workflow) =>
      text.slice(text.indexOf('\n"on":'), text.indexOf('\njobs:'));
    expect(events(caller)).toBe(events(own));
  });

  it('leaves the required check as it is, which needs the call and nothing else', () => {
    const { caller } = both(called);
    expect(jobsOf(caller)).toEqual(['pipeline: Pipeline', 'ci-success: CI Success']);
    const success = caller.jobs.at(-1);
    expect(success?.needs.map(({ value }) => value)).toEqual(['pipeline']);
    expect(success?.condition?.value).toBe('${{ always() }}');
    expect(renderPipeline(called).requiredChecks).toEqual(
      renderPipeline(exampleSettings).requiredChecks,
    );
  });

  it('is called at a commit that the delivery puts in', () => {
    const { caller, target } = both(called);
    expect(caller.jobs[0]?.uses?.value).toBe(`octo-org/ci/${target.path}@${unknownCommit}`);
  });

  it.each<[string, Partial<PipelineSettings>, readonly string[]]>([
    ['reads', {}, ['actions: read', 'contents: read', 'issues: read', 'pull-requests: read']],
    [
      'writes where a job does, although others read',
      {
        build: { ...exampleSettings.build, attest: true },
        scans: { ...exampleSettings.scans, codeScanning: 'upload' },
      },
      [
        'actions: read',
        'attestations: write',
        'contents: read',
        'id-token: write',
        'issues: read',
        'pull-requests: read',
        'security-events: write',
      ],
    ],
  ])('gets the permissions of all its jobs together: %s', (_, over, expected) => {
    const { caller } = both({ ...called, ...over });
    expect(caller.jobs.map(scopes)).toEqual([expected, []]);
  });

  it('gets the secrets that its jobs read, by name, and no others', () => {
    const credentials = { UV_INDEX_PRIVATE_PASSWORD: 'INDEX_PASSWORD', UV_OTHER: 'A_TOKEN' };
    const python = { ...exampleSettings.python, credentials };
    const { caller, target } = both({ ...called, python });
    const [call] = caller.jobs;
    expect(call?.secretsInherit).toBeUndefined();
    expect(call?.secrets.map(({ key, value }) => [key.value, value.value])).toEqual([
      ['A_TOKEN', '${{ secrets.A_TOKEN }}'],
      ['INDEX_PASSWORD', '${{ secrets.INDEX_PASSWORD }}'],
    ]);
    const [trigger] = target.triggers;
    expect(trigger?.secrets.map(({ name, required }) => [name.value, required])).toEqual([
      ['A_TOKEN', false],
      ['INDEX_PASSWORD', false],
    ]);
    expect(both(called).caller.jobs[0]?.secrets).toEqual([]);
  });

  it('gives a merge queue the time of both, one after the other', () => {
    const queued = { ...exampleSettings, mergeQueue: true };
    const minutes = renderPipeline(queued).queueMinutes;
    // The timeout of the second `CI Success`, and the wait for its runner.
    expect(renderPipeline({ ...queued, reuse }).queueMinutes).toBe(minutes + 5 + 2);
  });

  it('names the owner of the repository that calls it', () => {
    const [first, second] = ['acme', 'octo-org'].map((owner) =>
      renderPipeline({ ...called, owner }).files.find(({ path }) => path === ciPath),
    );
    expect(first?.content).toContain('uses: acme/ci/.github/workflows/');
    expect(second?.content).toContain('uses: octo-org/ci/.github/workflows/');
  });
});

describe('a central repository', () => {
  const named = (repository: string, over: Partial<PipelineSettings> = {}): PipelineSettings => ({
    ...called,
    repository,
    ...over,
  });
  const slow = { timeouts: { ...exampleSettings.timeouts, test: 60 } };

  it('has each pipeline once, and none of a repository that has its own', () => {
    const { reuse: _reuse, ...own } = named('own', { runner: 'ubuntu-22.04' });
    const found = centralWorkflows([named('a'), named('b', slow), named('c'), own]);
    expect(found).toHaveLength(1);
    const [central] = found;
    expect(central).toMatchObject(reuse);
    const paths = [named('a'), named('b', slow)].map((one) => renderPipeline(one).called?.path);
    expect(Object.keys(central?.workflows ?? {})).toEqual(paths.sort());
  });

  it('is one of several, whatever case names it', () => {
    const other = { reuse: { ...reuse, repository: 'other', access: 'user' as const } };
    const again = { reuse: { ...reuse, repository: 'CI' }, ...slow };
    const found = centralWorkflows([named('a'), named('b', other), named('c', again)]);
    expect(found.map(({ repository, access }) => [repository, access])).toEqual([
      ['ci', undefined],
      ['other', 'user'],
    ]);
    expect(found.map(({ workflows }) => Object.keys(workflows).length)).toEqual([2, 1]);
  });

  it('gets nothing of what cannot be rendered', () => {
    expect(centralWorkflows([named('a', { runner: '${{ x }}' })])).toEqual([]);
  });
});

it('a name follows from every character of a text', () => {
  const texts = ['', 'a', 'b', 'ab', 'ba', 'aa', `${'x'.repeat(9_999)}y`, `y${'x'.repeat(9_999)}`];
  const names = texts.map(contentName);
  expect(new Set(names).size).toBe(texts.length);
  for (const name of names) expect(name).toMatch(/^[0-9a-f]{16}$/);
  expect(contentName('ab')).toBe(names[3]);
});
