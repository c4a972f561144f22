import { type DiffRequest, type DiffResult, type Provider } from '../../provider/protocol/provider';
import { type PropertyMap, withoutSecrets } from '../../provider/protocol/property-value';
import { rootStackType, rootStackUrn } from '../../provider/protocol/urn';
import { applyEntries, type JournalEntry } from '../state/journal';
import { type DeploymentFile, emptyDeployment } from '../state/deployment-file';
import { type Crypter } from '../state/crypter';
import { SecretKeeper } from '../state/stack-store';
import { Deployment } from './deployment';
import { emptyGoal, type Goal } from './goal';
import { propertyDifferences } from '../../provider/protocol/property-diff';
import { type Registered } from './registrar';
import { type Providers } from './run-context';
import { SecretMask } from './secret-mask';
import { journalRecorder } from './state-recorder';

/** The process died at this point: nothing after it happens any more. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** Lets a number of steps pass and none after. */
export class Fuse {
  steps = 0;
  constructor(private readonly limit: number) {}

  burn(): void {
    this.steps += 1;
    if (this.steps > this.limit) throw new Crash(`after ${this.limit} steps`);
  }
}

interface Thing {
  readonly urn: string;
  readonly inputs: PropertyMap;
}

/**
 * A world of things behind a provider, for tests. Inputs whose name starts with `fixed` identify a thing: a change of
 * one needs a new thing. `exclusive` things must go before their replacement comes.
 */
export class TestWorld {
  readonly things = new Map<string, Thing>();
  /** What was done, such as `create a`, in order. */
  readonly calls: string[] = [];
  /** URNs whose creation fails. */
  readonly refuses = new Set<string>();
  /** What the service adds to each thing's outputs, before its id. */
  token = 't';
  private made = 0;

  provider(fuse: Fuse): Provider {
    const named = (urn: string): string => urn.slice(urn.lastIndexOf(':') + 1);
    const effect = <T>(call: string, change: () => T): Promise<T> => {
      fuse.burn();
      this.calls.push(call);
      const result = change();
      // The answer may be lost although the thing was done.
      fuse.burn();
      return Promise.resolve(result);
    };
    const outputs = (id: string, inputs: PropertyMap): PropertyMap => ({
      ...inputs,
      token: `${this.token}-${id}`,
    });
    return {
      check: ({ news }) => Promise.resolve({ inputs: news, failures: [] }),
      diff: (request) => Promise.resolve(thingDiff(request)),
      create: ({ urn, inputs, preview, resumed }) => {
        if (preview) return Promise.resolve({ id: '', state: inputs });
        if (this.refuses.has(named(urn)))
          return Promise.reject(new Error(`no ${named(urn)} today`));
        return attempt(() =>
          effect(`create ${named(urn)}`, () => {
            const there = resumed ? this.find(urn, inputs) : undefined;
            const id = there ?? `id-${(this.made += 1)}`;
            this.things.set(id, { urn, inputs });
            return { id, state: outputs(id, inputs) };
          }),
        );
      },
      update: ({ urn, id, news, olds, preview }) =>
        preview
          ? Promise.resolve({ state: { ...olds, ...news } })
          : attempt(() =>
              effect(`update ${named(urn)}`, () => {
                this.things.set(id, { urn, inputs: news });
                return { state: outputs(id, news) };
              }),
            ),
      read: ({ id }) => {
        const thing = this.things.get(id);
        return Promise.resolve(
          thing === undefined
            ? { id: '', inputs: {}, state: {} }
            : { id, inputs: thing.inputs, state: outputs(id, thing.inputs) },
        );
      },
      delete: ({ urn, id }) =>
        attempt(() =>
          effect(`delete ${named(urn)}`, () => {
            this.things.delete(id);
          }),
        ),
      invoke: () => Promise.resolve({ result: {}, failures: [] }),
    };
  }

  /** A thing of the same identity. */
  private find(urn: string, inputs: PropertyMap): string | undefined {
    for (const [id, thing] of this.things) {
      if (thing.urn === urn && identity(thing.inputs) === identity(inputs)) return id;
    }
    return undefined;
  }
}

/** A thrown error as a rejection. */
async function attempt<T>(work: () => Promise<T>): Promise<T> {
  return work();
}

function identity(inputs: PropertyMap): string {
  const plain = withoutSecrets(inputs);
  return JSON.stringify(Object.entries(plain).filter(([key]) => key.startsWith('fixed')));
}

function thingDiff(request: DiffRequest): DiffResult {
  const keys = propertyDifferences(request.oldInputs, request.news).map(({ path }) => path);
  const replaceKeys = keys.filter((key) => key.startsWith('fixed'));
  return {
    changes: keys.length === 0 ? 'none' : 'some',
    replaceKeys,
    deleteBeforeReplace: request.oldInputs['exclusive'] === true,
    changedKeys: keys,
  };
}

export const testProject = { project: 'fixture', stack: 'test' } as const;
const testRootUrn = rootStackUrn(testProject.stack, testProject.project);

/** Registers one resource; its type is `test:index:Thing` unless named otherwise. */
export type Register = (name: string, goal?: Partial<Goal>) => Promise<Registered>;

export interface TestRun {
  readonly deployment: Deployment;
  /** The state that is on disk after the run. */
  readonly file: DeploymentFile;
  readonly entries: readonly JournalEntry[];
}

export interface TestRunOptions {
  readonly dryRun?: boolean;
  readonly parallel?: number;
  readonly fuse?: Fuse;
  readonly crypter?: Crypter;
}

/** Runs a program against a state, as a session does, with the journal in memory. */
export async function runProgram(
  world: TestWorld,
  before: DeploymentFile,
  program: ((register: Register) => Promise<unknown>) | 'destroy' | 'refresh',
  options: TestRunOptions = {},
): Promise<TestRun> {
  const { dryRun = false, parallel = 4, fuse = new Fuse(Infinity), crypter } = options;
  const entries: JournalEntry[] = [];
  const keeper = new SecretKeeper(crypter);
  const provider = world.provider(fuse);
  const deployment = new Deployment({
    ...testProject,
    dryRun,
    programDirectory: '/',
    config: { values: {}, secretKeys: [] },
    snapshot: keeper.snapshot(before),
    providers: providersOf(provider),
    analyzers: Promise.resolve([]),
    recorder: journalRecorder(
      {
        append: (entry) =>
          attempt(() => {
            fuse.burn();
            entries.push(entry);
            return Promise.resolve();
          }),
      },
      keeper,
    ),
    parallel,
    now: () => new Date(0),
    mask: new SecretMask(),
  });
  if (program === 'destroy') await deployment.destroy();
  else if (program === 'refresh') await deployment.refresh();
  else {
    await deployment.register({
      ...emptyGoal,
      type: rootStackType,
      name: `${testProject.project}-${testProject.stack}`,
      custom: false,
    });
    const register: Register = (name, goal = {}) =>
      deployment.register({
        ...emptyGoal,
        type: 'test:index:Thing',
        name,
        parent: testRootUrn,
        ...goal,
      });
    await program(register).catch((error: unknown) => {
      if (!(error instanceof Error && error.name === 'AbortedError')) throw error;
    });
    await deployment.settle();
    await deployment.finish();
  }
  return { deployment, entries, file: dryRun ? before : applyEntries(before, entries) };
}

function providersOf(provider: Provider): Providers {
  return {
    check: (_package, _urn, _olds, news) => Promise.resolve({ inputs: news, failures: [] }),
    diff: () =>
      Promise.resolve({
        changes: 'none',
        replaceKeys: [],
        deleteBeforeReplace: false,
        changedKeys: [],
      }),
    configure: () => Promise.resolve(),
    get: () => provider,
    has: () => true,
  };
}

/** `create a`, `same b`: what happened to each resource that is not a provider or the stack. */
export function happened({ deployment }: TestRun): readonly string[] {
  return deployment.log.steps
    .filter(({ type }) => type.startsWith('test:'))
    .map(({ operation, name }) => `${operation} ${name}`)
    .sort();
}

export { emptyDeployment };
