import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { BareRepository, zeroSha } from '../../../sandbox/github/bare-repository';
import { runGit } from '../../../sandbox/github/git';
import type { TreeChange } from '../../../sandbox/github/tree-objects';

const who = { name: 'Ann <Example>', email: 'ann@example.com', date: '2026-01-02T03:04:05Z' };
const directory = mkdtempSync(join(tmpdir(), 'gatehouse-bare-'));
const git = new BareRepository(directory);
const text = async (...args: string[]): Promise<string> =>
  (await git.git(args)).toString('utf8').trim();
const commit = (tree: string, ...parents: string[]): string =>
  git.writeCommit({ tree, parents, message: 'Wörds\n\nBody', author: who, committer: who });

beforeAll(() => runGit(['init', '--quiet', '--bare', '--initial-branch=main', directory]));
afterAll(async () => {
  await git.close();
  rmSync(directory, { recursive: true });
});

// Names whose order by bytes is not that of folders, and paths that take each other's place.
const path = fc.constantFrom('a', 'a/b', 'a/b/c', 'a.b', 'a-', 'a0', 'ä', 'Z/z');
const change = fc.record({ path, text: fc.constantFrom('1', '2', null) });

it('writes the trees that git writes from the same changes', async () => {
  const changes = fc.array(change, { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(changes, changes, async (first, second) => {
      const edits = [first, second].map((list) =>
        list.map((one): TreeChange => ({
          path: one.path,
          mode: '100644',
          sha: one.text === null ? null : git.writeBlob(Buffer.from(one.text)),
        })),
      );
      let tree: string | undefined;
      for (const edit of edits) tree = await git.writeTree(tree, edit);
      const index = join(directory, 'test-index');
      rmSync(index, { force: true });
      const env = { GIT_INDEX_FILE: index };
      const input = edits
        .flat()
        .map((one) =>
          one.sha === null
            ? `0 ${zeroSha}\t${one.path}\0`
            : `${one.mode} ${one.sha}\t${one.path}\0`,
        )
        .join('');
      await git.git(['update-index', '--replace', '-z', '--index-info'], { env, input });
      expect(tree).toBe((await git.git(['write-tree'], { env })).toString('utf8').trim());
    }),
    { numRuns: 40 },
  );
});

it('reads loose and packed objects and refs alike, and git finds nothing wrong with them', async () => {
  const blob = git.writeBlob(Buffer.from('content\n'));
  const tree = await git.writeTree(undefined, [
    { path: 'folder/run', mode: '100755', sha: blob },
    { path: 'folder/link', mode: '120000', sha: blob },
    { path: 'top', mode: '100644', sha: blob },
  ]);
  const [first, second] = [commit(tree), commit(tree)];
  expect(second).toBe(first);
  const head = commit(tree, first);
  await git.updateRefs([
    { ref: 'refs/heads/main', after: head, before: zeroSha },
    { ref: 'refs/heads/side/branch', after: first, before: zeroSha },
  ]);
  const look = async (one: BareRepository): Promise<unknown> => ({
    main: await one.resolve('main^{commit}'),
    full: await one.resolve('refs/heads/side/branch'),
    tree: await one.resolve('refs/heads/main^{tree}'),
    none: await one.resolve('refs/heads/none'),
    short: await one.resolve(head.slice(0, 9)),
    head: await one.resolve('HEAD'),
    commit: await one.commit(head),
    entries: await one.tree('main', true),
    run: await one.entry(head, 'folder/run'),
    folder: await one.entry(head, 'folder'),
    missing: await one.entry(head, 'top/below'),
    blob: (await one.blob(blob)).toString('utf8'),
    type: await one.type(blob),
  });
  const loose = await look(git);
  expect(loose).toMatchObject({
    main: head,
    full: first,
    tree,
    none: undefined,
    short: head,
    head,
    commit: { parents: [first], message: 'Wörds\n\nBody', author: { name: 'Ann Example' } },
    run: { mode: '100755', size: 8 },
    folder: { type: 'tree' },
    missing: undefined,
    type: 'blob',
  });
  await text('fsck', '--strict');
  await text('repack', '-a', '-d', '-q');
  await text('prune-packed');
  await text('pack-refs', '--all');
  expect(await look(new BareRepository(directory))).toEqual(loose);
});

it('moves refs only from where they are believed to be, all or none', async () => {
  const tree = await git.writeTree(undefined, []);
  const [one, two] = [commit(tree), commit(tree, commit(tree))];
  const ref = (name: string, before: string, after: string) => ({
    ref: `refs/heads/${name}`,
    before,
    after,
  });
  expect(await git.updateRefs([ref('x', zeroSha, one), ref('y', zeroSha, one)])).toBe(true);
  expect(await git.updateRefs([ref('x', one, two), ref('y', two, two)])).toBe(false);
  expect(await git.updateRefs([ref('x', zeroSha, two)])).toBe(false);
  expect(await git.resolve('refs/heads/x')).toBe(one);
  const race = await Promise.all([1, 2, 3].map(() => git.updateRefs([ref('x', one, two)])));
  expect(race.filter((won) => won)).toHaveLength(1);
  expect(await git.updateRefs([ref('x', two, zeroSha)])).toBe(true);
  expect(await git.resolve('refs/heads/x')).toBeUndefined();
});
