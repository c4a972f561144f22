import { GitHubError } from '../../adapters/github-error';
import type { WorkMessage } from '../work-message';
import { processBatch, type Once, type WorkerEvent } from './process-batch';

const now = Date.parse('2026-11-24T09:05:00Z');

function bodyOf(name: string, change: object = {}): string {
  return JSON.stringify({
    version: 1,
    stack: 'prod',
    owner: 'acme',
    period: 'daily',
    scheduledAt: '2026-11-24T09:00:00Z',
    repository: {
      name,
      branch: 'main',
      settings: {
        threshold: 90,
        weights: { ci: 40, coverage: 30, security: 20, quality: 10 },
        window: 10,
        bands: { excellent: 95, good: 90, fair: 80 },
        workflow: 'ci.yml',
      },
    },
    ...change,
  });
}

/** Ports that note what they are asked; `once` answers as given. */
function world(once: (name: string) => Once | Error, remainingMs = 60_000) {
  const sent: { readonly message: WorkMessage; readonly delay: number }[] = [];
  const events: WorkerEvent[] = [];
  const worked: string[] = [];
  return {
    sent,
    events,
    worked,
    ports: {
      once: (_key: string, message: WorkMessage) => {
        worked.push(message.repository.name);
        const answer = once(message.repository.name);
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
      sendAgain: (message: WorkMessage, delay: number) => {
        sent.push({ message, delay });
        return Promise.resolve();
      },
      now: () => now,
      remainingMs: () => remainingMs,
      tell: (event: WorkerEvent) => events.push(event),
    },
  };
}

const deliveries = (...bodies: readonly string[]) =>
  bodies.map((body, index) => ({ messageId: String(index), body }));
const limited = (seconds: number) =>
  new GitHubError('GET /x', 403, 'limited', { retryAfterSeconds: seconds });

test('what is done now or was done before is dealt with; what is being done elsewhere comes again', async () => {
  const at = world((name) => (name === 'a' ? 'done' : name === 'b' ? 'already' : 'elsewhere'));
  const { failed } = await processBatch(
    deliveries(bodyOf('a'), bodyOf('b'), bodyOf('c')),
    at.ports,
  );
  expect(failed).toEqual(['2']);
});

test('one failure is one failed item: the others of the batch are handled', async () => {
  const at = world((name) => (name === 'b' ? new Error('broken') : 'done'));
  const batch = deliveries('no JSON', bodyOf('a'), bodyOf('b'), bodyOf('c'));
  expect((await processBatch(batch, at.ports)).failed).toEqual(['0', '2']);
  expect(at.worked).toEqual(['a', 'b', 'c']);
});

test('a rate limit stops the batch from asking GitHub again, and loses nothing of it', async () => {
  const at = world((name) => (name === 'b' ? limited(60) : 'done'));
  const result = await processBatch(deliveries(bodyOf('a'), bodyOf('b'), bodyOf('c')), at.ports);
  expect(result).toEqual({ failed: [], pausedUntil: now + 60_000 });
  expect(at.worked).toEqual(['a', 'b']);
  expect(at.sent.map((one) => [one.message.repository.name, one.delay])).toEqual([
    ['b', 60],
    ['c', 60],
  ]);
});

test('a message waits out its time in steps that a queue can take, without a request to GitHub', async () => {
  const at = world(() => 'done');
  const notBefore = new Date(now + 3_600_000).toISOString();
  await processBatch(deliveries(bodyOf('a', { notBefore })), at.ports);
  expect(at.worked).toEqual([]);
  expect(at.sent).toMatchObject([{ delay: 900, message: { notBefore } }]);
  // Since its run was due, which is what an alarm can go by: each time it is a new message.
  expect(at.events).toMatchObject([{ kind: 'later', why: 'limit', waited: 300 }]);
});

test('what there is no time left for is sent again at once', async () => {
  const at = world(() => 'done', 5_000);
  expect((await processBatch(deliveries(bodyOf('a')), at.ports)).failed).toEqual([]);
  expect(at.sent).toMatchObject([{ delay: 0 }]);
  expect(at.events).toMatchObject([{ kind: 'later', why: 'time' }]);
});

test('each event says which message, run and stack it is of', async () => {
  const at = world(() => 'done');
  const told: unknown[] = [];
  const tell = (_event: WorkerEvent, of: object) => told.push(of);
  await processBatch(deliveries('no JSON', bodyOf('a')), { ...at.ports, tell });
  expect(told).toEqual([
    { messageId: '0' },
    { messageId: '1', stack: 'prod', period: 'daily', scheduledAt: '2026-11-24T09:00:00Z' },
  ]);
});

test('a run that is still limited after a day fails, so that it gets noticed', async () => {
  const at = world(() => limited(60));
  const old = bodyOf('a', { scheduledAt: '2026-11-23T09:00:00Z' });
  expect((await processBatch(deliveries(old), at.ports)).failed).toEqual(['0']);
  expect(at.events).toMatchObject([{ kind: 'failed' }]);
});

test('a refusal that is no rate limit is a failure', async () => {
  const at = world(() => new GitHubError('GET /x', 403, 'no right'));
  expect((await processBatch(deliveries(bodyOf('a')), at.ports)).failed).toEqual(['0']);
  expect(at.sent).toEqual([]);
});
