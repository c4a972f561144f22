import { AssetValue } from '../protocol/values';
import { adoptionDiff } from './adoption';
import { MemoryDelivery } from './memory-delivery';
import { MemoryRepository } from './memory-repository';
import { previewDiff } from './preview-diff';
import { unifiedDiff } from './unified-diff';

const lines = (count: number, text: string) =>
  Array.from({ length: count }, (_, index) => `${text} ${index}\n`).join('');

describe('a unified diff', () => {
  it('names both sides and shows three lines around', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng\nh\ni\n';
    expect(unifiedDiff('x.txt', before, before.replace('e', 'E')).split('\n')).toEqual([
      ...['--- a/x.txt', '+++ b/x.txt', '@@ -2,7 +2,7 @@'],
      ...[' b', ' c', ' d', '-e', '+E', ' f', ' g', ' h', ''],
    ]);
  });

  it('keeps a line of equals signs that the file has', () => {
    expect(unifiedDiff('x', '', '=\n')).toContain('\n+=');
  });

  it.each([
    [196, false],
    [197, true],
  ])('of %d new lines is shortened: %s', (count, isShortened) => {
    const text = unifiedDiff('x', '', lines(count, 'new'));
    expect(text.split('\n')).toHaveLength(isShortened ? 201 : 200);
    expect(text.endsWith('… and 1 more lines')).toBe(isShortened);
  });
});

describe('what an update changes', () => {
  const diff = (before: unknown, after: unknown, shown = new Set<string>()) =>
    previewDiff({ files: before as string }, { files: after as string }, shown);

  it('is shown file by file, in the order of their paths', () => {
    const text = diff({ c: 'x', a: 'x', same: 'x' }, { c: 'y', b: 'x', same: 'x' });
    expect(text.match(/^--- a\/\w+$/gm)).toEqual(['--- a/a', '--- a/b', '--- a/c']);
    expect(text).toContain('\n-x\n\\ No newline at end of file\n+y\n');
    expect(diff({}, { b: 'x\n' })).toBe('--- a/b\n+++ b/b\n@@ -0,0 +1,1 @@\n+x\n');
    expect(diff({ b: 'x\n' }, {})).toBe('--- a/b\n+++ b/b\n@@ -1,1 +0,0 @@\n-x\n');
    expect(text).toContain('\n--- a/b\n');
  });

  it('is nothing where nothing changes, and where there are no files', () => {
    expect(diff({ a: 'x' }, { a: 'x' })).toBe('');
    expect(diff(undefined, undefined)).toBe('');
    expect(diff('x', 'y')).toBe('');
  });

  it('is not shown of assets, whose old content no one has', () => {
    const asset = new AssetValue('hash', undefined);
    expect(diff({ a: asset, b: 'x' }, { a: 'x', b: asset })).toBe('');
  });

  it('is shown once in a run', () => {
    const shown = new Set<string>();
    const first = diff({ a: 'x' }, { a: 'y' }, shown);
    expect(first).toContain('+y');
    expect(diff({ a: 'x' }, { a: 'y' }, shown)).toBe('a: same changes as in a repository above');
    expect(diff({ a: 'x' }, { a: 'z' }, shown)).toContain('+z');
  });
});

describe('what an adoption overwrites', () => {
  const repository = new MemoryRepository('orders', {
    ...{ 'a.txt': 'same\nold\n', 'b.bin': 'a\0b', 'README.md': 'theirs\n' },
  });
  const diff = async (adopted: readonly string[]) => {
    const files = { 'a.txt': 'same\nnew\n', 'b.bin': 'text', 'c.txt': 'new' };
    const { inputs } = new MemoryDelivery(repository).of(files);
    const view = await repository.view('main', [...Object.keys(files), 'README.md']);
    if (view?.branch === undefined) throw new Error('no branch');
    return adoptionDiff(repository, inputs, view.branch, adopted);
  };

  it('is shown file by file, a binary one by its name', async () => {
    expect((await diff(['a.txt', 'b.bin'])).split('\n')).toEqual([
      'acme/orders: these existing files are taken over, with the following changes',
      ...['--- a/a.txt', '+++ b/a.txt', '@@ -1,2 +1,2 @@', ' same', '-old', '+new', ''],
      'b.bin: not shown (binary or very large)',
    ]);
  });

  it('is nothing of a file that is not there, or not wanted', async () => {
    const head = 'acme/orders: these existing files are taken over, with the following changes';
    expect(await diff(['c.txt'])).toBe(head);
    expect(await diff(['d.txt'])).toBe(head);
    expect(await diff(['README.md'])).toBe(head);
  });
});
