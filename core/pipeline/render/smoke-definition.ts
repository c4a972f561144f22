import { stableJson, type Json } from '../../kernel/stable-json';
import { type PipelineFile } from '../pipeline-files';
import { type PipelineSettings, type SmokeSettings } from '../settings';
import { marker } from './marker';

export const smokeDefinitionPath = '.github/gatehouse/smoke.json';

/**
 * What makes the deployment healthy, as a file of its own: the workflow reads it, a developer runs it by hand, and after
 * a rollback it is read as the previous version had it.
 */
export function smokeDefinition(settings: PipelineSettings, smoke: SmokeSettings): PipelineFile {
  const { attempts, delaySeconds } = settings.retries.smoke;
  const { url: _, ...canary } = smoke.canary ?? {};
  const definition = {
    $comment: marker.join(' '),
    baseUrl: smoke.baseUrl,
    checks: smoke.checks,
    attempts,
    delaySeconds,
    ...(smoke.canary === undefined ? {} : { canary }),
  };
  return {
    path: smokeDefinitionPath,
    content: `${stableJson(definition as unknown as Json, 2)}\n`,
  };
}
