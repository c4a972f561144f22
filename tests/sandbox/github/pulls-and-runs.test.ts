import { strFromU8, unzipSync } from 'fflate';
import { openTestWorld, refusal, type TestWorld } from '../test-world';

describe('pull requests, comments and workflow runs', () => {
  let world: TestWorld;
  const at = (repo: string) => ({ owner: world.owner, repo });

  beforeAll(async () => {
    world = await openTestWorld();
  });
  afterAll(async () => {
    expect(world.github.violations).toEqual([]);
    await world.dispose();
  });

  const open = (repo: string) =>
    world.octokit.request('POST /repos/{owner}/{repo}/pulls', {
      ...at(repo),
      title: 'Topic',
      head: 'topic',
      base: 'main',
    });

  it('opens one pull request per branch, follows its head, updates and closes it', async () => {
    await world.make('pulls');
    await world.push('pulls', 'topic', { 'a.txt': 'a' });
    const { data: pull } = await open('pulls');
    expect((await refusal(open('pulls'))).status).toBe(422);
    const head = await world.push('pulls', 'topic', { 'b.txt': 'b' });
    const one = { ...at('pulls'), pull_number: pull.number };
    const path = '/repos/{owner}/{repo}/pulls/{pull_number}' as const;
    await world.octokit.request(`PATCH ${path}`, { ...one, title: 'Better', state: 'closed' });
    const read = await world.octokit.request(`GET ${path}`, one);
    expect(read.data).toMatchObject({ title: 'Better', state: 'closed', merged: false });
    expect(world.git('pulls', 'rev-parse', 'topic')).toBe(head);
    const files = await world.octokit.request(`GET ${path}/files`, one);
    expect(files.data.map((file) => file.filename)).toEqual(['a.txt', 'b.txt']);
  });

  it('merges by squash into one commit with one parent', async () => {
    await world.make('squash');
    await world.push('squash', 'topic', { 'a.txt': 'a' });
    await world.push('squash', 'topic', { 'b.txt': 'b' });
    const { data: pull } = await open('squash');
    const { data } = await world.octokit.request(
      'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge',
      { ...at('squash'), pull_number: pull.number, merge_method: 'squash' },
    );
    expect(world.git('squash', 'log', '--format=%s', 'main')).toBe(
      `Topic (#${String(pull.number)})\nStart`,
    );
    expect(world.git('squash', 'rev-parse', 'main')).toBe(data.sha);
  });

  it('refuses to merge branches that conflict', async () => {
    await world.make('conflict', { 'a.txt': 'base\n' });
    await world.push('conflict', 'topic', { 'a.txt': 'topic\n' });
    await world.push('conflict', 'main', { 'a.txt': 'main\n' });
    const { data: pull } = await open('conflict');
    const merge = world.octokit.request('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', {
      ...at('conflict'),
      pull_number: pull.number,
    });
    expect((await refusal(merge)).status).toBe(405);
  });

  it('keeps comments and labels of a pull request', async () => {
    await world.make('comments');
    await world.push('comments', 'topic', { 'a.txt': 'a' });
    const { data: pull } = await open('comments');
    const issue = { ...at('comments'), issue_number: pull.number };
    const path = '/repos/{owner}/{repo}/issues/{issue_number}' as const;
    const { data: comment } = await world.octokit.request(`POST ${path}/comments`, {
      ...issue,
      body: 'first',
    });
    await world.octokit.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
      ...at('comments'),
      comment_id: comment.id,
      body: 'second',
    });
    const comments = await world.octokit.request(`GET ${path}/comments`, issue);
    expect(comments.data.map((one) => one.body)).toEqual(['second']);
    await world.octokit.request(`POST ${path}/labels`, { ...issue, labels: ['bug'] });
    const labels = await world.octokit.request(`GET ${path}/labels`, issue);
    expect(labels.data.map((label) => label.name)).toEqual(['bug']);
  });

  it('lists recorded runs newest first, by workflow, branch and conclusion', async () => {
    await world.make('runs', { '.github/workflows/ci.yml': 'name: CI\n' });
    const record = (conclusion: string, createdAt: string) =>
      world.addRun({ repository: 'runs', workflow: 'ci.yml', name: 'CI', conclusion, createdAt });
    await record('success', '2026-11-01T10:00:00Z');
    const newest = await record('failure', '2026-11-02T10:00:00Z');
    await world.addRun({ repository: 'runs', workflow: 'other.yml', conclusion: null });
    const list = (query: object) =>
      world.octokit.request('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', {
        ...at('runs'),
        workflow_id: 'ci.yml',
        ...query,
      });
    const all = await list({ branch: 'main', status: 'completed' });
    expect(all.data.workflow_runs.map((run) => [run.conclusion, run.run_number])).toEqual([
      ['failure', 2],
      ['success', 1],
    ]);
    expect((await list({ status: 'failure' })).data.workflow_runs[0]?.id).toBe(newest);
    expect((await list({ branch: 'nowhere' })).data.total_count).toBe(0);
  });

  it('shows the jobs of the newest attempt, and of an older one when asked', async () => {
    await world.make('attempts');
    const job = (conclusion: string) => [{ name: 'Test Suite', conclusion }];
    const run = await world.addRun({
      repository: 'attempts',
      workflow: 'ci.yml',
      conclusion: 'failure',
      jobs: job('failure'),
      createdAt: '2026-01-01T00:00:00Z',
    });
    const again = await world.addRun({
      repository: 'attempts',
      workflow: 'ci.yml',
      rerunOf: run,
      jobs: job('success'),
      createdAt: '2026-01-02T00:00:00Z',
    });
    expect(again).toBe(run);
    const one = { ...at('attempts'), run_id: run };
    const path = '/repos/{owner}/{repo}/actions/runs/{run_id}' as const;
    const read = await world.octokit.request(`GET ${path}`, one);
    expect(read.data).toMatchObject({ run_attempt: 2, conclusion: 'success', run_number: 1 });
    // The start is that of the attempt, the creation that of the run.
    expect(read.data).toMatchObject({
      created_at: '2026-01-01T00:00:00Z',
      run_started_at: '2026-01-02T00:00:00Z',
    });
    const jobs = await world.octokit.request(`GET ${path}/jobs`, one);
    expect(jobs.data.jobs.map((each) => each.conclusion)).toEqual(['success']);
    const first = await world.octokit.request(`GET ${path}/attempts/{attempt_number}/jobs`, {
      ...one,
      attempt_number: 1,
    });
    expect(first.data.jobs.map((each) => each.conclusion)).toEqual(['failure']);
  });

  it('hands out an artifact as a ZIP archive through a redirect', async () => {
    await world.make('artifacts');
    const run = await world.addRun({
      repository: 'artifacts',
      workflow: 'ci.yml',
      artifacts: { 'reports-test': { 'junit.xml': '<testsuites/>' } },
    });
    const { data } = await world.octokit.request(
      'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts',
      { ...at('artifacts'), run_id: run },
    );
    const [artifact] = data.artifacts;
    expect(artifact?.name).toBe('reports-test');
    const download = await world.octokit.request(
      'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}',
      { ...at('artifacts'), artifact_id: artifact?.id ?? 0, archive_format: 'zip' },
    );
    const files = unzipSync(new Uint8Array(download.data as ArrayBuffer));
    expect(strFromU8(files['junit.xml'] ?? new Uint8Array())).toBe('<testsuites/>');
  });
});
