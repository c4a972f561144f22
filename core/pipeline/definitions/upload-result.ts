import { pins } from '../actions/pins';
import { expression, type Value } from '../model/expression';
import { uses, type Step } from '../model/step';
import { type PipelineSettings } from '../../config/pipeline-settings';

/** What a job uploads at its end, whether it passed or failed. */
export interface Result {
  /** Name of the step. */
  readonly name: string;
  readonly artifact: Value;
  /** File, or directory with a trailing slash. */
  readonly path: string;
  /** Whether the job may have made none. */
  readonly isOptional?: boolean;
}

/** Keeps a job's result for the time the settings say. A re-run attempt writes it again under the same name. */
export function uploadResult(
  settings: PipelineSettings,
  { name, artifact, path, isOptional = false }: Result,
): Step {
  return uses(pins.uploadArtifact, {
    name,
    if: expression('!cancelled()'),
    with: {
      name: artifact,
      path,
      'if-no-files-found': isOptional ? 'ignore' : 'warn',
      'retention-days': settings.build.artifactRetentionDays,
      overwrite: true,
    },
  });
}
