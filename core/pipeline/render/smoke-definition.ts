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
  const compared = new Map(
    settings.deploy?.environments.map(({ name, canary }) => [name, canary] as const),
  );
  const definition: SmokeDefinition = {
    baseUrl: smoke.baseUrl,
    checks: smoke.checks,
    attempts,
    delaySeconds,
    ...policyOf(smoke.canary ?? compared.get(smoke.environment)),
    ...(smoke.alerts === undefined ? {} : { alerts: smoke.alerts }),
    ...(smoke.environments === undefined
      ? {}
      : {
          environments: Object.fromEntries(
            Object.entries(smoke.environments).map(([name, own]) => [
              name,
              { ...own, ...policyOf(compared.get(name)) },
            ]),
          ),
        }),
  };
  const file = { $comment: marker.join(' '), ...definition };
  return { path: definitionPath, content: `${stableJson(file, 2)}\n` };
}

/** How a canary is compared; where it is, its workflow says. */
function policyOf(canary: CanarySettings | undefined): { readonly canary?: CanaryPolicy } {
  if (canary === undefined) return {};
  const { url: _, ...policy } = canary;
  return { canary: policy };
}
