import { GitHubError } from '../../adapters/github-error';
import { subjectOf, type Work } from '../work-message';
import { ReportNotDelivered } from './report-fleet';
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
  const sent: { readonly message: Work; readonly delay: number }[] = [];
  const events: WorkerEvent[] = [];
  const worked: string[] = [];
  return {
    sent,
    events,
    worked,
    ports: {
      once: (_key: string, message: Work) => {
        worked.push(subjectOf(message).replace('acme/', ''));
        const answer = once(subjectOf(message).replace('acme/', ''));
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
      sendAgain: (message: Work, delay: number) => {
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
  expect(at.sent.map((one) => [subjectOf(one.message), one.delay])).toEqual([
    ['acme/b', 60],
    ['acme/c', 60],
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

test('a report that Slack did not take comes again, and nothing else waits for it', async () => {
  const { repository: _, ...shared } = JSON.parse(bodyOf('a')) as Record<string, unknown>;
  const report = JSON.stringify({ ...shared, period: 'weekly', reportOn: ['a', 'b'] });
  const at = world((name) =>
    name === 'stack prod' ? new Error('outer', { cause: new ReportNotDelivered('down') }) : 'done',
  );
  const { failed, pausedUntil } = await processBatch(deliveries(report, bodyOf('a')), at.ports);
  expect([failed, pausedUntil]).toEqual([[], 0]);
  expect(at.worked).toEqual(['stack prod', 'a']);
  expect(at.sent).toMatchObject([{ message: { reportOn: ['a', 'b'] }, delay: 900 }]);
  expect(at.events).toMatchObject([{ kind: 'later', why: 'slack' }, { kind: 'done' }]);
});

test('a report on names that are none is no message', async () => {
  const { repository: _, ...shared } = JSON.parse(bodyOf('a')) as Record<string, unknown>;
  const at = world(() => 'done');
  const report = JSON.stringify({ ...shared, reportOn: ['a', 'b/c', 1] });
  expect((await processBatch(deliveries(report), at.ports)).failed).toEqual(['0']);
  expect(at.events).toMatchObject([
    { kind: 'unreadable', problems: [{ path: 'reportOn[1]' }, { path: 'reportOn[2]' }] },
  ]);
});
