import * as fc from 'fast-check';
import { Repository } from '../../../provider/github/repository';
import { mapFromWire, type ValueMap } from '../../../provider/protocol/values';
import { blobSha } from '../../../provider/workflow-commit/blob';
import { deliver } from '../../../provider/workflow-commit/deliver';
import { DeliveryRefused } from '../../../provider/workflow-commit/delivery';
import { readInputs, type WorkflowCommitInputs } from '../../../provider/workflow-commit/inputs';
import { type WorkflowCommitState } from '../../../provider/workflow-commit/state';
import { zeroSha } from '../../../sandbox/github/bare-repository';
import { type Act, act, ours, perform, work } from './another-writer';
import { Loopback, owner, type TestRepository } from '../../provider/loopback';
import { seed, times } from '../proof-size';
import { type Files, type RefMove, SharedHistory } from './shared-history';

jest.setTimeout(times(600_000, 6_000_000));

const loopback = new Loopback('interleavings');

/** Each way in which our commits reach a branch, and how many interleavings are tried with it. */
const commits: readonly (readonly [string, readonly string[], number])[] = [
  ['by one mutation', [], times(930, 9300)],
  ['with an executable file', ['ours/a'], times(45, 450)],
];
const pullRequests = times(25, 250);

const wish = fc.dictionary(fc.constantFrom(...ours), fc.constantFrom('1', '2'), {
  noNullPrototype: true,
});
const plan = fc.record({
  wishes: fc.array(wish, { minLength: 1, maxLength: 2 }),
  acts: fc.array(act, { maxLength: 8 }),
  adopt: fc.boolean(),
});

function inputsOf(repository: string, files: Files, more: ValueMap): WorkflowCommitInputs {
  const inputs = readInputs(mapFromWire({ repository, branch: 'main', files, ...more }));
  if (inputs === undefined) throw new Error('inputs are known here');
  return inputs;
}

/** One repository in which interleaving follows interleaving, each from the same first commit. */
class Stage {
  private constructor(
    readonly repository: TestRepository,
    readonly history: SharedHistory,
    private readonly root: string,
    private readonly target: Repository,
  ) {}

  static async make(): Promise<Stage> {
    const repository = await loopback.repository();
    const history = new SharedHistory(loopback.github.world, repository.name);
    const root = await repository.git('rev-parse', 'main');
    const target = new Repository(loopback.client(), repository.name);
    return new Stage(repository, history, root, target);
  }

  /** Delivers wish after wish while another writer acts; `check` is called after each, without a state where it was refused. */
  async run(
    { wishes, acts, adopt }: { wishes: readonly Files[]; acts: readonly Act[]; adopt: boolean },
    { executables, ...more }: ValueMap & { readonly executables: readonly string[] },
    check: (
      files: Files,
      moves: readonly RefMove[],
      previous: WorkflowCommitState | undefined,
      state: WorkflowCommitState | undefined,
    ) => void,
  ): Promise<void> {
    const { history } = this;
    await this.reset();
    const left = [...acts];
    const under: Promise<void>[] = [];
    const meanwhile = async (): Promise<void> => {
      const one = left.shift();
      if (one === undefined) return;
      const done = perform(history, one);
      under.push(done);
      // Told when all is over, by then.
      done.catch(() => undefined);
      if (one.during !== true) await done;
    };
    loopback.github.faults.add({
      match: { path: /graphql|\/repos\// },
      effect: { kind: 'meanwhile', act: meanwhile },
      times: Infinity,
    });
    try {
      let previous: WorkflowCommitState | undefined;
      for (const files of wishes) {
        const modes = { executables: executables.filter((path) => path in files) };
        const inputs = inputsOf(this.repository.name, files, { adopt, ...more, ...modes });
        const before = history.moves.length;
        const delivery = { repository: this.target, inputs, previous, log: () => {}, waitMs: 0 };
        const state = await deliver(delivery).catch((error: unknown) => {
          if (!(error instanceof DeliveryRefused)) throw error;
          return undefined;
        });
        const moves = history.moves.slice(before).filter(({ author }) => author === 'ours');
        for (const { from, to } of history.moves) {
          await history.learn(from);
          await history.learn(to);
        }
        await history.learn(state?.headSha);
        check(files, moves, previous, state);
        previous = state ?? previous;
      }
    } finally {
      loopback.github.faults.clear();
      await Promise.all(under);
    }
  }

  private async reset(): Promise<void> {
    const { theirs, state } = this.history;
    for (const [branch, after] of [
      ['main', this.root],
      [work, zeroSha],
    ] as const) {
      const before = await this.history.head(branch);
      if (before !== undefined && before !== after)
        await theirs.updateRefs([{ ref: `refs/heads/${branch}`, before, after }]);
    }
    state.issues.length = 0;
    this.history.moves = [];
    await this.history.learn(this.root);
  }
}

/** A file as git has it in a tree. */
const entryOf = (text: string, executable: boolean): string =>
  `${executable ? '100755' : '100644'} ${blobSha(Buffer.from(text))}`;

/** Whether a commit has every wanted file, byte for byte and with its mode. */
function isWhole(at: Files, files: Files, executables: readonly string[] = []): boolean {
  return Object.entries(files).every(
    ([path, text]) => at[path] === entryOf(text, executables.includes(path)),
  );
}

/** Our moves remove nothing of another writer's, except at our own paths on our own branch. */
async function nobodyLost(history: SharedHistory): Promise<void> {
  const main = history.reachable(await history.head('main'));
  for (const { author, branch, from, to } of history.moves) {
    if (author !== 'ours') continue;
    const after = history.reachable(to);
    for (const id of history.reachable(from)) {
      if (history.at(id).author !== 'Somebody' || after.has(id) || main.has(id)) continue;
      expect(branch).toBe(work);
      // An edit that was taken back later on the same branch is in nobody's way either.
      const [tip, kept, fork] = [from, to, forkOf(history, from)].map(
        (one) => history.at(one).files,
      );
      const lost = history
        .changedBy(id)
        .filter((path) => !ours.includes(path) && tip?.[path] !== kept?.[path])
        .filter((path) => tip?.[path] !== fork?.[path]);
      expect(lost).toEqual([]);
    }
  }
}

/** Where a branch's head left main, by every place that main was at. */
function forkOf(history: SharedHistory, head: string): string | undefined {
  const moves = history.moves.filter(({ branch }) => branch === 'main');
  const main = new Set(
    moves.flatMap(({ from, to }) => [...history.reachable(from), ...history.reachable(to)]),
  );
  const common = [...history.reachable(head)].filter((id) => main.has(id) || main.size === 0);
  return common.sort((a, b) => history.order.indexOf(a) - history.order.indexOf(b)).at(-1);
}

describe('interleavings with another writer, over real git', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.make();
  });
  afterAll(() => stage.history.theirs.close());

  it.each(commits)(
    'commits %s are whole or absent, and nobody else loses anything',
    async (_way, executables, numRuns) => {
      const { history } = stage;
      const property = fc.asyncProperty(plan, async (given) => {
        await stage.run(given, { executables }, (files, moves, previous, state) => {
          // One commit at most, on top of what the branch had; none where it was refused.
          expect(moves.length).toBeLessThanOrEqual(state === undefined ? 0 : 1);
          for (const { branch, from, to } of moves) {
            expect(branch).toBe('main');
            expect(history.at(to).parents).toEqual([from]);
            expect(to).toBe(state?.commitSha);
          }
          if (state === undefined) return;
          // Where we committed, and where we found everything done, the commit we name has the whole set and no more of ours.
          const at = history.at(state.headSha).files;
          expect(isWhole(at, files, executables)).toBe(true);
          const gone = Object.keys(previous?.blobs ?? {}).filter((path) => !(path in files));
          // What ours replaced of theirs is back, as it was.
          const back = previous?.replaced ?? {};
          expect(gone.map((path) => at[path])).toEqual(gone.map((path) => back[path]));
        });
        await nobodyLost(history);
      });
      await fc.assert(property, { numRuns, seed });
    },
  );

  it('pull request: the base is only moved by others, and at most one request is open', async () => {
    const { history, repository } = stage;
    const property = fc.asyncProperty(plan, async (given) => {
      await stage.run(
        given,
        { delivery: 'pullRequest', executables: [] },
        (files, moves, _previous, state) => {
          expect(moves.every(({ branch }) => branch === work)).toBe(true);
          expect(repository.openPullRequests().length).toBeLessThanOrEqual(1);
          if (state === undefined) return;
          const at = history.at(state.pending ? state.commitSha : state.headSha).files;
          expect(isWhole(at, files)).toBe(true);
        },
      );
      await nobodyLost(history);
    });
    await fc.assert(property, { numRuns: pullRequests, seed });
  });

  it('git itself reads the same history, in which our commits change our files only', async () => {
    const { repository, history } = stage;
    await repository.git('fsck', '--strict', '--no-dangling');
    const told = await logOf(repository, [...history.commits.keys()]);
    expect(told.size).toBe(history.commits.size);
    for (const [sha, { author, parents, paths }] of told) {
      expect({ author, parents }).toEqual({
        author: history.at(sha).author,
        parents: history.at(sha).parents,
      });
      expect(paths).toEqual(history.changedBy(sha));
      if (author === owner) expect(paths.filter((path) => !ours.includes(path))).toEqual([]);
    }
  });
});

/** What `git log` tells of commits. */
async function logOf(repository: TestRepository, commits: readonly string[]) {
  const log = ['log', '--no-walk', '--stdin', '--format=>%H|%an|%P', '--name-only', '--no-renames'];
  const out = await repository.gitWith(`${commits.join('\n')}\n`, ...log, '-m', '--first-parent');
  return new Map(
    out
      .split('>')
      .slice(1)
      .map((block) => {
        const [head = '', ...paths] = block.split('\n').filter((line) => line !== '');
        const [sha = '', author = '', parents = ''] = head.split('|');
        return [
          sha,
          { author, parents: parents.split(' ').filter(Boolean), paths: paths.sort() },
        ] as const;
      }),
  );
}
