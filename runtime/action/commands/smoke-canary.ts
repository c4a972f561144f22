import { writeFile } from 'node:fs/promises';
import { ProblemsError } from '../../../core/kernel/problem';
import { compareCanary, comparisonsOf } from '../../../core/smoke/canary/compare';
import { defaultCanaryPolicy } from '../../../core/smoke/canary/policy';
import { sampleCanary } from '../../../core/smoke/canary/sample';
import { canaryChecks } from '../../../core/smoke/check';
import type { SmokeDefinition } from '../../../core/smoke/definition';
import { canarySummary, type SmokeContext } from '../../../core/smoke/report';
import type { SmokePorts } from '../../../core/smoke/run';
import { canaryMessage, type SlackMessage } from '../../../core/smoke/slack-message';
import type { Context, Ending } from '../context';
import type { SmokeInputs } from '../inputs';

/** Longest time the requests may take, in milliseconds: what a job of ten minutes can spare. */
const longestMs = 7 * 60_000;

/** What the command around it provides. */
export interface CanaryWorld {
  readonly context: Context;
  readonly ports: SmokePorts;
  readonly notify: (message: SlackMessage, context: Context) => Promise<boolean>;
}

/**
 * Measures canary and baseline with the same requests and compares them. Only `promote` passes: a `hold` is no approval,
 * so that a job which deploys after this one waits for it too.
 */
export async function canary(
  inputs: SmokeInputs,
  definition: SmokeDefinition,
  place: SmokeContext,
  { context, ports, notify }: CanaryWorld,
): Promise<Ending> {
  if (canaryChecks(definition.checks).length === 0) {
    throw new ProblemsError([
      {
        code: 'no-canary-check',
        path: 'checks',
        message: 'no check can be sent hundreds of times to compare two deployments',
        allowed: 'public HTTP checks with the method GET or HEAD',
      },
    ]);
  }
  const policy = definition.canary ?? defaultCanaryPolicy;
  const canaryUrl = inputs['canary-url'] ?? definition.baseUrl;
  const baselineUrl = inputs['baseline-url'] ?? definition.baseUrl;
  const pairs = await sampleCanary(definition, { baselineUrl, canaryUrl }, longestMs, {
    attempt: ports.attempt,
    now: () => performance.now(),
  });
  const verdict = compareCanary(pairs, policy);
  const report = { version: 2, baselineUrl, canaryUrl, policy, ...verdict, pairs };
  await writeFile(inputs.output, `${JSON.stringify(report, undefined, 2)}\n`);
  await context.commands.appendSummary(canarySummary(verdict, place));
  const seen = comparisonsOf(verdict).map(({ text }) => text);
  context.commands.info(`${verdict.decision}: ${seen.join('; ')}`);
  await context.commands.setOutput('decision', verdict.decision);
  await context.commands.setOutput('passed', String(verdict.decision === 'promote'));
  if (verdict.decision === 'promote') return 'done';
  if (verdict.decision === 'roll-back') await notify(canaryMessage(verdict, place), context);
  context.commands.error({
    code: `canary-${verdict.decision}`,
    message: `the canary cannot be promoted: ${verdict.decision}`,
    found: seen.join('; '),
  });
  return 'failed';
}
