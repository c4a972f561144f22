import { gatehouseAction } from '../actions/gatehouse';
import { expression, type Value } from '../model/expression';
import { uses, type Step } from '../model/step';
import { checksOf } from '../../config/smoke-deployments';
import { monitorLink } from '../../smoke/alarm-link';
import { secretsOf } from '../../smoke/check';
import { type PipelineSettings, type SmokeSettings } from '../../config/pipeline-settings';
import { checkout } from './setup';
import { slackEnv } from './update-readiness';
import { uploadResult, type Result } from './upload-result';

/** One run of the smoke checks. */
export interface SmokeRun {
  /** Name of the step. */
  readonly name: string;
  /** The environment that is checked. Default: the first one. */
  readonly environment?: string;
  /** Inputs of the action beside its command, and where it writes. */
  readonly inputs: Readonly<Partial<Record<(typeof gatehouseAction.inputs)[number], Value>>>;
  /** The file the action writes, and how it is kept. */
  readonly result: Result;
}

/** The steps of a job that runs the smoke checks and keeps the result. */
export function smokeSteps(
  settings: PipelineSettings,
  smoke: SmokeSettings,
  { name, environment = smoke.environment, inputs, result }: SmokeRun,
): readonly [Step, Step, Step] {
  return [
    checkout({ ref: settings.defaultBranch }),
    uses(gatehouseAction, {
      name,
      ...envOf({ ...slackEnv(settings.slack).env, ...checkSecrets(smoke) }),
      with: {
        command: 'smoke',
        ...inputs,
        ...alarmUrl(settings, environment),
        output: result.path,
      },
    }),
    uploadResult(settings, result),
  ];
}

type Env = Readonly<Record<string, Value>>;

/** Messages name the alarms of the monitor that runs the same checks in AWS. */
export function alarmUrl(
  { slack, monitorRegion, repository }: PipelineSettings,
  environment: string,
): { readonly 'alarm-url'?: string } {
  if (slack.webhookSecret === undefined || monitorRegion === undefined) return {};
  return { 'alarm-url': monitorLink(monitorRegion, { repository, environment }) };
}

/**
 * The secrets that public checks name. They reach the action through the environment, where they cannot show as an input in a
 * log; so does Slack's webhook.
 */
export function checkSecrets(smoke: SmokeSettings): Env {
  const named = checksOf(smoke).flatMap((check) =>
    check.reach === 'public' ? secretsOf(check) : [],
  );
  return Object.fromEntries(
    [...new Set(named)]
      .sort()
      .map((name) => [`SMOKE_SECRET_${name}`, expression(`secrets.${name}`)]),
  );
}

/** The variables of a step, if it has any. */
export function envOf(env: Env): { readonly env?: Env } {
  return Object.keys(env).length === 0 ? {} : { env };
}
