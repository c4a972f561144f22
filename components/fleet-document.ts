import * as path from 'node:path';
import { ciPath } from '../core/pipeline';
import { defaultPolicy, type BandLimits, type Weights } from '../core/readiness/policy';
import { type PipelineSettings } from '../core/config/pipeline-settings';

/** What the readiness functions score: the repositories of a stack with the rules of their scores. */
export interface FleetDocument {
  readonly version: 1;
  readonly stack: string;
  readonly owner: string;
  readonly repositories: readonly FleetRepository[];
}

export interface FleetRepository {
  /** Bare name. */
  readonly name: string;
  /** Branch whose runs are scored. */
  readonly branch: string;
  readonly settings: {
    /** Percent. */
    readonly threshold: number;
    readonly weights: Weights;
    /** Completed runs the pass rate looks back on. */
    readonly window: number;
    /** Lowest score, in percent, of each band above `poor`. */
    readonly bands: BandLimits;
    /** File name of the workflow whose runs are scored. */
    readonly workflow: string;
    /** Directories with the code. */
    readonly sources: readonly string[];
    /** Label that lets a maintainer merge although the score is below the threshold. */
    readonly overrideLabel: string;
  };
}

/** One repository's entry of the fleet document. */
export function fleetRepository(settings: PipelineSettings): FleetRepository {
  return {
    name: settings.repository,
    branch: settings.defaultBranch,
    settings: {
      threshold: settings.gates.readiness,
      weights: settings.readiness.weights,
      window: settings.readiness.window,
      // Not configurable, so that a word means the same in every repository.
      bands: defaultPolicy.bands,
      workflow: path.posix.basename(ciPath),
      sources: settings.python.sources,
      overrideLabel: settings.readiness.overrideLabel,
    },
  };
}
