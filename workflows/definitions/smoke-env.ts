import { expression, type Value } from '../model/expression';
import { type PipelineSettings, type SmokeSettings } from '../settings';
import { slackEnv } from './update-readiness';

/**
 * The secrets a smoke step needs: Slack's webhook, and those that headers of public checks name. They reach the action
 * through the environment, where they cannot show as an input in a log.
 */
export function smokeEnv(
  settings: PipelineSettings,
  smoke: SmokeSettings,
): { readonly env?: Readonly<Record<string, Value>> } {
  const named = smoke.checks.flatMap((check) =>
    check.probe === 'http' && check.reach === 'public'
      ? Object.values(check.headers).flatMap((value) =>
          typeof value === 'string' ? [] : [value.secret],
        )
      : [],
  );
  const env = {
    ...slackEnv(settings.slack).env,
    ...Object.fromEntries(
      [...new Set(named)]
        .sort()
        .map((name) => [`SMOKE_SECRET_${name}`, expression(`secrets.${name}`)]),
    ),
  };
  return Object.keys(env).length === 0 ? {} : { env };
}
