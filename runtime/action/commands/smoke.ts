import { writeFile } from 'node:fs/promises';
import { slackWebhookName } from '../../../core/kernel/delivered-names';
import { defaultAlerts, type SmokeAlerts } from '../../../core/smoke/alerts';
import { nextState, settled, type SmokeState } from '../../../core/smoke/announce';
import {
  smokeReport,
  smokeSummary,
  smokeText,
  wordsOf,
  type SmokeContext,
} from '../../../core/smoke/report';
import { runSmoke } from '../../../core/smoke/run';
import { newsMessage, type SlackMessage } from '../../../core/smoke/slack-message';
import type { SmokeVerdict } from '../../../core/smoke/verdict';
import { postToSlack } from '../../adapters/slack';
import { previousState } from '../../adapters/smoke-github';
import { smokePorts } from '../../adapters/smoke-ports';
import type { Context, Ending } from '../context';
import { gitHubEnvironment, readTextFile, type GitHubEnvironment } from '../environment';
import type { SmokeInputs } from '../inputs';
import { smokeDefinition } from './smoke-definition';

/**
 * Checks a deployed service, retries with backoff, reports, and fails when a check fails; with a canary's address it
 * compares the two deployments instead. Slack hears of a failure and of the recovery, once each.
 */
export async function smoke(inputs: SmokeInputs, context: Context): Promise<Ending> {
  const definition = await smokeDefinition(inputs, context);
  const environment = context.isLocal
    ? undefined
    : await gitHubEnvironment(context.variables, readTextFile);
  const place = placeOf(inputs, definition.baseUrl, environment);
  const isCanary = inputs['canary-url'] !== undefined;
  const ports = smokePorts({ secrets: secretsOf(context), keepsConnections: isCanary });
  if (isCanary) {
    const { canary } = await import('./smoke-canary.js');
    return canary(inputs, definition, place, { context, ports, notify });
  }
  const standpoint = inputs.inside === 'true' ? 'inside' : 'outside';
  const verdict = await runSmoke(definition, standpoint, ports);
  context.commands.info(smokeText(verdict));
  await context.commands.setOutput('passed', String(verdict.passed));
  if (inputs.record === 'true') {
    await writeReport(inputs, verdict, place);
    return 'done';
  }
  await context.commands.appendSummary(smokeSummary(verdict, place));
  // Written before anything else can fail, and again with what was announced to Slack.
  await writeReport(inputs, verdict, place);
  if (environment !== undefined) {
    const of = { place, environment, alerts: definition.alerts ?? defaultAlerts };
    const state = await tellSlack(verdict, of, inputs, context);
    await writeReport(inputs, verdict, place, state);
  }
  if (verdict.passed) {
    if (verdict.unsteady) context.commands.warning('a check passed only after a retry');
    return 'done';
  }
  for (const result of verdict.results.filter((one) => !one.passed)) {
    context.commands.error({
      code: 'smoke-check-failed',
      path: `checks.${result.check.name}`,
      message: 'the smoke check failed',
      found: wordsOf(result),
    });
  }
  if (verdict.results.length === 0) {
    context.commands.error({
      code: 'nothing-checked',
      path: 'checks',
      message: 'nothing was checked: every check is private',
    });
  }
  return 'failed';
}

async function writeReport(
  inputs: SmokeInputs,
  verdict: SmokeVerdict,
  place: SmokeContext,
  state?: SmokeState,
): Promise<void> {
  const report = smokeReport(verdict, place, state);
  await writeFile(inputs.output, `${JSON.stringify(report, undefined, 2)}\n`);
}

/** Values of the secrets that checks name, from variables such as SMOKE_SECRET_API_TOKEN. */
function secretsOf(context: Context): ReadonlyMap<string, string> {
  const prefix = 'SMOKE_SECRET_';
  const secrets = new Map<string, string>();
  for (const [name, value = ''] of Object.entries(context.variables)) {
    if (!name.startsWith(prefix) || value === '') continue;
    context.commands.mask(value);
    secrets.set(name.slice(prefix.length), value);
  }
  return secrets;
}

function placeOf(
  { environment: name, 'alarm-url': alarm }: SmokeInputs,
  baseUrl: string,
  environment: GitHubEnvironment | undefined,
): SmokeContext {
  const links = alarm === undefined ? [] : [{ text: 'alarm', url: alarm }];
  const place = { environment: name, baseUrl, links };
  if (environment === undefined) return { ...place, repository: 'local', runUrl: baseUrl };
  const { owner, repository, serverUrl, runId, attempt } = environment;
  return {
    ...place,
    attempt,
    repository: `${owner}/${repository}`,
    runUrl: `${serverUrl}/${owner}/${repository}/actions/runs/${runId}`,
  };
}

/** Where a run took place, and when its failure is worth a message. */
interface Announcing {
  readonly place: SmokeContext;
  readonly environment: GitHubEnvironment;
  readonly alerts: SmokeAlerts;
}

/** Tells Slack what is news, and gives what is to be remembered of it. */
async function tellSlack(
  verdict: SmokeVerdict,
  { place, environment, alerts }: Announcing,
  inputs: SmokeInputs,
  context: Context,
): Promise<SmokeState | undefined> {
  if ((context.variables[slackWebhookName] ?? '') === '') return undefined;
  const before = await stateBefore(environment, inputs, context);
  const now = context.now().toISOString();
  const { state, tell } = nextState(before, { passed: verdict.passed, now, alerts });
  if (tell === undefined) return state;
  const message = newsMessage(tell, verdict, place, state.failingSince ?? before?.failingSince);
  return settled(state, await notify(message, context));
}

/** What the last run left behind. Not knowing it costs a message too many or none about a recovery, never the verdict. */
async function stateBefore(
  environment: GitHubEnvironment,
  inputs: SmokeInputs,
  context: Context,
): Promise<SmokeState | undefined> {
  const artifact = inputs['state-artifact'];
  const branch = context.variables['GITHUB_REF_NAME'] ?? '';
  if (artifact === '' || branch === '') return undefined;
  context.commands.mask(inputs['github-token']);
  try {
    const client = await context.gitHub({
      apiUrl: environment.apiUrl,
      token: inputs['github-token'],
    });
    const wanted = { artifact, branch, environment: inputs.environment };
    return await previousState(client, environment, wanted);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    context.commands.warning(`the last run's verdict is not known: ${reason}`);
    return undefined;
  }
}

async function notify(message: SlackMessage, context: Context): Promise<boolean> {
  const webhook = context.variables[slackWebhookName] ?? '';
  if (webhook === '') return false;
  context.commands.mask(webhook);
  const delivery = await postToSlack(webhook, message);
  if (!delivery.delivered) context.commands.warning(`Slack got no message: ${delivery.reason}`);
  return delivery.delivered;
}
