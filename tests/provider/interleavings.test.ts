import * as fc from 'fast-check';
import { mapFromWire, type ValueMap } from '../../provider/wire/values';
import { deliver } from '../../provider/workflow-commit/deliver';
import { DeliveryRefused } from '../../provider/workflow-commit/delivery';
import { readInputs, type WorkflowCommitInputs } from '../../provider/workflow-commit/inputs';
import { type WorkflowCommitState } from '../../provider/workflow-commit/state';
import { type Files, ModelRepository } from './model-repository';
import { Loopback } from './loopback';

const work = 'gatehouse/update';
/** Paths that deliveries are about, and paths that they never name. */
const ours = ['ours/a', 'ours/b', 'ours/c'];
const theirs = ['theirs/a', 'theirs/b', 'ours/other'];

/** What somebody else does before one of our requests. */
type Act =
  | {
      readonly kind: 'write';
      readonly branch: string;
      readonly path: string;
      readonly text: string;
    }
  | { readonly kind: 'remove'; readonly branch: string; readonly path: string }
  | { readonly kind: 'rewind' | 'merge' | 'close' | 'drop' | 'nothing' };

const branch = fc.constantFrom('main', 'main', work);
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Act>({ kind: 'nothing' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      branch,
      path: fc.constantFrom(...theirs, ...theirs, ...ours),
      text: fc.constantFrom('1', '2', 'x'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('remove' as const),
      branch,
      path: fc.constantFrom(...theirs, ...ours),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('rewind', 'merge', 'close', 'drop') }),
  },
);

function perform(repository: ModelRepository, one: Act): void {
  const change = (name: string, edit: (files: Record<string, string>) => void): void => {
    const head = repository.refs.get(name);
    if (head === undefined) return;
    const files = { ...repository.filesAt(head) };
    edit(files);
    repository.move('theirs', name, repository.commit('theirs', [head], files));
  };
  const head = repository.refs.get(work);
  const main = repository.refs.get('main') ?? '';
  switch (one.kind) {
    case 'write':
      change(one.branch, (files) => (files[one.path] = one.text));
      break;
    case 'remove':
      change(one.branch, (files) => delete files[one.path]);
      break;
    case 'rewind': {
      const [parent] = repository.commits.get(main)?.parents ?? [];
      if (parent !== undefined) repository.move('theirs', 'main', parent);
      break;
    }
    case 'merge':
      if (head !== undefined && repository.pulls.some(({ open }) => open)) {
        const files = { ...repository.filesAt(main), ...repository.filesAt(head) };
        repository.move('theirs', 'main', repository.commit('theirs', [main, head], files));
        for (const pull of repository.pulls) pull.open = false;
      }
      break;
    case 'close':
      for (const pull of repository.pulls) pull.open = false;
      break;
    case 'drop':
      if (head !== undefined) repository.move('theirs', work, '');
      break;
    case 'nothing':
      break;
  }
}

const wish = fc.dictionary(fc.constantFrom(...ours), fc.constantFrom('1', '2'), {
  noNullPrototype: true,
});
const plan = fc.record({
  wishes: fc.array(wish, { minLength: 1, maxLength: 4 }),
  acts: fc.array(act, { maxLength: 40 }),
  adopt: fc.boolean(),
});

function inputsOf(files: Files, more: ValueMap): WorkflowCommitInputs {
  const inputs = readInputs(mapFromWire({ repository: 'model', branch: 'main', files, ...more }));
  if (inputs === undefined) throw new Error('inputs are known here');
  return inputs;
}

interface Run {
  readonly repository: ModelRepository;
  /** After each delivery: what was wanted, and what came of it; undefined where it was refused. */
  readonly results: readonly (readonly [Files, WorkflowCommitState | undefined])[];
}

async function run(
  { wishes, acts, adopt }: { wishes: readonly Files[]; acts: readonly Act[]; adopt: boolean },
  more: ValueMap,
  check: (repository: ModelRepository, files: Files, state: WorkflowCommitState) => void,
): Promise<Run> {
  const left = [...acts];
  const repository = new ModelRepository({ 'README.md': 'x' }, (model) => {
    const one = left.shift();
    if (one !== undefined) perform(model, one);
  });
  const results: [Files, WorkflowCommitState | undefined][] = [];
  let previous: WorkflowCommitState | undefined;
  for (const files of wishes) {
    const inputs = inputsOf(files, { adopt, ...more });
    try {
      previous = await deliver({ repository, inputs, previous, log: () => {}, waitMs: 0 });
      results.push([files, previous]);
      check(repository, files, previous);
    } catch (error) {
      if (!(error instanceof DeliveryRefused)) throw error;
      results.push([files, undefined]);
    }
  }
  return { repository, results };
}

/** Nothing of somebody else's goes by our moves, except at our own paths on our own branch. */
function nobodyLost(repository: ModelRepository): void {
  for (const move of repository.moves) {
    if (move.author !== 'ours') continue;
    const kept = new Set([...repository.history(move.to), ...repository.history(move.from)]);
    const after = repository.history(move.to);
    const main = repository.history(repository.refs.get('main'));
    for (const id of kept) {
      const commit = repository.commits.get(id);
      if (commit?.author !== 'theirs' || after.has(id) || main.has(id)) continue;
      expect(move.branch).toBe(work);
      const [parent = ''] = commit.parents;
      const before = repository.filesAt(parent);
      const changed = [...Object.keys(before), ...Object.keys(commit.files)].filter(
        (path) => before[path] !== commit.files[path],
      );
      // An edit that was taken back later on the same branch is in nobody's way either.
      const tip = repository.filesAt(move.from);
      const open = changed.filter(
        (path) => !ours.includes(path) && tip[path] !== repository.filesAt(move.to)[path],
      );
      const merged = open.filter(
        (path) => tip[path] !== repository.filesAt(forkOf(repository, move.from))[path],
      );
      expect(merged).toEqual([]);
    }
  }
  // Each of our commits changes our paths only.
  for (const { author, parents, files } of repository.commits.values()) {
    if (author !== 'ours') continue;
    const before = repository.filesAt(parents[0] ?? '');
    for (const path of [...Object.keys(before), ...Object.keys(files)]) {
      if (before[path] !== files[path]) expect(ours).toContain(path);
    }
  }
}

/** Where a branch's head left main, as seen at the end. */
function forkOf(repository: ModelRepository, head: string): string {
  const main = new Set(
    repository.moves
      .filter(({ branch: name }) => name === 'main')
      .flatMap(({ from, to }) => [...repository.history(from), ...repository.history(to)]),
  );
  main.add(String(1).padStart(40, '0'));
  return (
    [...repository.history(head)]
      .filter((id) => main.has(id))
      .sort()
      .at(-1) ?? ''
  );
}

describe('1,000 interleavings with another writer', () => {
  it('commit: the set is whole in every commit of ours, and nobody else loses anything', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (given) => {
        const { repository, results } = await run(given, {}, (model, files, state) => {
          // Where we committed, and where we found everything done, the commit we name has the whole set.
          const at = model.filesAt(state.headSha);
          for (const [path, text] of Object.entries(files)) expect(at[path]).toBe(text);
        });
        nobodyLost(repository);
        for (const move of repository.moves) {
          if (move.author !== 'ours') continue;
          expect(repository.commits.get(move.to)?.parents).toEqual([move.from]);
          const at = repository.filesAt(move.to);
          const whole = given.wishes.some((files) =>
            Object.entries(files).every(([path, text]) => at[path] === text),
          );
          expect(whole).toBe(true);
        }
        expect(results).toHaveLength(given.wishes.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('pull request: the base is only moved by others, and at most one request is open', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (given) => {
        const more = { delivery: 'pullRequest' };
        const { repository } = await run(given, more, (model) => {
          expect(model.pulls.filter(({ open }) => open).length).toBeLessThanOrEqual(1);
        });
        nobodyLost(repository);
        const moved = repository.moves.filter((move) => move.author === 'ours');
        expect(moved.every((move) => move.branch === work)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('on real git', () => {
  const loopback = new Loopback('interleavings');

  it('50 updates beside a busy writer lose none of its commits and are whole each', async () => {
    const repository = await loopback.repository();
    const kind = loopback.kind();
    const set = (round: number): Files => ({ 'ours/a': `${round}\n`, 'ours/b': `${round}\n` });
    const created = await kind.create(repository.inputs(set(0)), repository.context);
    let { outputs } = created;
    let pushed = 0;
    const push = async (): Promise<void> => {
      try {
        await repository.push({ [`theirs/${pushed}`]: 'x\n' });
        pushed += 1;
      } catch (error) {
        // Git refused the push since we were faster: a person would pull and try again.
        expect(String(error)).toContain('moved while it was committed to');
      }
    };
    for (let round = 1; round <= 50; round += 1) {
      const update = kind.update(
        created.id,
        outputs,
        repository.inputs(set(round)),
        repository.context,
      );
      [outputs] = await Promise.all([update, push()]);
    }
    const names = (await repository.git('log', '--format=%an', 'main')).split('\n');
    expect(names.filter((name) => name === 'Somebody')).toHaveLength(pushed + 1);
    expect(names.filter((name) => name === 'acme')).toHaveLength(51);
    const files = await repository.files();
    expect(Object.keys(files).filter((path) => path.startsWith('theirs/'))).toHaveLength(pushed);
    const changes = await repository.git(
      'log',
      '--author=acme',
      '--format=',
      '--name-only',
      'main',
    );
    expect(new Set(changes.split('\n'))).toEqual(new Set(['ours/a', 'ours/b']));
    // Both files in each: never one without the other.
    expect(changes.split('\n')).toHaveLength(102);
  });
});
