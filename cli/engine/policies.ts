import {
  type AnalyzedResource,
  type Analyzer,
  type Remediation,
  type PolicyVerdict,
} from '../processes/analyzer';
import { type PropertyMap } from '../../provider/protocol/property-value';
import { type ResourceState } from '../state/resource-state';
import { type Goal } from './goal';
import { guardedOutputs } from './next-state';

type ProviderOf = (
  reference: string,
) => { readonly urn: string; readonly inputs: PropertyMap } | undefined;

/** The policy packs of a run and what they have said so far. */
export class Policies {
  readonly verdicts: PolicyVerdict[] = [];
  readonly remediations: (Remediation & { readonly urn: string })[] = [];

  constructor(
    private readonly analyzers: Promise<readonly Analyzer[]>,
    private readonly rootUrn: string,
  ) {}

  /**
   * Lets every pack remediate and then validate a resource.
   *
   * @returns the resource, perhaps remediated; undefined when a mandatory policy is violated.
   */
  async judge(
    state: ResourceState,
    goal: Goal,
    provider: ReturnType<ProviderOf>,
  ): Promise<ResourceState | undefined> {
    const analyzers = await this.analyzers;
    if (analyzers.length === 0) return state;
    let inputs = state.inputs;
    for (const analyzer of analyzers) {
      // Only policies of the level `remediate` change a resource; the others need not be asked.
      if (!analyzer.remediates) continue;
      for (const remediation of await analyzer.remediate(
        analyzed({ ...state, inputs }, inputs, goal, provider),
      )) {
        this.remediations.push({ ...remediation, urn: state.urn });
        if (remediation.diagnostic === '' && remediation.properties !== undefined) {
          // A policy sees secrets in plain text and hands them back so; they stay secret.
          inputs = guardedOutputs(remediation.properties, inputs, []);
        }
      }
    }
    const remediated = inputs === state.inputs ? state : { ...state, inputs };
    const found = await Promise.all(
      analyzers.map((analyzer) => analyzer.analyze(analyzed(remediated, inputs, goal, provider))),
    );
    const verdicts = found.flat();
    this.verdicts.push(...verdicts);
    return verdicts.some((verdict) => verdict.level === 'mandatory') ? undefined : remediated;
  }

  /** Lets every pack judge the whole stack. False when a mandatory policy is violated. */
  async judgeStack(
    states: readonly ResourceState[],
    goals: ReadonlyMap<string, Goal>,
    providerOf: ProviderOf,
  ): Promise<boolean> {
    const analyzers = await this.analyzers;
    if (analyzers.length === 0) return true;
    const resources = states.map((state) =>
      analyzed(state, state.outputs, goals.get(state.urn), providerOf(state.provider)),
    );
    const found = await Promise.all(
      analyzers.map((analyzer) => analyzer.analyzeStack(resources, this.rootUrn)),
    );
    const verdicts = found.flat();
    this.verdicts.push(...verdicts);
    return !verdicts.some((verdict) => verdict.level === 'mandatory');
  }
}

function analyzed(
  state: ResourceState,
  properties: PropertyMap,
  goal: Goal | undefined,
  provider: ReturnType<ProviderOf>,
): AnalyzedResource {
  return {
    urn: state.urn,
    type: state.type,
    properties,
    parent: state.parent,
    protect: state.protect,
    ignoreChanges: state.ignoreChanges,
    deleteBeforeReplace: goal?.deleteBeforeReplace,
    additionalSecretOutputs: state.additionalSecretOutputs,
    aliases: [],
    timeouts: state.timeouts,
    provider,
    dependencies: state.dependencies,
    propertyDependencies: state.propertyDependencies,
  };
}
