import * as fc from 'fast-check';
import { GitHubFailure } from '../github/failure';
import { MemoryDelivery } from './memory-delivery';
import { MemoryRepository } from './memory-repository';
import { type ChangePlan, type Tree } from './plan';
import { formerFiles, replacedBy, replacementText } from './replaced-files';

const work = 'gatehouse/pipeline';
const byRequest = { delivery: 'pullRequest', pullRequest: { title: 'Title', body: 'Body' } };
const theirs = 'on: push\njobs:\n  lint:\n    steps: []\n  test:\n    steps: []\n';

const deliveryTo = (files: Readonly<Record<string, string>>, more = {}): MemoryDelivery =>
  new MemoryDelivery(new MemoryRepository('orders', files), more);

describe('a delivery that replaces files of others', () => {
  it('names them in the commit message, with their jobs', async () => {
    const one = deliveryTo({ 'ci.yml': theirs, 'old.yml': theirs, 'notes.txt': 'one' });
    const replaces = ['ci.yml', 'old.yml', 'notes.txt'];
    await one.deliver({ 'ci.yml': 'ours' }, { message: 'Ours', replaces });
    expect(one.repository.texts()).toEqual({ 'ci.yml': 'ours' });
    expect(one.repository.message(one.repository.head('main'))).toBe(
      [
        'Ours',
        '',
        'These files of the repository are replaced. They stay in its history, and come back when they are no longer replaced:',
        '',
        '- `ci.yml`, overwritten (6 lines; jobs: `lint`, `test`)',
        '- `notes.txt`, removed (1 line)',
        '- `old.yml`, removed (6 lines; jobs: `lint`, `test`)',
      ].join('\n'),
    );
  });

  it('names them in the pull request', async () => {
    const one = deliveryTo({ 'ci.yml': theirs, 'old.yml': theirs }, byRequest);
    await one.deliver({ 'ci.yml': 'ours' }, { adopt: true, replaces: ['old.yml'] });
    expect(one.repository.requests[0]?.body).toMatch(
      /^Body\n\nThese files .*\n\n- `ci\.yml`, overwritten .*\n- `old\.yml`, removed .*$/,
    );
    const writes = one.repository.writes.length;
    await one.deliver({ 'ci.yml': 'ours' }, { adopt: true, replaces: ['old.yml'] });
    expect(one.repository.writes).toHaveLength(writes);
  });

  it('records what a commit replaced whose answer was lost', async () => {
    const one = deliveryTo({ 'ci.yml': theirs });
    const { repository } = one;
    const commitOnBranch = repository.commitOnBranch.bind(repository);
    repository.commitOnBranch = async (...args) => {
      await commitOnBranch(...args);
      throw new GitHubFailure('uncertain', 'no answer');
    };
    await one.deliver({ 'ci.yml': 'ours' }, { adopt: true });
    repository.commitOnBranch = commitOnBranch;
    await one.deliver({});
    expect(repository.texts()).toEqual({ 'ci.yml': theirs });
  });

  it('leaves a file that someone put in the place of a removed one', async () => {
    const one = deliveryTo({ 'old.yml': theirs });
    await one.deliver({ 'ci.yml': 'ours' }, { replaces: ['old.yml'] });
    one.repository.push({ 'old.yml': 'newer' });
    await one.deliver({});
    expect(one.repository.texts()).toEqual({ 'old.yml': 'newer' });
  });

  it('leaves their file as it is now, where the pull request was never merged', async () => {
    const one = deliveryTo({ 'ci.yml': theirs, 'old.yml': theirs }, byRequest);
    await one.deliver({ 'ci.yml': 'ours' }, { adopt: true, replaces: ['old.yml'] });
    one.repository.push({ 'ci.yml': 'newer' });
    const state = await one.deliver({});
    expect(state.pending).toBe(false);
    expect(one.repository.texts()).toEqual({ 'ci.yml': 'newer', 'old.yml': theirs });
    expect(one.repository.branches.has(work)).toBe(false);
  });

  it('gives a file back with its mode', async () => {
    const repository = new MemoryRepository('orders', {
      'run.sh': { text: 'theirs', mode: '100755' },
      link: { text: 'run.sh', mode: '120000' },
    });
    const one = new MemoryDelivery(repository);
    const before = repository.texts();
    await one.deliver({ 'run.sh': 'ours', link: 'ours' }, { adopt: true });
    expect(repository.texts()).toEqual({ 'run.sh': 'ours', link: 'ours' });
    await one.deliver({});
    expect(repository.texts()).toEqual(before);
  });
});

const path = fc.constantFrom('a', 'b', 'c', 'd/e', 'd/f');
const texts = (prefix: string): fc.Arbitrary<Record<string, string>> =>
  fc.dictionary(
    path,
    fc.constantFrom('1', '2').map((one) => prefix + one),
    {
      noNullPrototype: true,
    },
  );
const step = fc.record({
  files: texts('ours'),
  replaces: fc.uniqueArray(path),
  isMerged: fc.boolean(),
});

describe.each([
  ['commits', {}],
  ['pull requests', byRequest],
])('by %s', (_mode, more) => {
  it('whatever was delivered meanwhile, what was there comes back', async () => {
    await fc.assert(
      fc.asyncProperty(texts('theirs'), fc.array(step, { maxLength: 4 }), async (before, steps) => {
        const one = deliveryTo({ 'README.md': 'x', ...before }, more);
        for (const { files, replaces: some, isMerged } of steps) {
          const replaces = [...new Set([...some, ...Object.keys(files)])];
          const state = await one.deliver(files, { replaces });
          if (state.pending && isMerged) one.repository.merge(work);
        }
        const last = await one.deliver({});
        if (last.pending) {
          one.repository.merge(work);
          const after = await one.deliver({});
          expect(after).toMatchObject({ pending: false, replaced: {}, blobs: {} });
        }
        expect(one.repository.texts()).toEqual({ 'README.md': 'x', ...before });
      }),
    );
  });
});

describe('the text on files of others', () => {
  const jobs = (count: number): string =>
    `on: push\njobs:\n${Array.from({ length: count }, (_, index) => `  j${index}:\n    steps: []\n`).join('')}`;
  const contents: Readonly<Record<string, string>> = {
    theirs,
    twenty: jobs(20),
    more: jobs(22),
    bare: 'x',
    torn: 'jobs: [',
  };
  const text = (replaced: Readonly<Record<string, string>>, plan: Partial<ChangePlan> = {}) =>
    replacementText({ text: (sha) => Promise.resolve(contents[sha]) }, replaced, {
      ...{ adopted: [], removed: [], restored: [] },
      ...plan,
    });
  const names = (count: number): string =>
    Array.from({ length: count }, (_, index) => `\`j${index}\``).join(', ');

  it.each([
    ['a.yml', 'theirs', ' (6 lines; jobs: `lint`, `test`)'],
    ['a.yaml', 'theirs', ' (6 lines; jobs: `lint`, `test`)'],
    ['a.yml.txt', 'theirs', ' (6 lines)'],
    ['a.yml', 'twenty', ` (42 lines; jobs: ${names(20)})`],
    ['a.yml', 'more', ` (46 lines; jobs: ${names(20)} and 2 more)`],
    ['a.yml', 'bare', ' (1 line)'],
    ['a.yml', 'torn', ' (1 line)'],
    ['a.yml', 'gone', ''],
  ])('says of %s with the content %s what is in it', async (file, content, words) => {
    const lines = (await text({ [file]: `100644 ${content}` })).split('\n');
    expect(lines.at(-1)).toBe(`- \`${file}\`, overwritten${words}`);
  });

  it('lists what goes by path, and what comes back after it', async () => {
    const replaced = { 'b.txt': '100644 bare', 'a.txt': '100644 bare' };
    const restored = ['c.txt', 'd.txt'];
    const gone =
      'These files of the repository are replaced. They stay in its history, and come back when they are no longer replaced:\n\n- `a.txt`, removed (1 line)\n- `b.txt`, overwritten (1 line)';
    const back = 'These files come back as they were before:\n\n- `c.txt`\n- `d.txt`';
    expect(await text({}, {})).toBe('');
    expect(await text(replaced, { removed: ['a.txt'] })).toBe(gone);
    expect(await text({}, { restored })).toBe(back);
    expect(await text(replaced, { removed: ['a.txt'], restored })).toBe(`${gone}\n\n${back}`);
  });
});

it('what a plan replaces is recorded with mode and blob; what is not there is not', () => {
  const tree: Tree = new Map([['a', { type: 'blob' as const, mode: '100755', sha: 'f00' }]]);
  const none = { additions: [], deletions: [], restored: [], conflicts: [] };
  const plan = { ...none, adopted: ['a', 'b'], removed: ['c'] };
  expect(replacedBy(plan, tree)).toEqual({ a: '100755 f00' });
  const former = formerFiles({ replaced: { a: '100755 f00', b: '100644 bee' } }, new Set(['b']));
  expect([...former]).toEqual([['a', { mode: '100755', sha: 'f00' }]]);
});
