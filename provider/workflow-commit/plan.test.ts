import * as fc from 'fast-check';
import {
  foldersOf,
  isEmptyPlan,
  planChanges,
  type Tree,
  type TreeEntry,
  type Wanted,
} from './plan';

const entry = (sha: string, mode = '100644', type: TreeEntry['type'] = 'blob'): TreeEntry => ({
  sha,
  mode,
  type,
});
const wanted = (sha: string, executable = false): Wanted => ({ sha, executable });
const nothing = {
  additions: [],
  deletions: [],
  conflicts: [],
  adopted: [],
  removed: [],
  restored: [],
};

function plan(
  files: Readonly<Record<string, Wanted>>,
  present: Readonly<Record<string, TreeEntry>>,
  owned: readonly string[] = [],
  adopt = false,
) {
  return planChanges(
    new Map(Object.entries(files)),
    new Set(owned),
    new Map(Object.entries(present)),
    adopt,
  );
}

describe('planChanges', () => {
  it('takes over in silence what is as wanted already', () => {
    expect(plan({ a: wanted('1') }, { a: entry('1') })).toEqual(nothing);
  });

  it('writes what is missing and what is owned but different', () => {
    const files = { a: wanted('1'), b: wanted('2') };
    expect(plan(files, { b: entry('old') }, ['b'])).toEqual({ ...nothing, additions: ['a', 'b'] });
  });

  it.each([
    ['content', entry('old'), wanted('1')],
    ['the executable bit', entry('1', '100755'), wanted('1')],
    ['its kind: a symbolic link', entry('1', '120000'), wanted('1')],
  ])('refuses a foreign file that differs in %s, unless told to adopt it', (_what, is, file) => {
    expect(plan({ a: file }, { a: is })).toEqual({ ...nothing, conflicts: ['a'] });
    expect(plan({ a: file }, { a: is }, [], true)).toEqual({
      ...nothing,
      additions: ['a'],
      adopted: ['a'],
    });
  });

  it.each([entry('t', '040000', 'tree'), entry('c', '160000', 'commit')])(
    'never overwrites a folder or a submodule: %p',
    (folder) => {
      expect(plan({ a: wanted('1') }, { a: folder }, ['a'], true).conflicts).toEqual(['a']);
    },
  );

  it('never puts a folder where a file or a submodule stands', () => {
    const files = { 'a/b/c': wanted('1'), 'a/b/d': wanted('1') };
    expect(plan(files, { a: entry('t', '040000', 'tree'), 'a/b': entry('1') }, [], true)).toEqual({
      ...nothing,
      conflicts: ['a/b'],
    });
  });

  it('removes what is owned and not wanted, where it still is', () => {
    expect(plan({}, { a: entry('1'), theirs: entry('1') }, ['a', 'gone'])).toEqual({
      ...nothing,
      deletions: ['a'],
    });
  });

  it.each([
    ['a folder', entry('t', '040000', 'tree')],
    ['a submodule', entry('c', '160000', 'commit')],
  ])('removes nothing at an owned path that became %s', (_what, present) => {
    expect(plan({}, { a: present }, ['a'])).toEqual(nothing);
  });

  it('removes an owned file that became a symbolic link', () => {
    expect(plan({}, { a: entry('1', '120000') }, ['a'])).toEqual({ ...nothing, deletions: ['a'] });
  });

  it.each([
    ['set', entry('1'), wanted('1', true)],
    ['cleared', entry('1', '100755'), wanted('1', false)],
  ])('writes an owned file again whose executable bit is to be %s', (_what, present, file) => {
    expect(plan({ a: file }, { a: present }, ['a'])).toEqual({ ...nothing, additions: ['a'] });
  });

  it('takes over in silence an executable that is as wanted', () => {
    expect(plan({ a: wanted('1', true) }, { a: entry('1', '100755') })).toEqual(nothing);
  });

  it('never takes over a folder or a submodule that has the sha of the file', () => {
    expect(plan({ a: wanted('1') }, { a: entry('1', '100644', 'tree') }).conflicts).toEqual(['a']);
  });

  it('lists every path once, in the order of their names', () => {
    const files = { c: wanted('1'), a: wanted('1'), 'x/2': wanted('1'), 'x/1': wanted('1') };
    expect(plan(files, { x: entry('1') }, ['z', 'y'])).toEqual({
      ...nothing,
      additions: ['a', 'c'],
      conflicts: ['x'],
    });
    const present = { c: entry('0'), a: entry('0'), z: entry('1'), y: entry('1') };
    expect(plan({ c: wanted('1'), a: wanted('1') }, present, ['z', 'y'], true)).toEqual({
      ...nothing,
      additions: ['a', 'c'],
      deletions: ['y', 'z'],
      adopted: ['a', 'c'],
    });
    const conflicts = { c: wanted('1'), a: wanted('1') };
    expect(plan(conflicts, present).conflicts).toEqual(['a', 'c']);
  });

  const path = fc.constantFrom('a', 'b', 'c', 'd');
  const sha = fc.constantFrom('1', '2');
  const tree = fc.dictionary(path, sha, { noNullPrototype: true });

  it('once carried out, has nothing more to do; and it never touches a path that is not ours', () => {
    fc.assert(
      fc.property(tree, tree, fc.array(path), fc.boolean(), (files, present, owned, adopt) => {
        const wish = new Map(Object.entries(files).map(([key, one]) => [key, wanted(one)]));
        const before: Tree = new Map(
          Object.entries(present).map(([key, one]) => [key, entry(one)]),
        );
        const first = planChanges(wish, new Set(owned), before, adopt);
        for (const one of first.deletions) expect(owned).toContain(one);
        for (const one of [...first.additions, ...first.conflicts])
          expect(wish.has(one)).toBe(true);
        if (first.conflicts.length > 0) return;
        const after = new Map(before);
        for (const one of first.deletions) after.delete(one);
        for (const one of first.additions) after.set(one, entry(wish.get(one)?.sha ?? ''));
        expect(planChanges(wish, new Set(wish.keys()), after, false)).toEqual(nothing);
      }),
    );
  });
});

it.each([
  ['a', []],
  ['a/b', ['a']],
  ['a/b/c.txt', ['a', 'a/b']],
])('the folders of %s are %j', (path, folders) => {
  expect(foldersOf(path)).toEqual(folders);
});

it('a plan is empty that writes and removes nothing, whatever stands in its way', () => {
  expect(isEmptyPlan(nothing)).toBe(true);
  expect(isEmptyPlan({ ...nothing, conflicts: ['a'] })).toBe(true);
  expect(isEmptyPlan({ ...nothing, additions: ['a'] })).toBe(false);
  expect(isEmptyPlan({ ...nothing, deletions: ['a'] })).toBe(false);
});
