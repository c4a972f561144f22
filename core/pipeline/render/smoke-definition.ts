import { stableJson } from '../../kernel/stable-json';
import { type CanaryPolicy } from '../../smoke/canary/policy';
import { definitionPath } from '../../smoke/base-url';
import { type SmokeDefinition } from '../../smoke/definition';
import { type PipelineFile } from '../pipeline-files';
import {
  type CanarySettings,
  type PipelineSettings,
  type SmokeSettings,
} from '../../config/pipeline-settings';
import { marker } from '../../kernel/marker';

/**
 * What makes the deployment healthy, as a file of its own: the workflow reads it, a developer runs it by hand, and after
 * a rollback it is read as the previous version had it.
 */
export function smokeDefinition(settings: PipelineSettings, smoke: SmokeSettings): PipelineFile {
  const { attempts, delaySeconds } = settings.retries.smoke;
  const definition: SmokeDefinition = {
    baseUrl: smoke.baseUrl,
    checks: smoke.checks,
    attempts,
    delaySeconds,
    ...(smoke.canary === undefined ? {} : { canary: withoutUrl(smoke.canary) }),
    ...(smoke.alerts === undefined ? {} : { alerts: smoke.alerts }),
    ...(smoke.environments === undefined ? {} : { environments: smoke.environments }),
  };
  const file = { $comment: marker.join(' '), ...definition };
  return { path: definitionPath, content: `${stableJson(file, 2)}\n` };
}

function withoutUrl({ url: _, ...policy }: CanarySettings): CanaryPolicy {
  return policy;
}
