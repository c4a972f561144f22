import * as path from 'node:path';
import { ciPath } from '../core/pipeline';
import { allQualityJobs } from '../core/pipeline/definitions/ci';
import { gateModes } from '../core/pipeline/definitions/readiness-job';
import { furtherProjects } from '../core/pipeline/further-projects';
import { smokeArtifacts } from '../core/config/smoke-deployments';
import { fromRoot } from '../core/pipeline/steps/directory';
import { type FleetRepository } from '../core/readiness/fleet';
import { defaultPolicy } from '../core/readiness/policy';
import { type PipelineSettings } from '../core/config/pipeline-settings';

/** One repository's entry of the fleet document. */
export function fleetRepository(settings: PipelineSettings): FleetRepository {
  const checked = smokeArtifacts(settings.smoke);
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
      sources: settings.python.sources.map((source) => fromRoot(settings, source)),
      ...(settings.python.directory === '.' ? {} : { directory: settings.python.directory }),
      overrideLabel: settings.readiness.overrideLabel,
      ...(checked.length === 0 ? {} : { smokeArtifacts: checked }),
      modes: gateModes(settings),
      longestWaiverDays: settings.waivers.longestDays,
      guardLevel: settings.guard.level,
      posture: settings.posture,
      ...(Object.keys(settings.projects).length === 0
        ? {}
        : {
            qualityJobs: allQualityJobs(settings).map(({ name }) => name),
            otherProjects: furtherProjects(settings).map(
              ({ settings: own }) => own.python.directory,
            ),
          }),
    },
  };
}
