import { type AliasSpec, type Goal } from '../engine/goal';
import { startMonitor } from '../engine/monitor';
import { type Registered, type Registrar } from '../engine/registrar';
import { type Diagnostic } from '../engine/run-report';
import { SecretMask } from '../engine/secret-mask';
import { organization } from '../engine/session';
import { startProgram } from '../processes/program';
import { type Project } from '../project/project-file';
import { type ResolvedConfig } from '../project/resolved-config';
import { withAssetHashes } from '../../provider/protocol/assets';
import { type PropertyMap } from '../../provider/protocol/property-value';
import { makeUrn } from '../../provider/protocol/urn';
import { syntheticFunction, syntheticOutputs } from '../../provider/recorded/synthetic';
import { gatehouseTypes, githubTypes } from '../../core/kernel/resource-types';

/** A resource that a program wants. */
export interface SurveyedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  readonly inputs: PropertyMap;
  /** URN; an empty one for none. */
  readonly parent?: string;
  readonly aliases?: readonly AliasSpec[];
}

/** Everything a program wants of a stack, and what it had to say. */
export interface Survey {
  readonly resources: readonly SurveyedResource[];
  /** Why the program did not come to its end; empty when it did. */
  readonly problems: readonly string[];
}

export interface SurveyOptions {
  readonly project: Project;
  readonly stack: string;
  readonly config: ResolvedConfig;
  readonly parallel: number;
  readonly interrupted: AbortSignal;
  /** Called with each line that the program prints. */
  readonly onOutput: (line: string) => void;
}

/**
 * Runs a program as a preview and records what it registers: without state, providers, plugins, policies or
 * credentials. Each resource is answered as if it had been applied and settled, as far as that is known.
 */
export async function survey(options: SurveyOptions): Promise<Survey> {
  const { project, stack, config, parallel, interrupted } = options;
  const mask = new SecretMask();
  for (const key of config.secretKeys) mask.learnText(config.values[key] ?? '');
  const logged: Diagnostic[] = [];
  const monitor = await startMonitor({ project: project.name, stack, organization }, (entry) => {
    logged.push(entry);
  });
  const registry = new SurveyRegistry(project, stack, mask);
  monitor.serve(registry);
  const program = startProgram({
    project,
    stack,
    organization,
    config,
    dryRun: true,
    parallel,
    address: monitor.address,
    onLine: (line) => {
      options.onOutput(mask.mask(line));
    },
  });
  const stop = (): void => {
    program.stop();
  };
  interrupted.addEventListener('abort', stop, { once: true });
  if (interrupted.aborted) stop();
  try {
    const ended = await program.finished;
    const errors = logged.filter(({ severity }) => severity === 'error');
    const problems = errors.map(({ message }) => mask.mask(message).trimEnd());
    if (!ended.succeeded && problems.length === 0) {
      problems.push(ended.reported ? 'the program reported an error and ended' : ended.message);
    }
    return { resources: registry.resources, problems: [...new Set(problems)] };
  } finally {
    interrupted.removeEventListener('abort', stop);
    monitor.stop();
  }
}

/** Takes registrations in the place of a deployment. */
class SurveyRegistry implements Registrar {
  readonly resources: SurveyedResource[] = [];
  private readonly urns = new Set<string>();

  constructor(
    private readonly project: Project,
    private readonly stack: string,
    private readonly mask: SecretMask,
  ) {}

  async register(goal: Goal): Promise<Registered> {
    const urn = this.urnOf(goal);
    if (this.urns.has(urn)) {
      throw new Error(`two resources have the URN ${urn}; give one of them another name`);
    }
    this.urns.add(urn);
    this.mask.learn(goal.inputs);
    const inputs = await withAssetHashes(goal.inputs, this.project.programDirectory);
    const { type, name, custom, parent, aliases } = goal;
    this.resources.push({ urn, type, name, custom, inputs, parent, aliases });
    if (!goal.custom) return { urn, id: '', outputs: {} };
    const made = syntheticOutputs(urn, inputs, {});
    const { id } = made;
    return {
      urn,
      id: typeof id === 'string' ? id : '',
      outputs: { ...made, ...inputs, ...settledOutputs(goal.type, inputs) },
    };
  }

  registerOutputs(): Promise<void> {
    return Promise.resolve();
  }

  read(goal: Goal, id: string): Promise<Registered> {
    return Promise.resolve({ urn: this.urnOf(goal), id, outputs: goal.inputs });
  }

  invoke(token: string): ReturnType<Registrar['invoke']> {
    const result = syntheticFunction(token, {});
    return Promise.resolve(
      result === undefined ? { result: {}, failures: [], unknown: true } : { result, failures: [] },
    );
  }

  private urnOf({ parent, type, name }: Goal): string {
    return makeUrn({ stack: this.stack, project: this.project.name, parent, type, name });
  }
}

/** A placeholder; only whether it is known matters. */
const someHash = '0'.repeat(40);

/**
 * Outputs that a resource has once everything it waits for has happened. A comparison of two revisions is about what
 * they lead to: while a pull request with the files is open the former checks stay required, and every difference in
 * the required checks, and in what is beside them, would stay hidden behind it.
 */
const settled: Readonly<Record<string, (inputs: PropertyMap) => PropertyMap>> = {
  [gatehouseTypes.WorkflowCommit]: ({ checks }) => ({
    pending: false,
    checksOnBranch: checks ?? [],
  }),
  [githubTypes.RepositoryFile]: () => ({ sha: someHash, commitSha: someHash }),
};

function settledOutputs(type: string, inputs: PropertyMap): PropertyMap {
  return settled[type]?.(inputs) ?? {};
}
