import { mapFromWire, type ValueMap } from '../protocol/values';
import {
  baseOf,
  changesOf,
  checksBefore,
  delivered,
  type Delivery,
  DeliveryRefused,
  isMerged,
  messageParts,
  needsModes,
  ourPaths,
  ownedBy,
  ownedOnBase,
  pathsOf,
  refuseConflicts,
  sayWhatWasEdited,
} from './delivery';
import { readInputs, type WorkflowCommitInputs } from './inputs';
import { MemoryRepository } from './memory-repository';
import { type ChangePlan, type Tree, type TreeEntry } from './plan';
import { type WorkflowCommitState } from './state';

const x = 'c1b0730e0133447badcfd47fd144e254807b06e1';
const y = '8f3beab6cb4a8cfe6a44bb6bb5b4ae4a8b5c9f0d';

function inputsOf(files: ValueMap, more: ValueMap = {}): WorkflowCommitInputs {
  const inputs = readInputs(mapFromWire({ repository: 'orders', branch: 'main', files, ...more }));
  if (inputs === undefined) throw new Error('inputs are known here');
  return inputs;
}

const state = (parts: Partial<WorkflowCommitState>): WorkflowCommitState => ({
  commitSha: 'commit',
  headSha: 'head',
  blobs: {},
  executables: [],
  assetBlobs: {},
  checks: [],
  checksOnBranch: [],
  replacedJobs: {},
  replacesJobs: {},
  pending: false,
  ownedOnBase: [],
  baseBlobs: {},
  replaced: {},
  replaces: [],
  merged: [],
  pullRequestBranch: undefined,
  pullRequestNumber: undefined,
  pullRequestUrl: undefined,
  owner: undefined,
  shared: undefined,
  ...parts,
});
const log: string[] = [];
const delivery = (
  files: ValueMap,
  previous?: WorkflowCommitState,
  more: ValueMap = {},
): Delivery => ({
  repository: new MemoryRepository('orders'),
  inputs: inputsOf(files, more),
  previous,
  log: (severity, message) => log.push(`${severity}: ${message}`),
});
const blob = (sha: string, mode = '100644'): TreeEntry => ({ type: 'blob', sha, mode });
const tree = (entries: Readonly<Record<string, TreeEntry>>): Tree =>
  new Map(Object.entries(entries));
const plan = (parts: Partial<ChangePlan>): ChangePlan => ({
  additions: [],
  deletions: [],
  conflicts: [],
  adopted: [],
  removed: [],
  restored: [],
  ...parts,
});
const base = { head: 'head-of-base', root: 'root', tree: tree({}) };

beforeEach(() => {
  log.length = 0;
});

describe('our paths', () => {
  const before = state({ blobs: { 'b.txt': x }, ownedOnBase: ['c.txt'] });

  it('are those that are wanted, were delivered, or wait to be removed', () => {
    expect([...ourPaths(delivery({ 'a.txt': 'x' }))]).toEqual(['a.txt']);
    expect([...ourPaths(delivery({ 'a.txt': 'x' }, before))]).toEqual(['a.txt', 'b.txt', 'c.txt']);
  });

  it('are looked at with their folders and what is required, each once', () => {
    const more = { requireOneOf: [['setup.py', 'b.txt'], ['d/e/f.txt']] };
    expect(pathsOf(delivery({ 'd/e/a.txt': 'x' }, before, more))).toEqual([
      ...['b.txt', 'c.txt', 'd', 'd/e', 'd/e/a.txt', 'd/e/f.txt', 'setup.py'],
    ]);
  });
});

describe('what is ours on the branch itself', () => {
  const blobs = { 'a.txt': x, 'b.txt': x };
  it.each<[string, WorkflowCommitState | undefined, Tree, readonly string[]]>([
    ['nothing before the first delivery', undefined, tree({ 'a.txt': blob(x) }), []],
    [
      'all that was delivered, whatever became of it',
      state({ blobs }),
      tree({ 'a.txt': blob(y) }),
      ['a.txt', 'b.txt'],
    ],
    [
      'while pending, what stands there as it was to come',
      state({ blobs, pending: true }),
      tree({ 'a.txt': blob(x), 'b.txt': blob(y) }),
      ['a.txt'],
    ],
    [
      'while pending, what was ours before',
      state({ blobs, pending: true, ownedOnBase: ['c.txt'] }),
      tree({}),
      ['c.txt'],
    ],
  ])('%s', (_name, previous, present, expected) => {
    expect([...ownedOnBase(previous, present)]).toEqual(expected);
  });
});

describe('a pull request is merged', () => {
  it.each<[string, Partial<WorkflowCommitState>, Readonly<Record<string, TreeEntry>>, boolean]>([
    ['when all files stand there', { blobs: { a: x, b: y } }, { a: blob(x), b: blob(y) }, true],
    ['not when one is missing', { blobs: { a: x, b: y } }, { a: blob(x) }, false],
    ['not when one differs', { blobs: { a: x } }, { a: blob(y) }, false],
    [
      'not while one is there that was to go',
      { blobs: {}, ownedOnBase: ['a'] },
      { a: blob(x) },
      false,
    ],
    ['when what was to go is gone', { blobs: {}, ownedOnBase: ['a'] }, {}, true],
    [
      'not before a file is given back',
      { blobs: {}, ownedOnBase: ['a'], replaced: { a: `100644 ${y}` } },
      { a: blob(x) },
      false,
    ],
    [
      'when a file was given back',
      { blobs: {}, ownedOnBase: ['a'], replaced: { a: `100644 ${y}` } },
      { a: blob(y) },
      true,
    ],
    [
      'not while one is there that is replaced',
      { blobs: { a: x }, replaces: ['b'], replaced: { b: `100644 ${y}` } },
      { a: blob(x), b: blob(y) },
      false,
    ],
    ['when there was nothing to do', {}, {}, true],
  ])('%s', (_name, parts, present, expected) => {
    const waiting = state({ ...parts, pending: true, checks: ['New'], checksOnBranch: ['Old'] });
    expect(isMerged(waiting, tree(present))).toBe(expected);
    expect(checksBefore(waiting, tree(present))).toEqual(expected ? ['New'] : ['Old']);
  });

  it('has no checks before the first delivery', () => {
    expect(checksBefore(undefined, tree({}))).toEqual([]);
  });
});

describe('the branch that the files are for', () => {
  const view = { id: '1', defaultBranch: 'main', branch: base, other: undefined };
  const required = delivery({ a: 'x' }, undefined, {
    requireOneOf: [['pyproject.toml', 'setup.py'], ['src']],
  });
  const withTree = (entries: Readonly<Record<string, TreeEntry>>) => ({
    ...view,
    branch: { ...base, tree: tree(entries) },
  });

  it('is given back', () => {
    expect(baseOf(delivery({ a: 'x' }), view)).toEqual({ id: '1', base });
    const there = withTree({ 'setup.py': blob(x), src: blob(x) });
    expect(baseOf(required, there)).toEqual({ id: '1', base: there.branch });
  });

  it.each<[string, Parameters<typeof baseOf>[1], string]>([
    ['no repository', undefined, 'acme/orders not found, or the token lacks access'],
    [
      'no commit',
      { ...view, branch: undefined, defaultBranch: undefined },
      'the repository acme/orders is empty; push a first commit',
    ],
    [
      'no such branch',
      { ...view, branch: undefined },
      'the repository acme/orders has no branch main; its default branch is main',
    ],
    [
      'none of the files',
      withTree({ src: blob(x) }),
      'the branch main of acme/orders has none of pyproject.toml, setup.py; nothing was changed',
    ],
    [
      'a folder where a file is required',
      withTree({ 'setup.py': blob(x), src: { ...blob(x), type: 'tree' } }),
      'the branch main of acme/orders has none of src; nothing was changed',
    ],
  ])('is refused where there is %s', (_name, found, message) => {
    expect(() => baseOf(required, found)).toThrow(new DeliveryRefused(message));
  });
});

it('conflicts are refused by their paths', () => {
  expect(() => {
    refuseConflicts(delivery({ a: 'x' }), plan({ conflicts: ['a', 'b/c'] }));
  }).toThrow(
    new DeliveryRefused(
      'acme/orders has files on main that Gatehouse does not manage: a, b/c. ' +
        'Nothing was changed. Move them, or list them in replaces to overwrite them; a preview then shows the changes',
    ),
  );
  refuseConflicts(delivery({ a: 'x' }), plan({ additions: ['a'] }));
});

it('a setting that is set already is not advised', () => {
  const adopting = delivery({ a: 'x' }, undefined, { adopt: true });
  expect(() => {
    refuseConflicts(adopting, plan({ conflicts: ['a'] }));
  }).toThrow(
    /Move them: adopt overwrites files, and no folder, submodule or file that is in the place of a folder$/,
  );
});

describe('edits that go', () => {
  const previous = state({ blobs: { a: x, b: x, c: x } });
  it('are those of our files that stand there differently', () => {
    const changes = plan({ additions: ['a', 'b', 'new'], deletions: ['c'] });
    const present = tree({ a: blob(y), b: blob(x), c: blob(y), new: blob(y) });
    sayWhatWasEdited(delivery({ a: 'x' }, previous), changes, present);
    expect(log).toEqual([
      "warning: acme/orders: a, c on main had been edited since the last delivery and were overwritten; the edits are in the branch's history",
    ]);
  });

  it.each<[string, WorkflowCommitState | undefined, Tree]>([
    ['a file that was removed', previous, tree({})],
    ['a file that is as it was', previous, tree({ a: blob(x) })],
    ['a file that was never delivered', undefined, tree({ a: blob(y) })],
  ])('are none of %s', (_name, before, present) => {
    sayWhatWasEdited(delivery({ a: 'x' }, before), plan({ additions: ['a'] }), present);
    expect(log).toEqual([]);
  });
});

it('the changes of a plan are its files with content and mode, and what goes', () => {
  const one = delivery({ a: 'x', b: 'y' }, undefined, { executables: ['b'] });
  expect(changesOf(one, plan({ additions: ['a', 'b'], deletions: ['c'] }))).toEqual([
    expect.objectContaining({ path: 'a', content: Buffer.from('x'), executable: false }),
    expect.objectContaining({ path: 'b', content: Buffer.from('y'), executable: true }),
    { path: 'c', content: undefined, executable: false },
  ]);
  expect(changesOf(one, plan({ additions: ['z'] }))).toEqual([]);
});

describe('modes are involved', () => {
  const change = (executable: boolean, content: Uint8Array | undefined = Buffer.from('x')) => [
    { path: 'a', content, executable },
  ];
  it.each([
    ['for a new plain file', change(false), {}, false],
    ['for a new executable', change(true), {}, true],
    ['for a plain file that stays one', change(false), { a: blob(x) }, false],
    ['for an executable that becomes a plain file', change(false), { a: blob(x, '100755') }, true],
    ['for a plain file that becomes executable', change(true), { a: blob(x) }, true],
    ['for a link that becomes a plain file', change(false), { a: blob(x, '120000') }, true],
    ['for an executable that stays one', change(true), { a: blob(x, '100755') }, true],
    ['for another path', change(false), { b: blob(x, '100755') }, false],
    ['for nothing', [], {}, false],
  ])('%s: %#', (_name, changes, present, expected) => {
    expect(needsModes(changes, tree(present))).toBe(expected);
  });

  it('not for an executable that goes', () => {
    const changes = [{ path: 'a', content: undefined, executable: false }];
    expect(needsModes(changes, tree({ a: blob(x, '100755') }))).toBe(false);
  });

  it('for one of several', () => {
    const changes = [...change(false), { path: 'b', content: Buffer.from('x'), executable: true }];
    expect(needsModes(changes, tree({}))).toBe(true);
  });
});

describe('the state that is left', () => {
  const files = { 'b.sh': 'x', 'a.txt': 'x' };
  const more = { executables: ['b.sh'], checks: ['CI'] };
  const owned = { blobs: { 'a.txt': x, 'b.sh': x }, executables: ['b.sh'] };

  it('owns what was delivered, in the order of the paths', () => {
    const found = ownedBy(inputsOf(files, more));
    expect(found).toEqual({
      ...owned,
      assetBlobs: {},
      checks: ['CI'],
      replaces: [],
      replacesJobs: {},
      merged: [],
    });
    expect(Object.keys(found.blobs)).toEqual(['a.txt', 'b.sh']);
  });

  it('names the commit that was made', () => {
    expect(delivered(delivery(files, undefined, more), base, undefined, 'made')).toEqual(
      state({
        ...owned,
        commitSha: 'made',
        headSha: 'made',
        checks: ['CI'],
        checksOnBranch: ['CI'],
      }),
    );
  });

  it.each<[string, Partial<WorkflowCommitState> | undefined, string]>([
    ['of the delivery before, where that left the same', { ...owned, commitSha: 'known' }, 'known'],
    ['that is the head, for the first delivery', undefined, 'head-of-base'],
    [
      'that is the head, after a pull request',
      { ...owned, commitSha: 'known', pending: true },
      'head-of-base',
    ],
    [
      'that is the head, where other files were left',
      { ...owned, blobs: { 'a.txt': y, 'b.sh': x }, commitSha: 'known' },
      'head-of-base',
    ],
    [
      'that is the head, where other modes were left',
      { ...owned, executables: [], commitSha: 'known' },
      'head-of-base',
    ],
    ['that is the head, where none is known', { ...owned, commitSha: '' }, 'head-of-base'],
  ])('names without a commit the one %s', (_name, previous, commitSha) => {
    const before = previous === undefined ? undefined : state(previous);
    expect(delivered(delivery(files, before, more), base, undefined)).toMatchObject({
      commitSha,
      headSha: 'head-of-base',
      pending: false,
    });
  });
});

it.each([
  ['One', 'One', ''],
  ['One\n\nTwo\nThree\n', 'One', 'Two\nThree'],
  ['One\nTwo', 'One', 'Two'],
  ['', '', ''],
])('the message %j has a headline and a body', (message, headline, body) => {
  expect(messageParts(message)).toEqual({ headline, body });
});
