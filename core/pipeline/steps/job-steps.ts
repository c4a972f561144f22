import { type PipelineSettings } from '../../config/pipeline-settings';
import { type RunStep } from '../model/step';
import { scriptText } from './script';

/** A step whose script is the same on a runner and on a developer's machine: no expression in its environment. */
export type PortableStep = RunStep & {
  readonly env?: Readonly<Record<string, string>>;
  /** Prints a diff of what it would change, which on a developer's machine is in the way of what failed. */
  readonly printsDiff?: true;
};

/** The work of one job of ci.yml, and of one target of the preflight. */
export interface JobSteps {
  readonly id: string;
  readonly title: string;
  readonly steps: readonly [PortableStep, ...PortableStep[]];
}

/** The steps of a job with those of the repository's own before and after them. */
export function withOwnSteps(settings: PipelineSettings, id: keyof Own, work: JobSteps): JobSteps {
  const { before = [], after = [] } = settings.steps[id] ?? {};
  const [first, ...rest] = [...before.map(ownStep), ...work.steps, ...after.map(ownStep)];
  return first === undefined ? work : { ...work, steps: [first, ...rest] };
}

type Own = PipelineSettings['steps'];

/** A step as the settings have it. */
export const ownStep = ({ name, run, env }: OwnStep): PortableStep => ({
  ...portableStep(name, scriptText(...run)),
  ...(Object.keys(env).length === 0 ? {} : { env }),
});

type OwnStep = PipelineSettings['jobs'][string]['steps'][number];

export function portableStep(name: string, lines: string): PortableStep {
  return { kind: 'run', name, run: lines };
}
