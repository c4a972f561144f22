import * as fc from 'fast-check';
import { codeOwnersPaths } from '../../core/guard/owners-file';
import { blockMarks } from '../../core/kernel/marked-block';
import { mapFromWire, type ValueMap } from '../protocol/values';
import { MemoryDelivery } from './memory-delivery';
import { type Content, MemoryRepository } from './memory-repository';
import { planOn, sharedDiff, sharedNow } from './shared-file';
import { workflowCommitKind } from './workflow-commit-kind';

const [first = '', root = ''] = codeOwnersPaths;
const block = '/.github/ @olga\npyproject.toml @olga';
const lines = `${blockMarks.first}\n${block}\n${blockMarks.last}`;
const work = 'gatehouse/pipeline';
const byRequest = { delivery: 'pullRequest', pullRequest: { title: 'Title', body: 'Body' } };
const owned = { shared: { paths: [...codeOwnersPaths], block } };
const ours = { 'ci.yml': 'ours' };

const deliveryTo = (files: Readonly<Record<string, Content>>, more: ValueMap = {}) =>
  new MemoryDelivery(new MemoryRepository('orders', files), more);

describe('the shared file', () => {
  it.each([
    ['below .github, before one at the root', { [first]: '* @ada\n', [root]: '* @eve\n' }, first],
    ['at the root', { [root]: '* @ada\n' }, root],
    ['in docs', { 'docs/CODEOWNERS': '* @ada\n' }, 'docs/CODEOWNERS'],
  ])('is the one that GitHub looks at: %s', async (_name, files, at) => {
    const one = deliveryTo(files);
    const state = await one.deliver(ours, owned);
    const before = files as Readonly<Record<string, string>>;
    expect(one.repository.texts()).toEqual({
      ...before,
      ...ours,
      [at]: `${before[at] ?? ''}${lines}\n`,
    });
    expect(state.shared).toEqual({ path: at, block, isMade: false });
    expect(state.blobs).not.toHaveProperty(at);
    await one.deliver(ours);
    expect(one.repository.texts()).toEqual({ ...before, ...ours });
  });

  it('is made where there is none, in one commit with the files, and goes as a whole with the lines', async () => {
    const one = deliveryTo({ 'README.md': 'theirs' });
    const before = one.repository.writes.length;
    const state = await one.deliver(ours, owned);
    expect(one.repository.writes).toHaveLength(before + 1);
    expect(one.repository.texts()).toMatchObject({ [first]: `${lines}\n` });
    expect(state.shared).toEqual({ path: first, block, isMade: true });
    await one.deliver({});
    expect(one.repository.texts()).toEqual({ 'README.md': 'theirs' });
  });

  it('that we made stays where someone added a rule, and one that was empty before stays empty', async () => {
    const one = deliveryTo({ 'README.md': 'theirs' });
    await one.deliver(ours, owned);
    one.repository.push({ [first]: `# Ours\n${lines}\n` });
    await one.deliver({});
    expect(one.repository.texts()).toEqual({ 'README.md': 'theirs', [first]: '# Ours\n' });
    const empty = deliveryTo({ [root]: '' });
    await empty.deliver(ours, owned);
    await empty.deliver({});
    expect(empty.repository.texts()).toEqual({ [root]: '' });
  });

  it('keeps its mode', async () => {
    const one = deliveryTo({ [root]: { text: '* @ada', mode: '100755' } });
    await one.deliver(ours, owned);
    expect(one.repository.texts()[root]).toBe(`100755 * @ada\n${lines}`);
    await one.deliver({});
    expect(one.repository.texts()).toEqual({ [root]: '100755 * @ada' });
  });

  it('makes no commit when nothing changed, nor when others changed the rest of it', async () => {
    const one = deliveryTo({ [root]: '* @ada\n' });
    await one.deliver(ours, owned);
    one.repository.push({ [root]: `* @ada\ndocs/ @dana\n${lines}\n# note\n` });
    const { length } = one.repository.writes;
    await one.deliver(ours, owned);
    expect(one.repository.writes).toHaveLength(length);
  });

  it('has the lines put behind rules that would take the paths over', async () => {
    const one = deliveryTo({ [root]: '* @ada\n' });
    await one.deliver(ours, owned);
    one.repository.push({ [root]: `* @ada\n${lines}\n/.github/ @eve\n` });
    await one.deliver(ours, owned);
    expect(one.repository.texts()[root]).toBe(`* @ada\n/.github/ @eve\n${lines}\n`);
  });

  it('is left for one that GitHub looks at before it', async () => {
    const one = deliveryTo({ [root]: '* @ada\n' });
    await one.deliver(ours, owned);
    one.repository.push({ [first]: '* @eve\n' });
    await one.deliver(ours, owned);
    const texts = one.repository.texts();
    expect(texts).toMatchObject({ [root]: '* @ada\n', [first]: `* @eve\n${lines}\n` });
  });

  it.each<[string, Content, RegExp]>([
    [
      'marks without an end',
      `${blockMarks.first}\n* @ada\n`,
      /damaged marks: the line "# gate.*0 times/,
    ],
    ['two parts', `${lines}\n${lines}\n`, /damaged marks: .* 2 times/],
    ['a link', { text: 'docs/owners', mode: '120000' }, /is a symbolic link/],
    ['no UTF-8', { text: 'x\u0000', mode: '100644' }, /is not text/],
    ['more than GitHub reads', '#'.repeat(3 * 1024 * 1024), /would be larger than 3145728 bytes/],
  ])(
    'with %s stops the preview and the delivery, and nothing is changed',
    async (_name, text, message) => {
      const { repository } = deliveryTo({ [root]: text });
      const kind = workflowCommitKind(() => repository, { waitMs: 0 });
      const context = { urn: 'urn', log: () => undefined };
      const news = mapFromWire({ repository: 'orders', branch: 'main', files: ours, ...owned });
      const { length } = repository.writes;
      await expect(kind.previewCreate(news, context)).rejects.toThrow(message);
      await expect(kind.create(news, context)).rejects.toThrow(message);
      expect(repository.writes).toHaveLength(length);
    },
  );
});

describe('by pull request', () => {
  it('the lines wait with the files, come, change and go, and the rest is never touched', async () => {
    const one = deliveryTo({ [root]: '* @ada' }, byRequest);
    const { repository } = one;
    expect((await one.deliver(ours, owned)).pending).toBe(true);
    expect(repository.texts('main')).toEqual({ [root]: '* @ada' });
    const { length } = repository.writes;
    await one.deliver(ours, owned);
    expect(repository.writes).toHaveLength(length);
    // Others edit the file meanwhile: the pull request is made anew from what the base has.
    repository.push({ [root]: '* @ada\r\n* @bo\r\n' });
    await one.deliver(ours, owned);
    repository.merge(work);
    expect((await one.deliver(ours, owned)).pending).toBe(false);
    const crlf = lines.replaceAll('\n', '\r\n');
    expect(repository.texts('main')).toEqual({ ...ours, [root]: `* @ada\r\n* @bo\r\n${crlf}\r\n` });
    expect((await one.deliver(ours)).pending).toBe(true);
    // The lines are still there, so the pull request that takes them away stays.
    expect((await one.deliver(ours)).pending).toBe(true);
    repository.merge(work);
    const last = await one.deliver(ours);
    expect(last).toMatchObject({ pending: false, shared: undefined });
    expect(repository.texts('main')).toEqual({ ...ours, [root]: '* @ada\r\n* @bo\r\n' });
  });
});

it('a pull request that waits leaves the file alone in the places that do not count', async () => {
  const files = { [first]: '* @ada\n', [root]: '* @eve\n' };
  const one = deliveryTo(files, byRequest);
  await one.deliver(ours, owned);
  await one.deliver(ours, owned);
  expect(one.repository.texts(work)).toEqual({ ...files, ...ours, [first]: `* @ada\n${lines}\n` });
});

describe('a refresh', () => {
  const stage = async (mode: ValueMap = {}) => {
    const { repository } = deliveryTo({ [root]: '* @ada\n' });
    const log: string[] = [];
    const kind = workflowCommitKind(() => repository, { waitMs: 0 });
    const context = { urn: 'urn', log: (_severity: string, text: string) => log.push(text) };
    const news = mapFromWire({
      ...{ repository: 'orders', branch: 'main', files: ours, ...owned },
      ...mode,
    });
    const { id, outputs } = await kind.create(news, context);
    const refreshed = async (): Promise<ValueMap> => {
      const read = await kind.read(id, news, outputs, context);
      return kind.diff(read.outputs, news);
    };
    return { repository, refreshed, log };
  };

  it.each<[string, string | null, boolean]>([
    ['nothing', `* @ada\n${lines}\n`, false],
    ['the rest', `# Owners\n* @bo\n${lines}\n\n# end`, false],
    ['line breaks', `* @ada\r\n${lines.replaceAll('\n', '\r\n')}\r\n`, false],
    ['our lines', `* @ada\n${lines.replace('@olga', '@eve')}\n`, true],
    ['that a rule follows', `* @ada\n${lines}\n/.github/ @eve\n`, true],
    ['a mark', `* @ada\n${lines.replace(blockMarks.last, '')}\n`, true],
    ['that the lines are gone', '* @ada\n', true],
    ['that the file is gone', null, true],
  ])('after someone changed %s', async (_name, text, differs) => {
    const { repository, refreshed, log } = await stage();
    repository.push({ [root]: text });
    expect(await refreshed()).toEqual(differs ? { shared: 'update' } : {});
    expect(log.join('\n').includes('CODEOWNERS (lines between the marks)')).toBe(differs);
  });

  it('knows that a pull request of the lines alone has not been merged', async () => {
    const { repository, refreshed } = await stage(byRequest);
    repository.merge(work);
    expect(await refreshed()).toEqual({});
    expect(repository.texts('main')[root]).toContain(lines);
  });
});

test('whatever is in the file, a delivery and its end leave every byte as it was', async () => {
  const text = fc.oneof(
    fc.constantFrom('', '\n', '* @ada', '* @ada\r\n', 'a @b\nc @d', '\r', '# gatehouse:begin x\n'),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(text, fc.constantFrom(...codeOwnersPaths), async (before, path) => {
      const one = deliveryTo({ [path]: before });
      await one.deliver(ours, owned);
      await one.deliver({});
      expect(one.repository.texts()).toEqual({ [path]: before });
    }),
    { numRuns: 60 },
  );
});

describe('the preview of the shared file', () => {
  const diff = async (one: MemoryDelivery, more: ValueMap = owned): Promise<string> => {
    const delivery = one.of(ours, more);
    const view = await one.repository.view('main', ['ci.yml', ...codeOwnersPaths]);
    const tree = view?.branch?.tree ?? new Map();
    return sharedDiff(await planOn(delivery, tree, new Set()), tree);
  };

  const part = (sign: '+' | '-'): readonly string[] =>
    lines.split('\n').map((line) => `${sign}${line}`);
  const head = (path: string, hunk: string): readonly string[] => [
    ...[`--- a/${path}`, `+++ b/${path}`, `@@ ${hunk} @@`],
  ];

  it('shows the lines that come, in a new file and in one that is there', async () => {
    const made = await diff(deliveryTo({ 'README.md': 'x' }));
    expect(made.split('\n')).toEqual([...head(first, '-0,0 +1,4'), ...part('+'), '']);
    const there = await diff(deliveryTo({ [root]: '* @ada\n' }));
    expect(there.split('\n')).toEqual([...head(root, '-1,1 +1,5'), ' * @ada', ...part('+'), '']);
  });

  it('shows the lines that go from one place and come at another, and nothing where nothing changes', async () => {
    const one = deliveryTo({ [root]: '* @ada\n' });
    await one.deliver(ours, owned);
    expect(await diff(one)).toBe('');
    one.repository.push({ [first]: '* @eve\n' });
    expect((await diff(one)).split('\n')).toEqual([
      ...[...head(first, '-1,1 +1,5'), ' * @eve', ...part('+'), ''],
      ...[...head(root, '-1,5 +1,1'), ' * @ada', ...part('-'), ''],
    ]);
  });

  it('shows a file that goes as a whole', async () => {
    const one = deliveryTo({ 'README.md': 'x' });
    await one.deliver(ours, owned);
    expect((await diff(one, {})).split('\n')).toEqual([
      ...head(first, '-1,4 +0,0'),
      ...part('-'),
      '',
    ]);
  });
});

describe('the shared file as a tree has it', () => {
  const state = { path: root, block, isMade: true };
  it.each<[string, Readonly<Record<string, Content>>, readonly string[], Partial<typeof state>]>([
    ['as it was', { [root]: `${lines}\n` }, [...codeOwnersPaths], {}],
    ['as it was, of unknown places', { [root]: `${lines}\n` }, [], {}],
    ['in a place before it', { [first]: `${lines}\n` }, [...codeOwnersPaths], { path: first }],
    ['in a place that is not known', { [first]: `${lines}\n` }, [], { block: '' }],
    ['gone', { 'README.md': 'x' }, [...codeOwnersPaths], { block: '' }],
    ['without our lines', { [first]: '* @ada\n' }, [...codeOwnersPaths], { block: '' }],
    ['before a rule', { [first]: `${lines}\n* @eve\n` }, [...codeOwnersPaths], { block: '' }],
    ['damaged', { [first]: `${lines}\n${lines}\n` }, [...codeOwnersPaths], { block: '' }],
    ['a submodule', { [root]: { submodule: true } }, [root], { block: '' }],
  ])('%s', async (_name, files, paths, change) => {
    const repository = new MemoryRepository('orders', files);
    const view = await repository.view('main', [...codeOwnersPaths]);
    expect(await sharedNow(repository, view?.branch?.tree ?? new Map(), paths, state)).toEqual({
      ...state,
      ...change,
    });
  });

  it('has no lines where the text cannot be read', async () => {
    const tree = new Map([[root, { type: 'blob' as const, mode: '100644', sha: 'f00' }]]);
    const unreadable = { text: () => Promise.resolve(undefined) };
    expect(await sharedNow(unreadable, tree, [root], state)).toEqual({ ...state, block: '' });
  });
});
