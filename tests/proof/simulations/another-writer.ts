import * as fc from 'fast-check';
import { zeroSha } from '../../../sandbox/github/bare-repository';
import { followPullRequests } from '../../../sandbox/github/write-ref';
import { type SharedHistory } from './shared-history';

/** The branch of our pull request. */
export const work = 'gatehouse/pipeline';
/** Paths that deliveries are about, and paths that they never name. */
export const ours = ['ours/a', 'ours/b', 'ours/c'];
const theirs = ['theirs/a', 'theirs/b', 'ours/other'];

/** What another writer does at one of our requests. */
export type Act = (
  | {
      readonly kind: 'write';
      readonly branch: string;
      readonly path: string;
      readonly text: string;
    }
  | { readonly kind: 'remove'; readonly branch: string; readonly path: string }
  | { readonly kind: 'rewind' | 'merge' | 'close' | 'drop' | 'nothing' }
) & {
  /** While the request is served, instead of just before. */
  readonly during?: boolean;
};

const branch = fc.constantFrom('main', 'main', work);
const during = fc.boolean();

export const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Act>({ kind: 'nothing' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      branch,
      path: fc.constantFrom(...theirs, ...theirs, ...ours),
      text: fc.constantFrom('1', '2', 'x'),
      during,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('remove' as const),
      branch,
      path: fc.constantFrom(...theirs, ...ours),
      during,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('rewind', 'merge', 'close', 'drop'), during }),
  },
);

export async function perform(history: SharedHistory, one: Act): Promise<void> {
  switch (one.kind) {
    case 'write':
      await change(history, one.branch, one.path, one.text);
      break;
    case 'remove':
      await change(history, one.branch, one.path, null);
      break;
    case 'rewind': {
      const head = await history.head('main');
      const [parent] = head === undefined ? [] : (await history.theirs.commit(head)).parents;
      if (parent !== undefined) await move(history, 'main', head, parent);
      break;
    }
    case 'merge':
      await merge(history);
      break;
    case 'close':
      for (const issue of history.state.issues) issue.state = 'closed';
      break;
    case 'drop':
      await move(history, work, await history.head(work), zeroSha);
      break;
    case 'nothing':
      break;
  }
}

async function change(
  history: SharedHistory,
  name: string,
  path: string,
  text: string | null,
): Promise<void> {
  const { theirs: git } = history;
  const head = await history.head(name);
  if (head === undefined) return;
  const sha = text === null ? null : git.writeBlob(Buffer.from(text));
  const tree = await git.writeTree(head, [{ path, mode: '100644', sha }]);
  await move(history, name, head, commit(history, tree, [head]));
}

/** Merges the pull request as its button does, where git can. */
async function merge(history: SharedHistory): Promise<void> {
  const open = history.state.issues.find(({ state, pull }) => pull && state === 'open');
  const [base, head] = [await history.head('main'), await history.head(work)];
  if (open?.pull === undefined || base === undefined || head === undefined) return;
  const tree = await history.theirs.mergedTree(base, head);
  if (tree === undefined) return;
  const sha = commit(history, tree, [base, head]);
  if (!(await move(history, 'main', base, sha))) return;
  open.state = 'closed';
  open.pull.mergedAt = history.world.now();
}

function commit({ theirs: git, world }: SharedHistory, tree: string, parents: string[]): string {
  const who = { name: 'Somebody', email: 'somebody@example.com', date: world.now() };
  return git.writeCommit({ tree, parents, message: 'Theirs', author: who, committer: who });
}

/** False when the branch was moved meanwhile: a person would look again, here it is left. */
async function move(
  { theirs: git, state }: SharedHistory,
  name: string,
  before: string | undefined,
  after: string,
): Promise<boolean> {
  if (before === undefined) return false;
  const changes = [{ ref: `refs/heads/${name}`, before, after }];
  const moved = await git.updateRefs(changes);
  if (moved) followPullRequests(state, changes);
  return moved;
}
