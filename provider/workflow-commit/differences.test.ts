import { AssetValue, unknown, type ValueMap } from '../protocol/values';
import { differences } from './differences';

const x = 'c1b0730e0133447badcfd47fd144e254807b06e1';
const outputs: ValueMap = {
  repository: 'orders',
  branch: 'main',
  blobs: { 'a.txt': x, 'b.txt': x },
  assetBlobs: { hash: x },
  executables: [],
  pullRequest: { title: 't', body: 'b' },
  pending: false,
};
const news: ValueMap = {
  repository: 'orders',
  branch: 'main',
  files: { 'a.txt': 'x', 'b.txt': new AssetValue('hash', undefined) },
  pullRequest: { body: 'b', title: 't' },
};
const changed = (change: ValueMap, before: ValueMap = {}) =>
  differences({ ...outputs, ...before }, { ...news, ...change });

describe('differences', () => {
  it('is none for equal files, whatever the order of keys, the wording or the default', () => {
    expect(changed({})).toEqual({});
    expect(changed({ message: 'Another', adopt: true, delivery: 'commit' })).toEqual({});
  });

  it('names each file, and knows assets by their hash', () => {
    const files = { 'a.txt': 'y', 'b.txt': new AssetValue('other', undefined), 'c.txt': '' };
    expect(changed({ files })).toEqual({
      'files["a.txt"]': 'update',
      'files["b.txt"]': 'update',
      'files["c.txt"]': 'add',
    });
    expect(changed({ files: { 'a.txt': 'x' } })).toEqual({ 'files["b.txt"]': 'delete' });
  });

  it('compares executables as a set, and names them', () => {
    const files = { 'b.txt': 'x', 'a.txt': 'x' };
    const before = { executables: ['b.txt', 'a.txt'] };
    expect(changed({ files, executables: ['a.txt', 'b.txt'] }, before)).toEqual({});
    expect(changed({ files, executables: ['a.txt'] }, before)).toEqual({ executables: 'update' });
  });

  it('counts what is unknown as different', () => {
    expect(changed({ files: { 'a.txt': unknown, 'b.txt': 'x' } })).toEqual({
      'files["a.txt"]': 'update',
    });
    expect(changed({ files: unknown })).toEqual({ files: 'update' });
    expect(changed({ pullRequest: { title: unknown, body: 'b' } })).toEqual({
      pullRequest: 'update',
    });
  });

  it('replaces for another repository or branch only', () => {
    expect(changed({ repository: 'b', branch: unknown, delivery: 'pullRequest' })).toEqual({
      repository: 'update-replace',
      branch: 'update-replace',
      delivery: 'update',
    });
  });

  it.each<[string, ValueMap, ValueMap, readonly string[]]>([
    ['a mode that is set', { executables: ['a.txt'] }, {}, ['executables']],
    ['a mode that is lost', {}, { executables: ['a.txt'] }, ['executables']],
    [
      'the same modes in another order',
      { executables: ['b.txt', 'a.txt'] },
      { executables: ['a.txt', 'b.txt'] },
      [],
    ],
    ['a mode of a file that is gone', { executables: ['gone.txt'] }, {}, []],
    ['another delivery', { delivery: 'pullRequest' }, {}, ['delivery']],
    ['the same delivery', { delivery: 'pullRequest' }, { delivery: 'pullRequest' }, []],
    [
      'the words of the pull request',
      { pullRequest: { title: 'n', body: 'b' } },
      {},
      ['pullRequest'],
    ],
    ['pull request any more', { pullRequest: null }, {}, ['pullRequest']],
    ['another requirement', { requireOneOf: [['a']] }, {}, ['requireOneOf']],
    ['other checks', { checks: ['a'] }, { checks: ['b'] }, ['checks']],
    ['checks that are no more', {}, { checks: ['b'] }, ['checks']],
    [
      'an asset that was not delivered as one',
      { files: { 'a.txt': 'x', 'b.txt': new AssetValue('new', undefined) } },
      {},
      ['files["b.txt"]'],
    ],
    [
      'an asset whose text is at hand',
      { files: { 'a.txt': new AssetValue('', { text: 'x' }), 'b.txt': 'x' } },
      {},
      [],
    ],
    ['a content that is no text', { files: { 'a.txt': 1, 'b.txt': 'x' } }, {}, ['files["a.txt"]']],
    ['no files', { files: null }, {}, ['files']],
  ])('knows %s', (_name, change, before, expected) => {
    expect(Object.keys(changed(change, before))).toEqual(expected);
  });

  it('is none because a pull request is open', () => {
    expect(changed({}, { pending: true })).toEqual({});
  });
});
