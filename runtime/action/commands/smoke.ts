import { writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Attempt, SmokeCheck } from '../../../smoke/check';
import {
  smokeSlackMessage,
  smokeSummary,
  smokeText,
  type SmokeContext,
} from '../../../smoke/report';
import { delayBefore, type RetrySchedule } from '../../../smoke/retry';
import { checkResult, judgeAttempt, smokeVerdict, type CheckResult } from '../../../smoke/verdict';
import { postToSlack } from '../../adapters/slack';
import { smokeRequest } from '../../adapters/smoke-request';
import type { Context, Ending } from '../context';
import { gitHubEnvironment, readTextFile } from '../environment';
import type { SmokeInputs } from '../inputs';

/** Milliseconds an attempt may take beyond its latency budget, to tell a slow service from a dead one. */
const grace = 5000;

/** Checks a deployed service, retries with backoff, reports, and fails when a check fails. Slack hears of failures. */
export async function smoke(inputs: SmokeInputs, context: Context): Promise<Ending> {
  const schedule = { attempts: inputs.attempts, delaySeconds: inputs['delay-seconds'] };
  const verdict = smokeVerdict(
    await Promise.all(inputs.checks.map((check) => runCheck(check, inputs['base-url'], schedule))),
  );
  const place = await placeOf(inputs, context);
  await writeFile(inputs.output, `${JSON.stringify(verdict, undefined, 2)}\n`);
  await context.commands.appendSummary(smokeSummary(verdict, place));
  context.commands.info(smokeText(verdict));
  await context.commands.setOutput('passed', String(verdict.passed));
  if (verdict.passed) {
    if (verdict.unsteady) context.commands.warning('a check passed only after a retry');
    return 'done';
  }
  await notify(smokeSlackMessage(verdict, place), context);
  for (const result of verdict.results.filter((one) => !one.passed)) {
    context.commands.error({
      code: 'smoke-check-failed',
      path: `checks.${result.check.name}`,
      message: 'the smoke check failed',
      found: (result.attempts.at(-1)?.violations ?? []).map((one) => one.text).join('; '),
    });
  }
  return 'failed';
}

async function runCheck(
  check: SmokeCheck,
  baseUrl: string,
  schedule: RetrySchedule,
): Promise<CheckResult> {
  const attempts: Attempt[] = [];
  for (let number = 1; ; number += 1) {
    const delay = delayBefore(schedule, number);
    if (delay === undefined) break;
    await wait(delay * 1000);
    const attempt = await smokeRequest(check, {
      baseUrl,
      timeoutMs: check.latencyBudgetMs + grace,
    });
    attempts.push(attempt);
    if (judgeAttempt(check, attempt).length === 0) break;
  }
  return checkResult(check, attempts);
}

async function placeOf(inputs: SmokeInputs, context: Context): Promise<SmokeContext> {
  const place = { environment: inputs.environment, baseUrl: inputs['base-url'] };
  if (context.isLocal) return { ...place, repository: 'local', runUrl: inputs['base-url'] };
  const { owner, repository, serverUrl, runId } = await gitHubEnvironment(
    context.variables,
    readTextFile,
  );
  return {
    ...place,
    repository: `${owner}/${repository}`,
    runUrl: `${serverUrl}/${owner}/${repository}/actions/runs/${runId}`,
  };
}

async function notify(
  message: { readonly text: string; readonly blocks: readonly object[] },
  context: Context,
): Promise<void> {
  const webhook = context.variables['SLACK_WEBHOOK_URL'] ?? '';
  if (webhook === '') return;
  context.commands.mask(webhook);
  const delivery = await postToSlack(webhook, message);
  if (!delivery.delivered) context.commands.warning(`Slack got no message: ${delivery.reason}`);
}
