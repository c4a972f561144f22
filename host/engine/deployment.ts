import { randomUUID } from 'node:crypto';
import { type Analyzer } from '../processes/analyzer';
import { type Provider } from '../protocol/provider';
import { packageConfig, type ResolvedConfig } from '../project/resolved-config';
import { withAssetHashes } from '../protocol/assets';
import {
  containsUnknown,
  equalValues,
  makeSecret,
  isUnknown,
  type PropertyMap,
  unknownValue,
} from '../protocol/property-value';
import {
  defaultProviderName,
  makeUrn,
  packageOf,
  parseProviderReference,
  parseUrn,
  providerPackage,
  providerReference,
  providerType,
  rootStackUrn,
} from '../protocol/urn';
import { isRecordedOnly } from '../recorded/recorded-mark';
import { type ResourceState, type Snapshot } from '../state/resource-state';
import { aliasUrns } from './aliases';
import { decide, type Decision } from './decide';
import { deleteInOrder, dependentsToReplace } from './deletions';
import { emptyGoal, type Goal } from './goal';
import { Limiter } from './limiter';
import { guardedOutputs, isSameRecord, nextState } from './next-state';
import { type OldResource, OldResources } from './old-resources';
import { Policies } from './policies';
import { propertyDifferences, withIgnoredChanges } from '../protocol/property-diff';
import { type ProviderRegistry } from './provider-registry';
import { type Diagnostic, type Operation, type StepReport } from './run-report';
import { type SecretMask } from './secret-mask';
import { type StateRecorder } from './state-recorder';

/** What a run needs of the providers of its resources. */
export type Providers = Pick<ProviderRegistry, 'check' | 'configure' | 'diff' | 'get' | 'has'>;

export interface DeploymentOptions {
  readonly project: string;
  readonly stack: string;
  readonly dryRun: boolean;
  readonly programDirectory: string;
  readonly config: ResolvedConfig;
  readonly snapshot: Snapshot;
  readonly providers: Providers;
  readonly analyzers: Promise<readonly Analyzer[]>;
  readonly recorder: StateRecorder;
  /** Effects at once. */
  readonly parallel: number;
  readonly now: () => Date;
  /** Learns every secret that passes. */
  readonly mask: SecretMask;
}

/** The run is over: something failed, and nothing new may begin. */
class AbortedError extends Error {
  override readonly name = 'AbortedError';
  /** The status by which the SDK knows that it need not report anything itself. */
  readonly grpcCode = 14;
}

/** What a registration is answered with. */
export interface Registered {
  readonly urn: string;
  readonly id: string;
  readonly outputs: PropertyMap;
}

/** One run over a stack: takes what the program registers, decides, acts, and writes down what became of it. */
export class Deployment {
  readonly steps: StepReport[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly rootUrn: string;
  readonly policies: Policies;
  private readonly olds: OldResources;
  private readonly news = new Map<string, ResourceState>();
  private readonly goals = new Map<string, Goal>();
  private readonly registering = new Set<string>();
  /** URN in the old state by URN of today, for renamed resources. */
  private readonly renamed = new Map<string, string>();
  private readonly replaced = new Set<string>();
  private readonly defaultProviders = new Map<string, Promise<string>>();
  private readonly effects: Limiter;
  private readonly resumedCreates: ReadonlySet<string>;
  private failed = false;
  private stackOutputs: PropertyMap = {};

  constructor(private readonly options: DeploymentOptions) {
    this.rootUrn = rootStackUrn(options.stack, options.project);
    this.olds = new OldResources(options.snapshot);
    this.effects = new Limiter(options.parallel);
    this.policies = new Policies(options.analyzers, this.rootUrn);
    this.resumedCreates = new Set(
      options.snapshot.pending
        .filter((operation) => operation.type === 'creating')
        .map((operation) => operation.resource.urn),
    );
  }

  get outputs(): PropertyMap {
    return this.stackOutputs;
  }

  /** Whether the run must end: in a preview everything is looked at first, an update stops at the first failure. */
  get aborted(): boolean {
    return this.failed && !this.options.dryRun;
  }

  /** Reports a failure of the run; an update then begins nothing new. */
  fail(message: string, urn = ''): void {
    this.failed = true;
    this.diagnostics.push({ severity: 'error', message, urn });
  }

  /** Resolves when every policy pack is up, and rejects when one cannot start. */
  get analyzersReady(): Promise<unknown> {
    return this.options.analyzers;
  }

  get hasFailed(): boolean {
    return this.failed;
  }

  /** The run failed, and somebody else has told why. */
  markFailed(): void {
    this.failed = true;
  }

  /** Waits for registrations that the program did not wait for (it was stopped in the middle). */
  async settle(): Promise<void> {
    await Promise.allSettled(this.inFlight);
  }

  private readonly inFlight = new Set<Promise<unknown>>();

  /** @throws AbortedError when the run is over. */
  async register(goal: Goal): Promise<Registered> {
    if (this.aborted) throw new AbortedError('the run has been stopped');
    const { stack, project, mask } = this.options;
    mask.learn(goal.inputs);
    const urn = makeUrn({ stack, project, parent: goal.parent, type: goal.type, name: goal.name });
    if (this.registering.has(urn)) {
      this.fail(`two resources have the URN ${urn}; give one of them another name`, urn);
      return this.afterFailure(goal, urn);
    }
    this.registering.add(urn);
    this.goals.set(urn, goal);
    const step = this.step(goal, urn);
    this.inFlight.add(step);
    try {
      return await step;
    } catch (error) {
      if (error instanceof AbortedError) throw error;
      this.fail(error instanceof Error ? error.message : String(error), urn);
      return this.afterFailure(goal, urn);
    } finally {
      this.inFlight.delete(step);
    }
  }

  private async step(goal: Goal, urn: string): Promise<Registered> {
    const old = this.findOld(goal, urn);
    const packageName = providerPackage(goal.type);
    const provider = await this.providerOf(goal);
    const checked = await this.checked(goal, urn, old, provider?.value, packageName);
    if (checked === undefined) return this.afterFailure(goal, urn);
    const state = nextState(goal, urn, {
      provider: provider?.reference ?? '',
      inputs: checked,
      old: old?.state,
      now: this.options.now().toISOString(),
    });
    const judged = await this.policies.judge(state, goal, this.providerInputs(state.provider));
    if (judged === undefined) {
      if (!this.options.dryRun) {
        this.failed = true;
        throw new AbortedError('a mandatory policy is violated');
      }
    }
    const wanted = judged ?? state;
    if (packageName !== undefined) return this.stepProvider(packageName, wanted, old);
    return this.stepResource(goal, wanted, old, provider?.value);
  }

  private findOld(goal: Goal, urn: string): OldResource | undefined {
    const aliases = aliasUrns(goal, {
      stack: this.options.stack,
      project: this.options.project,
      oldUrnOf: (today) => this.renamed.get(today),
    });
    const old = this.olds.find([urn, ...aliases]);
    if (old === undefined) return undefined;
    this.olds.claim(old);
    if (old.state.urn !== urn) this.renamed.set(urn, old.state.urn);
    return old;
  }

  private async providerOf(
    goal: Goal,
  ): Promise<{ readonly reference: string; readonly value: Provider } | undefined> {
    if (goal.remote) {
      throw new Error(
        `${goal.type} is a component of a provider plugin, which the embedded host does not run`,
      );
    }
    if (!goal.custom || providerPackage(goal.type) !== undefined) return undefined;
    const reference =
      goal.provider === ''
        ? await this.defaultProvider(packageOf(goal.type), goal.version, goal.pluginDownloadUrl)
        : goal.provider;
    return { reference, value: this.options.providers.get(parseProviderReference(reference).urn) };
  }

  /** The provider reference for resources that name none; registers that provider on first use. */
  defaultProvider(packageName: string, version: string, downloadUrl: string): Promise<string> {
    if (packageName === 'pulumi' || packageName === 'pulumi-nodejs') {
      return Promise.reject(
        new Error(
          `the embedded host does not manage the built-in types of the package ${packageName}; run the stack with the Pulumi engine`,
        ),
      );
    }
    const name = defaultProviderName(version, downloadUrl);
    const key = `${packageName} ${name}`;
    const known = this.defaultProviders.get(key);
    if (known !== undefined) return known;
    const inputs = Object.fromEntries(
      packageConfig(this.options.config, packageName).map(({ key: input, value, secret }) => [
        input,
        secret ? makeSecret(value) : value,
      ]),
    );
    const registered = this.register({
      ...emptyGoal,
      type: providerType(packageName),
      name,
      inputs,
      version,
      pluginDownloadUrl: downloadUrl,
    }).then(({ urn, id }) => providerReference(urn, id === '' ? unknownValue : id));
    this.defaultProviders.set(key, registered);
    return registered;
  }

  /** Inputs as the provider accepts them; undefined when it refuses them, which is then reported. */
  private async checked(
    goal: Goal,
    urn: string,
    old: OldResource | undefined,
    provider: Provider | undefined,
    packageName: string | undefined,
  ): Promise<PropertyMap | undefined> {
    const hashed = await withAssetHashes(
      packageName === undefined ? goal.inputs : providerInputs(goal),
      this.options.programDirectory,
    );
    const inputs =
      old === undefined ? hashed : withIgnoredChanges(hashed, old.state.inputs, goal.ignoreChanges);
    if (provider === undefined && packageName === undefined) return inputs;
    const olds = old === undefined || old.state.external ? undefined : old.state.inputs;
    const result =
      provider === undefined
        ? await this.options.providers.check(packageName ?? '', urn, olds, inputs)
        : await provider.check({ urn, olds, news: inputs });
    for (const { property, reason } of result.failures) {
      const where = property === '' ? '' : `${property}: `;
      this.fail(`${parseUrn(urn).type} ${parseUrn(urn).name}: ${where}${reason}`, urn);
    }
    return result.failures.length === 0 ? result.inputs : undefined;
  }

  private async stepProvider(
    packageName: string,
    state: ResourceState,
    old: OldResource | undefined,
  ): Promise<Registered> {
    const { providers, recorder, dryRun } = this.options;
    const diff =
      old === undefined
        ? undefined
        : await providers.diff(packageName, {
            urn: state.urn,
            id: old.state.id,
            oldInputs: old.state.inputs,
            olds: old.state.outputs,
            news: state.inputs,
            ignoreChanges: state.ignoreChanges,
          });
    const replace = diff !== undefined && diff.replaceKeys.length > 0;
    const fresh = old === undefined || replace;
    const id = fresh ? (dryRun ? '' : randomUUID()) : old.state.id;
    const made = { ...state, id, outputs: state.inputs };
    if (replace) this.replaced.add(state.urn);
    await providers.configure(packageName, state.urn, state.inputs);
    this.news.set(state.urn, made);
    const operation: Operation = fresh
      ? replace
        ? 'replace'
        : 'create'
      : diff?.changes === 'none'
        ? 'same'
        : 'update';
    this.report(made, operation, old?.state, { replaceKeys: diff?.replaceKeys ?? [] });
    if (replace && old !== undefined) {
      await recorder.replace(made, old.index, { ...old.state, delete: true });
      this.condemned.push({ index: old.index, state: { ...old.state, delete: true } });
    } else await this.record(made, old);
    return { urn: state.urn, id, outputs: made.outputs };
  }

  private async stepResource(
    goal: Goal,
    state: ResourceState,
    old: OldResource | undefined,
    provider: Provider | undefined,
  ): Promise<Registered> {
    if (provider === undefined) return this.stepComponent(state, old);
    if (goal.importId !== '' && (old === undefined || importIdOf(old.state) !== goal.importId)) {
      throw new Error(
        `${state.type} ${goal.name}: importing is left to the Pulumi engine (pulumi import)`,
      );
    }
    if (old === undefined || old.state.external) {
      return this.create(state, old, provider);
    }
    if (this.olds.isGone(old)) return this.create(state, old, provider, {});
    const decision = await this.decideFor(goal, state, old, provider);
    switch (decision.kind) {
      case 'same':
        return this.same(state, old);
      case 'update':
        return this.update(state, old, provider);
      case 'replace':
        return this.replace(goal, state, old, provider, decision);
    }
  }

  private async stepComponent(
    state: ResourceState,
    old: OldResource | undefined,
  ): Promise<Registered> {
    const changed = old !== undefined && !equalValues(old.state.inputs, state.inputs);
    this.report(state, old === undefined ? 'create' : changed ? 'update' : 'same', old?.state);
    this.news.set(state.urn, state);
    await this.record(state, old);
    // A component's outputs are registered later; old ones may name resources that do not exist yet in this run.
    return { urn: state.urn, id: '', outputs: {} };
  }

  private async decideFor(
    goal: Goal,
    state: ResourceState,
    old: OldResource,
    provider: Provider,
  ): Promise<Decision> {
    const diff = await provider.diff({
      urn: state.urn,
      id: old.state.id,
      oldInputs: old.state.inputs,
      olds: old.state.outputs,
      news: state.inputs,
      ignoreChanges: goal.ignoreChanges,
    });
    const unchanged = diff.changes === 'unknown' && equalValues(old.state.inputs, state.inputs);
    return decide({
      goal,
      old: old.state,
      diff: diff.changes === 'unknown' ? { ...diff, changes: unchanged ? 'none' : 'some' } : diff,
      providerReplaced: this.isProviderReplaced(state, old.state),
      companionReplaced: [...goal.replaceWith, goal.deletedWith].some((urn) =>
        this.replaced.has(urn),
      ),
    });
  }

  private isProviderReplaced(state: ResourceState, old: ResourceState): boolean {
    const now = parseProviderReference(state.provider).urn;
    const before = parseProviderReference(old.provider).urn;
    if (this.replaced.has(now)) return true;
    if (now === before || this.renamed.get(now) === before) return false;
    const isDefault = (urn: string): boolean => /^default(_|$)/.test(parseUrn(urn).name);
    // A newer version of the same default provider takes over what the older one made.
    return !(isDefault(now) && isDefault(before));
  }

  private async same(state: ResourceState, old: OldResource): Promise<Registered> {
    const kept = { ...state, id: old.state.id, outputs: old.state.outputs };
    this.news.set(state.urn, kept);
    this.report(kept, 'same', old.state, { recorded: isRecordedOnly(old.state.outputs) });
    await this.record(kept, old);
    return { urn: kept.urn, id: kept.id, outputs: kept.outputs };
  }

  private async create(
    state: ResourceState,
    old: OldResource | undefined,
    provider: Provider,
    /** There where the resource takes the place of an old one: that one, if it outlives this, and why. */
    replacing?: { readonly condemned?: OldResource; readonly keys?: readonly string[] },
  ): Promise<Registered> {
    const condemned = replacing?.condemned;
    const { dryRun, recorder } = this.options;
    const now = this.options.now().toISOString();
    const fresh = { ...state, id: '', outputs: {}, created: now, modified: now };
    const made = await this.effect('creating', fresh, async (timeout) => {
      const { id, state: outputs } = await provider.create({
        urn: state.urn,
        inputs: state.inputs,
        preview: dryRun,
        timeout,
        resumed: this.resumedCreates.has(state.urn),
      });
      const done = {
        ...fresh,
        id,
        outputs: guardedOutputs(outputs, state.inputs, state.additionalSecretOutputs),
      };
      if (condemned === undefined) await recorder.put(done, old?.index);
      else await recorder.replace(done, condemned.index, condemned.state);
      return done;
    });
    this.news.set(state.urn, made);
    this.report(made, replacing === undefined ? 'create' : 'replace', (condemned ?? old)?.state, {
      recorded: isRecordedOnly(made.outputs),
      replaceKeys: replacing?.keys ?? [],
    });
    return { urn: made.urn, id: made.id, outputs: made.outputs };
  }

  private async update(
    state: ResourceState,
    old: OldResource,
    provider: Provider,
  ): Promise<Registered> {
    const { dryRun, recorder } = this.options;
    const made = await this.effect(
      'updating',
      { ...old.state, urn: state.urn },
      async (timeout) => {
        const { state: outputs } = await provider.update({
          urn: state.urn,
          id: old.state.id,
          oldInputs: old.state.inputs,
          olds: old.state.outputs,
          news: state.inputs,
          ignoreChanges: state.ignoreChanges,
          preview: dryRun,
          timeout,
        });
        const done = {
          ...state,
          id: old.state.id,
          outputs: guardedOutputs(outputs, state.inputs, state.additionalSecretOutputs),
          modified: this.options.now().toISOString(),
        };
        await recorder.put(done, old.index);
        return done;
      },
    );
    this.news.set(state.urn, made);
    this.report(made, 'update', old.state, { recorded: isRecordedOnly(old.state.outputs) });
    return { urn: made.urn, id: made.id, outputs: made.outputs };
  }

  private async replace(
    goal: Goal,
    state: ResourceState,
    old: OldResource,
    provider: Provider,
    decision: Extract<Decision, { kind: 'replace' }>,
  ): Promise<Registered> {
    if (goal.protect && old.state.protect) {
      throw new Error(
        `${state.type} ${goal.name} is protected, and this change (${decision.keys.join(', ')}) would replace it; ` +
          'take the protect option off first',
      );
    }
    this.replaced.add(state.urn);
    // Defaults carried over from the old resource no longer hold for a new one.
    const recheck = await provider.check({ urn: state.urn, olds: undefined, news: goal.inputs });
    const inputs = await withAssetHashes(recheck.inputs, this.options.programDirectory);
    const wanted = { ...state, inputs };
    if (!decision.deleteBeforeReplace) {
      const condemned = { index: old.index, state: { ...old.state, delete: true } };
      const made = await this.create(wanted, old, provider, { condemned, keys: decision.keys });
      this.condemned.push(condemned);
      return made;
    }
    const dependents = await dependentsToReplace(
      old.state,
      this.options.snapshot.resources,
      (dependent, changed) => this.wouldReplace(dependent, changed),
    );
    for (const dependent of [...dependents].reverse()) {
      if (dependent.protect) {
        throw new Error(
          `${state.type} ${goal.name} cannot be replaced: ${dependent.urn} depends on it and is protected`,
        );
      }
      await this.deleteAhead({ index: this.olds.indexOf(dependent), state: dependent });
    }
    await this.deleteAhead(old);
    return this.create(wanted, old, provider, { keys: decision.keys });
  }

  private readonly condemned: OldResource[] = [];

  private async deleteAhead(old: OldResource): Promise<void> {
    if (this.olds.isGone(old)) return;
    await this.deleteFromProvider(old.state);
    this.olds.markDeletedAhead(old.index);
    await this.options.recorder.mark({ ...old.state, pendingReplacement: true }, old.index);
  }

  private async wouldReplace(
    dependent: ResourceState,
    changed: readonly string[],
  ): Promise<boolean> {
    if (changed.length === 0) return false;
    const news = { ...dependent.inputs };
    for (const key of changed) if (key in news) Object.assign(news, { [key]: unknownValue });
    const provider = await this.oldProvider(dependent);
    const diff = await provider.diff({
      urn: dependent.urn,
      id: dependent.id,
      oldInputs: dependent.inputs,
      olds: dependent.outputs,
      news,
      ignoreChanges: dependent.ignoreChanges,
    });
    return (
      diff.replaceKeys.length > 0 ||
      Object.values(diff.detailed ?? {}).some((kind) => kind.endsWith('-replace'))
    );
  }

  /** The provider of a resource of the old state; one the program no longer has is set up from the state. */
  private async oldProvider(state: ResourceState): Promise<Provider> {
    const { urn } = parseProviderReference(state.provider);
    if (!this.options.providers.has(urn)) {
      const old = this.olds.get(urn)?.state;
      const packageName = providerPackage(parseUrn(urn).type);
      if (old === undefined || packageName === undefined) {
        throw new Error(`the provider ${urn} of ${state.urn} is not in the state`);
      }
      await this.options.providers.configure(packageName, urn, old.inputs);
    }
    return this.options.providers.get(urn);
  }

  private async deleteFromProvider(state: ResourceState): Promise<void> {
    const provider = await this.oldProvider(state);
    await this.effect('deleting', state, async (timeout) => {
      await provider.delete({
        urn: state.urn,
        id: state.id,
        inputs: state.inputs,
        state: state.outputs,
        timeout,
      });
    });
  }

  /** An effect on the world, written down before and after. A preview only works out what it would give. */
  private async effect<T>(
    type: 'creating' | 'updating' | 'deleting',
    state: ResourceState,
    work: (timeout: number) => Promise<T>,
  ): Promise<T> {
    const timeout =
      state.timeouts[type === 'creating' ? 'create' : type === 'updating' ? 'update' : 'delete'];
    const { dryRun, recorder } = this.options;
    if (dryRun) return type === 'deleting' ? (undefined as T) : work(timeout);
    return this.effects.run(async () => {
      if (this.aborted) throw new AbortedError('the run has been stopped');
      const step = await recorder.begin(type, state);
      const result = await work(timeout);
      await recorder.end(step);
      return result;
    });
  }

  private async record(state: ResourceState, old: OldResource | undefined): Promise<void> {
    const { recorder } = this.options;
    if (old !== undefined && isSameRecord(old.state, state)) await recorder.keep(old.index);
    else await recorder.put(state, old?.index);
  }

  /** Outputs that a component, or the program itself, registers when it is complete. */
  async registerOutputs(urn: string, outputs: PropertyMap): Promise<void> {
    const state = this.news.get(urn);
    if (state === undefined) throw new Error(`outputs for ${urn}, which was never registered`);
    const hashed = await withAssetHashes(outputs, this.options.programDirectory);
    const complete = { ...state, outputs: hashed };
    this.news.set(urn, complete);
    if (urn === this.rootUrn) this.stackOutputs = hashed;
    if (!isSameRecord(state, complete)) await this.options.recorder.amend(complete);
  }

  /** A resource that exists already and that the program only looks at. */
  async read(goal: Goal, id: string): Promise<Registered> {
    if (this.aborted) throw new AbortedError('the run has been stopped');
    const { stack, project, dryRun, recorder } = this.options;
    const urn = makeUrn({ stack, project, parent: goal.parent, type: goal.type, name: goal.name });
    this.goals.set(urn, goal);
    this.registering.add(urn);
    try {
      const old = this.findOld(goal, urn);
      const provider = await this.providerOf(goal);
      if (provider === undefined) throw new Error(`${goal.type} cannot be read`);
      const unknown = dryRun && isUnknown(id);
      const found = unknown
        ? { id: '', inputs: goal.inputs, state: {} }
        : await provider.value.read({ urn, id, inputs: goal.inputs, state: {} });
      if (!unknown && found.id === '') throw new Error(`${goal.type} ${id} does not exist`);
      const now = this.options.now().toISOString();
      const state = {
        ...nextState(goal, urn, {
          provider: provider.reference,
          inputs: found.inputs,
          old: old?.state,
          now,
        }),
        custom: true,
        external: true,
        id: found.id,
        outputs: guardedOutputs(found.state, goal.inputs, goal.additionalSecretOutputs),
      };
      this.news.set(urn, state);
      this.report(state, 'read', old?.state, {
        recorded: isRecordedOnly(state.outputs),
      });
      if (old !== undefined && isSameRecord(old.state, state)) await recorder.keep(old.index);
      else await recorder.put(state, old?.index);
      return { urn, id: found.id, outputs: state.outputs };
    } catch (error) {
      if (error instanceof AbortedError) throw error;
      this.fail(error instanceof Error ? error.message : String(error), urn);
      return this.afterFailure(goal, urn);
    }
  }

  /** A function of a package. */
  async invoke(
    token: string,
    args: PropertyMap,
    provider: string,
    version: string,
    downloadUrl: string,
  ): ReturnType<Provider['invoke']> {
    const reference =
      provider === ''
        ? await this.defaultProvider(packageOf(token), version, downloadUrl)
        : provider;
    // As the engine: what is called with unknowns is not called, and its answer is unknown.
    if (containsUnknown(args)) return { result: {}, failures: [], unknown: true };
    const { urn } = parseProviderReference(reference);
    const answer = await this.options.providers.get(urn).invoke(token, args);
    if (answer.unknown === true && !this.options.dryRun) throw new Error(answer.reason ?? token);
    return answer;
  }

  /** Ends the run after the program has registered everything: deletes what it no longer wants, judges the whole. */
  async finish(): Promise<void> {
    if (this.failed && !this.options.dryRun) return;
    if (!this.failed) await this.deleteLeftovers();
    if (this.failed && !this.options.dryRun) return;
    if (
      !(await this.policies.judgeStack([...this.news.values()], this.goals, (reference) =>
        this.providerInputs(reference),
      ))
    ) {
      this.failed = true;
    }
  }

  /** Deletes everything in the state, without asking the program. */
  async destroy(): Promise<void> {
    await this.deleteLeftovers();
  }

  /** Reads everything in the state anew. What is gone leaves the state; what changed is corrected. */
  async refresh(): Promise<void> {
    const { recorder, snapshot } = this.options;
    for (const [index, state] of snapshot.resources.entries()) {
      // What was not looked at stays in the state as it is.
      if (this.aborted) return;
      const packageName = providerPackage(state.type);
      if (packageName !== undefined) {
        await this.options.providers.configure(packageName, state.urn, state.inputs);
      }
      if (!state.custom || packageName !== undefined || state.delete || state.pendingReplacement) {
        await recorder.keep(index);
        this.report(state, 'same', state);
        continue;
      }
      await this.refreshOne({ index, state });
    }
  }

  private async refreshOne({ index, state }: OldResource): Promise<void> {
    const { recorder } = this.options;
    const provider = await this.oldProvider(state);
    const recorded = isRecordedOnly(state.outputs);
    try {
      const found = await provider.read({
        urn: state.urn,
        id: state.id,
        inputs: state.inputs,
        state: state.outputs,
      });
      if (found.id === '') {
        await recorder.drop(index);
        this.report(state, 'delete', state, { recorded });
        return;
      }
      const outputs = guardedOutputs(found.state, state.inputs, state.additionalSecretOutputs);
      const next = { ...state, id: found.id, inputs: found.inputs, outputs };
      const same = equalValues(state.inputs, next.inputs) && equalValues(state.outputs, outputs);
      this.report(next, same ? 'same' : 'update', state, { recorded });
      if (same) await recorder.keep(index);
      else await recorder.put({ ...next, modified: this.options.now().toISOString() }, index);
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error), state.urn);
      await recorder.keep(index);
    }
  }

  private async deleteLeftovers(): Promise<void> {
    const left = [...this.olds.leftovers(), ...this.condemned];
    const byState = new Map(left.map((old) => [old.state, old]));
    const going = new Set(left.filter((old) => !old.state.delete).map((old) => old.state.urn));
    await deleteInOrder([...byState.keys()], this.options.parallel, async (state) => {
      const old = byState.get(state);
      if (old === undefined || this.aborted) return false;
      try {
        await this.deleteOne(old, going);
        return true;
      } catch (error) {
        this.fail(error instanceof Error ? error.message : String(error), state.urn);
        return false;
      }
    });
  }

  private async deleteOne(old: OldResource, going: ReadonlySet<string>): Promise<void> {
    const { state } = old;
    const inPlace = this.news.has(state.urn);
    if (state.protect && !inPlace) {
      throw new Error(
        `${state.type} ${parseUrn(state.urn).name} is protected and cannot be deleted; take the protect option off first`,
      );
    }
    const isProvider = providerPackage(state.type) !== undefined;
    const retained =
      state.retainOnDelete || (state.deletedWith !== '' && going.has(state.deletedWith));
    const recorded = isRecordedOnly(state.outputs);
    const real =
      state.custom && !isProvider && !state.external && !recorded && !this.olds.isGone(old);
    if (real && !retained) await this.deleteFromProvider(state);
    if (!inPlace && !state.external) this.report(state, 'delete', state, { recorded, retained });
    await this.options.recorder.drop(old.index);
  }

  private providerInputs(
    reference: string,
  ): { readonly urn: string; readonly inputs: PropertyMap } | undefined {
    if (reference === '') return undefined;
    const { urn } = parseProviderReference(reference);
    const state = this.news.get(urn);
    return state === undefined ? undefined : { urn, inputs: state.inputs };
  }

  private report(
    state: ResourceState,
    operation: Operation,
    old: ResourceState | undefined,
    {
      recorded = false,
      replaceKeys = [],
      retained = false,
    }: {
      readonly recorded?: boolean;
      readonly replaceKeys?: readonly string[];
      readonly retained?: boolean;
    } = {},
  ): void {
    const differences =
      operation === 'update' || operation === 'replace'
        ? propertyDifferences(old?.inputs ?? {}, state.inputs)
        : [];
    this.options.mask.learn(state.inputs);
    this.options.mask.learn(state.outputs);
    this.steps.push({
      urn: state.urn,
      type: state.type,
      name: parseUrn(state.urn).name,
      parent: state.parent,
      provider: state.provider,
      dependencies: state.dependencies,
      operation,
      recorded,
      differences,
      replaceKeys,
      inputs: state.inputs,
      outputs: state.outputs,
      ...(retained ? { retained } : {}),
    });
  }

  /** A preview goes on with unknown values, so that every problem shows at once; an update ends. */
  private afterFailure(goal: Goal, urn: string): Registered {
    if (!this.options.dryRun) throw new AbortedError('the run has been stopped');
    return { urn, id: '', outputs: goal.custom ? goal.inputs : {} };
  }
}

/** Inputs of a provider resource with what tells the engine which plugin to load, as the engine keeps them. */
function providerInputs({ inputs, version, pluginDownloadUrl }: Goal): PropertyMap {
  return {
    ...inputs,
    ...(version === '' ? {} : { version, __internal: {} }),
    ...(pluginDownloadUrl === '' ? {} : { pluginDownloadURL: pluginDownloadUrl }),
  };
}

function importIdOf(state: ResourceState): string {
  return state.importId === '' ? state.id : state.importId;
}
