import { type PipelineSettings } from '../../config/pipeline-settings';
import { type RunStep } from '../model/step';
import { scriptText } from './script';

/** A step whose script is the same on a runner and on a developer's machine: no expression in its environment. */
export type GateStep = RunStep & {
  readonly env?: Readonly<Record<string, string>>;
  /** Prints a diff of what it would change, which on a developer's machine is in the way of what failed. */
  readonly printsDiff?: true;
};

/** The work of one job of ci.yml, and of one target of the preflight. */
export interface Gate {
  readonly id: string;
  readonly title: string;
  readonly steps: readonly [GateStep, ...GateStep[]];
}

/** A gate with steps of the repository's own before and after its own. */
export function withOwnSteps(settings: PipelineSettings, id: keyof Own, gate: Gate): Gate {
  const { before = [], after = [] } = settings.steps[id] ?? {};
  const [first, ...rest] = [...before.map(ownStep), ...gate.steps, ...after.map(ownStep)];
  return first === undefined ? gate : { ...gate, steps: [first, ...rest] };
}

type Own = PipelineSettings['steps'];

/** A step as the settings have it. */
export const ownStep = ({ name, run, env }: OwnStep): GateStep => ({
  ...gateStep(name, scriptText(...run)),
  ...(Object.keys(env).length === 0 ? {} : { env }),
});

type OwnStep = PipelineSettings['jobs'][string]['steps'][number];

export function gateStep(name: string, lines: string): GateStep {
  return { kind: 'run', name, run: lines };
}
