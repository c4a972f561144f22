import * as fc from 'fast-check';
import { GitHubFailure } from '../github/failure';
import { type ValueMap } from '../protocol/values';
import { blobSha } from './blob';
import { differences } from './differences';
import { MemoryDelivery } from './memory-delivery';
import { type Content, MemoryRepository } from './memory-repository';
import { readBack } from './read-back';
import { readState, stateOutputs } from './state';

const work = 'gatehouse/pipeline';
const byRequest = { delivery: 'pullRequest', pullRequest: { title: 'Title', body: 'Body' } };
const path = '.github/workflows/old.yml';
const job = (id: string): string => `  ${id}:\n    steps:\n      - run: ${id}\n`;
const workflow = (...ids: readonly string[]): string => `on: push\njobs:\n${ids.map(job).join('')}`;
const all = workflow('lint', 'docs', 'test');

const deliveryTo = (files: Readonly<Record<string, Content>>, more: ValueMap = {}) =>
  new MemoryDelivery(new MemoryRepository('orders', files), more);
const jobs = (...ids: readonly string[]): ValueMap => ({ replacesJobs: { [path]: ids } });
const ours = { 'ci.yml': 'ours' };

describe('a delivery that replaces jobs', () => {
  it('takes them out of their workflow, names them, and gives them back byte for byte', async () => {
    const one = deliveryTo({ [path]: all });
    await one.deliver(ours, { message: 'Ours', ...jobs('lint', 'test', 'never') });
    expect(one.repository.texts()).toEqual({ ...ours, [path]: workflow('docs') });
    expect(one.repository.message(one.repository.head('main'))).toBe(
      `Ours\n\nThese jobs are taken out of workflows of the repository, and come back when they are no longer replaced:\n\n- \`${path}\`: \`lint\`, \`test\``,
    );
    await one.deliver(ours, { message: 'Back' });
    expect(one.repository.texts()).toEqual({ ...ours, [path]: all });
    expect(one.repository.message(one.repository.head('main'))).toBe(
      `Back\n\nThese jobs come back:\n\n- \`${path}\`: \`lint\`, \`test\``,
    );
    expect(one.state?.replacedJobs).toEqual({});
  });

  it('names them in the pull request, and writes nothing more while it waits', async () => {
    const one = deliveryTo({ [path]: all }, byRequest);
    await one.deliver(ours, jobs('lint'));
    expect(one.repository.texts()).toEqual({ [path]: all });
    expect(one.repository.requests[0]?.body).toMatch(/^Body\n\nThese jobs .*`lint`$/su);
    const writes = one.repository.writes.length;
    await one.deliver(ours, jobs('lint'));
    expect(one.repository.writes).toHaveLength(writes);
  });

  it('gives one of several back', async () => {
    const one = deliveryTo({ [path]: all });
    await one.deliver(ours, jobs('lint', 'test'));
    await one.deliver(ours, jobs('lint'));
    expect(one.repository.texts()[path]).toBe(workflow('docs', 'test'));
    await one.deliver(ours);
    expect(one.repository.texts()[path]).toBe(all);
  });

  it('gives back what was taken at different times', async () => {
    const one = deliveryTo({ [path]: all });
    await one.deliver(ours, jobs('lint'));
    await one.deliver(ours, jobs('lint', 'test'));
    expect(one.repository.texts()[path]).toBe(workflow('docs'));
    await one.deliver(ours);
    expect(one.repository.texts()[path]).toBe(all);
  });

  it('keeps later edits of the workflow, and gives the jobs back beside their neighbours', async () => {
    const one = deliveryTo({ [path]: all });
    await one.deliver(ours, jobs('lint'));
    one.repository.push({ [path]: workflow('docs', 'new') });
    await one.deliver(ours, jobs('lint'));
    expect(one.repository.texts()[path]).toBe(workflow('docs', 'new'));
    await one.deliver(ours);
    expect(one.repository.texts()[path]).toBe(workflow('lint', 'docs', 'new'));
  });

  it('takes a job that came again out again, and gives back its last text', async () => {
    const again = workflow('docs').concat('  lint:\n    steps: []\n');
    const one = deliveryTo({ [path]: all });
    await one.deliver(ours, jobs('lint'));
    one.repository.push({ [path]: again });
    await one.deliver(ours, jobs('lint'));
    expect(one.repository.texts()[path]).toBe(workflow('docs'));
    await one.deliver(ours);
    expect(one.repository.texts()[path]).toBe(again);
  });

  it('leaves a workflow away that is gone, and the mode of one that stays', async () => {
    const one = deliveryTo({ [path]: { text: all, mode: '100755' } });
    await one.deliver(ours, jobs('lint'));
    expect(one.repository.texts()[path]).toBe(`100755 ${workflow('docs', 'test')}`);
    one.repository.push({ [path]: null });
    await one.deliver(ours);
    expect(one.repository.texts()).toEqual(ours);
  });

  it('records what a commit took whose answer was lost', async () => {
    const one = deliveryTo({ [path]: all });
    const { repository } = one;
    const commitOnBranch = repository.commitOnBranch.bind(repository);
    repository.commitOnBranch = async (...args) => {
      await commitOnBranch(...args);
      throw new GitHubFailure('uncertain', 'no answer');
    };
    await one.deliver(ours, jobs('lint'));
    repository.commitOnBranch = commitOnBranch;
    await one.deliver(ours);
    expect(repository.texts()[path]).toBe(all);
  });

  it.each([
    ['removed', { replaces: [path] }, {}],
    ['overwritten', { adopt: true }, { [path]: 'ours' }],
  ])('gives all jobs back of a workflow that is %s later', async (_how, more, files) => {
    const one = deliveryTo({ [path]: all });
    await one.deliver(ours, jobs('lint'));
    await one.deliver({ ...ours, ...files }, more);
    expect(one.repository.texts()).toEqual({ ...ours, ...files });
    await one.deliver(ours);
    expect(one.repository.texts()[path]).toBe(all);
  });

  it('is refused where a workflow without its jobs changed and is then replaced as a whole', async () => {
    const one = deliveryTo({ [path]: all });
    await one.deliver(ours, jobs('lint'));
    one.repository.push({ [path]: workflow('docs') });
    await expect(one.deliver(ours, { replaces: [path] })).rejects.toThrow(
      /has changed since jobs were taken out of it.*for one update, which gives the jobs back/,
    );
  });

  it.each<[string, Content, readonly string[], RegExp]>([
    [
      'a job that another one needs',
      `${workflow('lint')}  docs:\n    needs: lint\n`,
      ['lint'],
      /old\.yml of acme\/orders has the job docs, which needs lint\. Nothing was changed/,
    ],
    ['every job', all, ['lint', 'docs', 'test'], /list the whole file in `replaces`/],
    ['jobs of a link', { text: 'x.yml', mode: '120000' }, ['lint'], /is not a text file in UTF-8/],
  ])('is refused for %s, and changes nothing', async (_what, content, ids, message) => {
    const one = deliveryTo({ [path]: content });
    await expect(one.deliver(ours, jobs(...ids))).rejects.toThrow(message);
    expect(one.repository.writes).toEqual([]);
  });

  it('is refused where a job cannot come back, and says where its text is', async () => {
    const one = deliveryTo({ [path]: all });
    const sha = blobSha(Buffer.from(all));
    await one.deliver(ours, jobs('lint'));
    one.repository.push({ [path]: 'on: push\njobs: {docs: {}}\n' });
    const writes = one.repository.writes.length;
    await expect(one.deliver(ours)).rejects.toThrow(
      `has under jobs no map with one entry a line. Nothing was changed. Add the jobs lint by hand, as the branch had them in the blob ${sha}`,
    );
    expect(one.repository.writes).toHaveLength(writes);
  });
});

describe('what a refresh finds', () => {
  const news = (more: ValueMap = {}): ValueMap => ({
    repository: 'orders',
    branch: 'main',
    ...more,
  });
  async function refreshed(one: MemoryDelivery, more: ValueMap) {
    const outputs = { ...news(more), ...stateOutputs(one.state ?? readState({})) };
    const read = await readBack(one.repository, 'orders:main', news(), outputs);
    return { state: readState(read.outputs), outputs: read.outputs };
  }
  const replacing = jobs('lint', 'test');

  it('is the same while the jobs are gone', async () => {
    const one = deliveryTo({ [path]: all });
    await one.deliver(ours, replacing);
    const { state, outputs } = await refreshed(one, replacing);
    expect(state.replacesJobs).toEqual({ [path]: ['lint', 'test'] });
    expect(differences(outputs, news({ ...replacing, files: ours }))).toEqual({});
  });

  it('is a difference once one of them is there again', async () => {
    const one = deliveryTo({ [path]: all });
    await one.deliver(ours, replacing);
    one.repository.push({ [path]: workflow('docs', 'test') });
    const { state, outputs } = await refreshed(one, replacing);
    expect(state.replacesJobs).toEqual({ [path]: ['lint'] });
    expect(differences(outputs, news({ ...replacing, files: ours }))).toEqual({
      replacesJobs: 'update',
    });
  });

  it.each([
    ['waits until the jobs are gone', workflow('docs', 'test'), true],
    ['has arrived once they are', workflow('docs'), false],
  ])('a pull request %s', async (_what, text, pending) => {
    const one = deliveryTo({ [path]: all }, byRequest);
    await one.deliver(ours, replacing);
    one.repository.push({ ...ours, [path]: text });
    expect((await refreshed(one, { ...byRequest, ...replacing })).state.pending).toBe(pending);
  });

  it('a pull request that gives jobs back has arrived once they are there', async () => {
    const one = deliveryTo({ [path]: all }, byRequest);
    await one.deliver(ours, replacing);
    one.repository.merge(work);
    await one.deliver(ours, replacing);
    await one.deliver(ours);
    expect((await refreshed(one, byRequest)).state).toMatchObject({ pending: true });
    one.repository.merge(work);
    const { state } = await refreshed(one, byRequest);
    expect(state).toMatchObject({ pending: false, replacedJobs: {} });
    expect(one.repository.texts()[path]).toBe(all);
  });
});

const ids = ['lint', 'docs', 'test'] as const;
const step = fc.record({
  going: fc.subarray([...ids], { maxLength: 2 }),
  isMerged: fc.boolean(),
});

describe.each([
  ['commits', {}],
  ['pull requests', byRequest],
])('by %s', (_mode, more) => {
  it('whatever jobs were replaced meanwhile, the workflow comes back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 5 }), async (steps) => {
        const one = deliveryTo({ 'README.md': 'x', [path]: all }, more);
        for (const { going, isMerged } of steps) {
          const replacing = going.length === 0 ? {} : jobs(...going);
          const state = await one.deliver(ours, replacing);
          if (state.pending && isMerged) one.repository.merge(work);
          if (!state.pending) {
            const rest = ids.filter((id) => !going.includes(id));
            expect(one.repository.texts()[path]).toBe(workflow(...rest));
          }
        }
        const last = await one.deliver({});
        if (last.pending) {
          one.repository.merge(work);
          expect(await one.deliver({})).toMatchObject({ pending: false, replacedJobs: {} });
        }
        expect(one.repository.texts()).toEqual({ 'README.md': 'x', [path]: all });
      }),
      { numRuns: 40 },
    );
  });
});
