import { slackWebhookName } from '../core/kernel/delivered-names';
import { executeWorkflow, type ExecutedRun, type Execution } from './actions/execute-workflow';
import type { World } from './world';

/** What the demonstration left in the sandbox, for a person or a test to look at. */
export interface Demonstration {
  /** CI on the branch as it was delivered. */
  readonly green: ExecutedRun;
  readonly pullRequest: number;
  /** CI of a pull request that breaks a test. */
  readonly proposed: ExecutedRun;
  /** The run that published the pull request's comment. */
  readonly commented: ExecutedRun;
  /** CI on the branch after a change that no gate let through. */
  readonly broken: ExecutedRun;
  /** The looks at the repository after the green and after the broken run. */
  readonly dashboards: readonly [ExecutedRun, ExecutedRun];
}

export type DemonstrationOptions = Pick<Execution, 'repository' | 'directory' | 'offline'> & {
  /** Called with what is about to happen. */
  readonly tell: (message: string) => void;
};

/** A test that cannot pass, whatever it is run again. */
const failingTest = {
  'tests/test_discount.py': [
    '"""Discounts, not implemented yet."""',
    '',
    '',
    'def test_ten_percent_off() -> None:',
    '    assert round(20 * 0.9) == 19',
    '',
  ].join('\n'),
};

/** A module with an import that is not used. */
const unusedImport = {
  'src/orders/discount.py': [
    '"""Discounts."""',
    '',
    'import decimal',
    '',
    'TEN_PERCENT = 0.1',
    '',
  ].join('\n'),
};

/**
 * Runs the delivered workflows of a repository through what they are for: a green branch, a pull request that is not
 * ready, and a branch that went red past the gate. Every number in what comes out is of a run that took place.
 */
export async function demonstrateReadiness(
  world: World,
  options: DemonstrationOptions,
): Promise<Demonstration> {
  const { repository, tell } = options;
  const secrets = { [slackWebhookName]: await world.slackWebhookUrl() };
  const run = (
    workflow: string,
    event: string,
    more: Partial<Execution> = {},
  ): Promise<ExecutedRun> =>
    executeWorkflow(world, { ...options, workflow, event, secrets, ...more });
  const main = world.repository(repository)?.defaultBranch ?? 'main';

  tell(`CI of ${main} as delivered`);
  const green = await run('ci.yml', 'push', { payload: { ref: `refs/heads/${main}` } });
  tell('The dashboard after that');
  const first = await run('update-readiness.yml', 'schedule');

  tell('CI of a pull request whose test fails');
  const topic = 'discounts';
  await world.push(repository, topic, failingTest, 'Give discounts');
  const pull = await api<{ readonly number: number }>(world, repository, 'POST', '/pulls', {
    title: 'Give discounts',
    head: topic,
    base: main,
  });
  const proposed = await run('ci.yml', 'pull_request', {
    branch: topic,
    pullRequests: [pull.number],
    payload: { action: 'opened', number: pull.number, pull_request: pull },
  });
  tell('Its comment, written by the trusted workflow from the artifact of the pull request');
  const commented = await run('ci-comment.yml', 'workflow_run', {
    payload: {
      action: 'completed',
      workflow_run: await api(world, repository, 'GET', `/actions/runs/${proposed.id}`),
    },
  });

  tell(`CI of ${main} after a push past the gate`);
  await world.push(repository, main, unusedImport, 'Prepare discounts');
  const broken = await run('ci.yml', 'push', { payload: { ref: `refs/heads/${main}` } });
  tell('The dashboard after that, and the Slack message');
  const second = await run('update-readiness.yml', 'schedule');
  return {
    green,
    pullRequest: pull.number,
    proposed,
    commented,
    broken,
    dashboards: [first, second],
  };
}

/** A request to the loopback GitHub, as a person's tool would send it. */
async function api<T>(
  world: World,
  repository: string,
  method: string,
  route: string,
  body?: unknown,
): Promise<T> {
  const url = `${world.githubUrl}/repos/${world.owner}/${repository}${route}`;
  const answer = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${world.token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}
