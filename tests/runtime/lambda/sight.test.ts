import type { Invoked, LambdaProcess } from '../../../sandbox/aws/lambda-process';
import { queueRecord } from '../../../sandbox/aws/queue-record';
import { fleetOf, openRuntime, webhookSecret, type RuntimeWorld } from './runtime-world';

/* Repositories that were scored and cannot be any more: nothing is reported of them but that. */

let at: RuntimeWorld;
let worker: LambdaProcess;

beforeAll(async () => {
  at = await openRuntime(900);
  worker = await at.container('worker', {
    GATEHOUSE_SLACK_WEBHOOK: `secretsmanager:${webhookSecret}`,
  });
});
afterAll(() => at.close());
afterEach(() => {
  at.github.disturb = () => undefined;
});

const json = (status: number, body: object, headers: Readonly<Record<string, string>> = {}) => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});
const notFound = json(404, { message: 'Not Found' });
/** Of any repository; the App still gets its token. */
const lost = (name: string) => (name === '' ? undefined : notFound);

let minutes = 0;
const dueNow = (): string => {
  minutes += 1;
  return new Date(Date.UTC(2026, 10, 24, 9, minutes)).toISOString();
};

function deliver(
  names: readonly string[],
  { period = 'daily', to = worker }: { period?: string; to?: LambdaProcess } = {},
): Promise<Invoked> {
  const [like] = fleetOf(1).repositories;
  const scheduledAt = dueNow();
  const shared = { version: 1, stack: 'prod', owner: 'acme', period, scheduledAt };
  return to.invoke({
    Records: names.map((name) => {
      const Body = JSON.stringify({ ...shared, repository: { ...like, name } });
      return queueRecord({ Body, MessageId: name });
    }),
  });
}
const nothingFailed: Invoked = { kind: 'answer', value: { batchItemFailures: [] } };

/** What the metrics of the deliveries since then say, and the messages that Slack got. */
async function since(work: () => Promise<unknown>, container = worker) {
  const [lines, messages] = [
    container.metrics().length,
    (await at.sandbox.world.messages()).length,
  ];
  await work();
  const metrics = container.metrics().slice(lines);
  const values = (name: string) => metrics.flatMap((line) => line[name] ?? []);
  const told = (await at.sandbox.world.messages()).slice(messages).map(({ text }) => text);
  return {
    unseen: values('Unseen'),
    scores: values('ReadinessScore'),
    slack: values('SlackRefused'),
    told,
  };
}

test('one that is gone is no longer scored; its loss is reported once, and so is its return', async () => {
  const look = () => deliver(['gone']);
  expect(await since(look)).toMatchObject({ unseen: [0], scores: [98.8], told: [] });
  at.github.disturb = lost;
  expect(await since(look)).toMatchObject({
    unseen: [1],
    scores: [],
    told: ['Not scored any more: acme/gone'],
  });
  expect(await since(look)).toMatchObject({ unseen: [1], scores: [], told: [] });
  at.github.disturb = () => undefined;
  expect(await since(look)).toMatchObject({
    unseen: [0],
    scores: [98.8],
    told: ['Scored again: acme/gone'],
  });
  expect(await since(look)).toMatchObject({ told: [] });
});

test('one that was archived, or whose default branch was renamed, is found out by the weekly run', async () => {
  await deliver(['archived', 'rebranched']);
  at.github.disturb = (name, path) => {
    const own = { full_name: `acme/${name}`, archived: name === 'archived' };
    if (path === '/repos/acme/rebranched/branches/main') {
      return json(200, { name: 'trunk' });
    }
    if (path !== `/repos/acme/${name}`) return undefined;
    return json(200, { ...own, default_branch: name === 'rebranched' ? 'trunk' : 'main' });
  };
  expect(await since(() => deliver(['archived', 'rebranched']))).toMatchObject({ unseen: [0, 0] });
  const weekly = () => deliver(['archived', 'rebranched'], { period: 'weekly' });
  expect(await since(weekly)).toMatchObject({
    unseen: [1, 1],
    scores: [],
    told: ['Not scored any more: acme/archived', 'Not scored any more: acme/rebranched'],
  });
  // No report is written that would repeat the last score.
  const history = JSON.parse((await at.object('archived', 'history.json')) ?? '{}') as object;
  expect(history).toMatchObject({ unseen: { why: 'archived' } });
  expect(history).not.toHaveProperty('trend');
  expect(await since(() => deliver(['archived']))).toMatchObject({ unseen: [1], told: [] });
});

test('the runs under another name are not those of one that was renamed', async () => {
  at.github.disturb = (name, path) =>
    name === 'renamed'
      ? json(301, {}, { location: `${at.github.url}${path.replace('/renamed', '/new-name')}` })
      : undefined;
  const found = await since(() => deliver(['renamed']));
  expect(found).toMatchObject({ unseen: [1], scores: [] });
  expect(worker.log()).toContain('acme/renamed is now acme/new-name; change its name in the stack');
});

test('one that has no workflow yet and was never scored is not lost', async () => {
  at.github.disturb = (_name, path) => (path.includes('/workflows/') ? notFound : undefined);
  expect(await since(() => deliver(['fresh']))).toEqual({
    unseen: [0],
    scores: [],
    slack: [],
    told: [],
  });
  expect(await at.object('fresh', 'history.json')).toBeUndefined();
});

test('of many that are lost at once Slack hears one by one of five, and of the others in one message', async () => {
  const names = Array.from({ length: 8 }, (_, index) => `narrowed-${String(index)}`);
  at.github.disturb = lost;
  const { unseen, told } = await since(() => deliver(names));
  expect(unseen).toEqual(names.map(() => 1));
  expect(told).toEqual([
    ...names.slice(0, 5).map((name) => `Not scored any more: acme/${name}`),
    'More repositories are not scored any more: stack prod',
  ]);
});

test('a webhook that cannot be read costs messages and no score, and they are sent once it can', async () => {
  const other = await at.container('worker', { GATEHOUSE_SLACK_WEBHOOK: 'ssm:/not/there' });
  at.github.disturb = lost;
  const unheard = () => deliver(['unheard'], { to: other });
  expect(await since(unheard, other)).toMatchObject({ unseen: [1], slack: [1], told: [] });
  expect(other.log()).toContain('the webhook cannot be read');
  at.github.disturb = () => undefined;
  expect(await deliver(['scored'], { to: other })).toEqual(nothingFailed);
  expect(await at.object('scored', 'readiness.json')).toBeDefined();
  at.github.disturb = lost;
  expect(await since(() => deliver(['unheard']))).toMatchObject({
    slack: [0],
    told: ['Not scored any more: acme/unheard'],
  });
});
