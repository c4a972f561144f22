import { withAssetHashes } from '../../provider/protocol/assets';
import {
  containsUnknown,
  type PropertyMap,
  equalValues,
} from '../../provider/protocol/property-value';
import { type InvokeResult } from '../../provider/protocol/provider';
import { makeUrn, providerPackage, rootStackUrn } from '../../provider/protocol/urn';
import { AbortedError } from './aborted-error';
import { checkedInputs } from './checked-inputs';
import { customStep } from './custom-step';
import { deleteLeftovers } from './delete-leftovers';
import { Effects } from './effects';
import { type Goal } from './goal';
import { GoalProviders } from './goal-providers';
import { NewResources } from './new-resources';
import { isSameRecord, nextState } from './next-state';
import { OldResources, type OldResource } from './old-resources';
import { Policies } from './policies';
import { providerStep } from './provider-step';
import { readStep } from './read-step';
import { refresh } from './refresh';
import { type Registered, type Registrar } from './registrar';
import { type DeploymentOptions, type RunContext } from './run-context';
import { RunLog } from './run-log';
import { type ResourceState } from '../state/resource-state';
import { recordResource } from './record-resource';

/** One run over a stack: takes what the program registers, decides, acts, and records what became of it. */
export class Deployment implements Registrar {
  readonly log: RunLog;
  readonly policies: Policies;
  private readonly rootUrn: string;
  private readonly run: RunContext;
  private readonly providers: GoalProviders;
  private readonly goals = new Map<string, Goal>();
  private readonly inFlight = new Set<Promise<unknown>>();
  private stackOutputs: PropertyMap = {};

  constructor(options: DeploymentOptions) {
    const { stack, project, snapshot, dryRun, mask } = options;
    this.rootUrn = rootStackUrn(stack, project);
    this.log = new RunLog(dryRun, mask);
    this.run = {
      ...options,
      log: this.log,
      olds: new OldResources(snapshot, options),
      news: new NewResources(),
      effects: new Effects(options, this.log),
    };
    this.policies = new Policies(options.analyzers, this.rootUrn);
    this.providers = new GoalProviders(options, (goal) => this.register(goal));
  }

  /** Outputs of the program itself. */
  get outputs(): PropertyMap {
    return this.stackOutputs;
  }

  /** @throws AbortedError when the run is over. */
  async register(goal: Goal): Promise<Registered> {
    this.log.goOn();
    this.run.mask.learn(goal.inputs);
    const urn = this.urnOf(goal);
    if (this.goals.has(urn)) {
      this.log.fail(`two resources have the URN ${urn}; give one of them another name`, urn);
      return this.afterFailure(goal, urn);
    }
    this.goals.set(urn, goal);
    const step = this.step(goal, urn);
    this.inFlight.add(step);
    try {
      return await this.answered(goal, urn, step);
    } finally {
      this.inFlight.delete(step);
    }
  }

  async registerOutputs(urn: string, outputs: PropertyMap): Promise<void> {
    const { news, recorder, programDirectory } = this.run;
    const state = news.get(urn);
    if (state === undefined) throw new Error(`outputs for ${urn}, which was never registered`);
    const hashed = await withAssetHashes(outputs, programDirectory);
    const complete = { ...state, outputs: hashed };
    news.put(complete);
    if (urn === this.rootUrn) this.stackOutputs = hashed;
    if (!isSameRecord(state, complete)) await recorder.amend(complete);
  }

  /** @throws AbortedError when the run is over. */
  async read(goal: Goal, id: string): Promise<Registered> {
    this.log.goOn();
    const urn = this.urnOf(goal);
    this.goals.set(urn, goal);
    return this.answered(goal, urn, readStep(this.run, goal, urn, id, this.providers));
  }

  async invoke(
    token: string,
    args: PropertyMap,
    provider: string,
    version: string,
    downloadUrl: string,
  ): Promise<InvokeResult> {
    const reference = await this.providers.reference(provider, token, version, downloadUrl);
    // As the engine: what is called with unknowns is not called, and its answer is unknown.
    if (containsUnknown(args)) return { result: {}, failures: [], unknown: true };
    const answer = await this.providers.get(reference).invoke(token, args);
    if (answer.unknown === true && !this.run.dryRun) throw new Error(answer.reason ?? token);
    return answer;
  }

  /** Waits for registrations that the program did not wait for (it was stopped in the middle). */
  async settle(): Promise<void> {
    await Promise.allSettled(this.inFlight);
  }

  /** Ends the run after the program has registered everything: deletes what it no longer wants, judges the whole. */
  async finish(): Promise<void> {
    const { log, news } = this.run;
    if (log.isAborted) return;
    if (!log.hasFailed) await deleteLeftovers(this.run);
    if (log.isAborted) return;
    const passed = await this.policies.judgeStack(news.all, this.goals, (reference) =>
      news.provider(reference),
    );
    if (!passed) log.markFailed();
  }

  /** Deletes everything in the state, without asking the program. */
  async destroy(): Promise<void> {
    await deleteLeftovers(this.run);
  }

  /** Reads everything in the state again, without asking the program. */
  async refresh(): Promise<void> {
    await refresh(this.run);
  }

  private urnOf({ parent, type, name }: Goal): string {
    const { stack, project } = this.run;
    return makeUrn({ stack, project, parent, type, name });
  }

  private async step(goal: Goal, urn: string): Promise<Registered> {
    const { run } = this;
    const old = run.olds.claim(goal, urn);
    const provider = await this.providers.of(goal);
    const inputs = await checkedInputs(run, goal, urn, old, provider?.value);
    if (inputs === undefined) return this.afterFailure(goal, urn);
    const unjudged = nextState(goal, urn, {
      provider: provider?.reference ?? '',
      inputs,
      old: old?.state,
      now: run.now().toISOString(),
    });
    const judged = await this.policies.judge(unjudged, goal, run.news.provider(unjudged.provider));
    if (judged === undefined && !run.dryRun) {
      this.log.markFailed();
      throw new AbortedError('a mandatory policy is violated');
    }
    const state = judged ?? unjudged;
    const packageName = providerPackage(goal.type);
    if (packageName !== undefined) return providerStep(run, packageName, state, old);
    if (provider === undefined) return componentStep(run, state, old);
    return customStep(run, goal, state, old, provider.value);
  }

  /** What a step gives; one that fails fails the run. */
  private async answered(goal: Goal, urn: string, step: Promise<Registered>): Promise<Registered> {
    try {
      return await step;
    } catch (error) {
      if (error instanceof AbortedError) throw error;
      this.log.failBy(error, urn);
      return this.afterFailure(goal, urn);
    }
  }

  /** A preview goes on with unknown values, so that every problem shows at once; an update ends. */
  private afterFailure(goal: Goal, urn: string): Registered {
    if (!this.run.dryRun) throw new AbortedError();
    return { urn, id: '', outputs: goal.custom ? goal.inputs : {} };
  }
}

/** The step of a component: nothing but a record. */
async function componentStep(
  run: RunContext,
  state: ResourceState,
  old: OldResource | undefined,
): Promise<Registered> {
  const changed = old !== undefined && !equalValues(old.state.inputs, state.inputs);
  run.log.step(old === undefined ? 'create' : changed ? 'update' : 'same', state, old?.state);
  run.news.put(state);
  await recordResource(run, state, old);
  // A component's outputs are registered later; old ones may name resources that do not exist yet in this run.
  return { urn: state.urn, id: '', outputs: {} };
}
