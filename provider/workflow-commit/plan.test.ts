import * as fc from 'fast-check';
import { planChanges, type Tree, type TreeEntry, type Wanted } from './plan';

const entry = (sha: string, mode = '100644', type: TreeEntry['type'] = 'blob'): TreeEntry => ({
  sha,
  mode,
  type,
});
const wanted = (sha: string, executable = false): Wanted => ({ sha, executable });
const nothing = { additions: [], deletions: [], conflicts: [], adopted: [] };

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
