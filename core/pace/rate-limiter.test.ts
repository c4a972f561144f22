import { paceLimitsOf } from './pace-limits';
import { type PacedRequest, RateLimiter, TooLate } from './rate-limiter';
import { restCost } from './request-kind';

const github = 'https://api.github.com';

/** A clock that goes on only where someone waits. */
class TestClock {
  private time = 0;
  private readonly waiting: { readonly until: number; readonly go: () => void }[] = [];

  readonly now = (): number => this.time;
  readonly wait = (ms: number): Promise<void> =>
    new Promise((go) => this.waiting.push({ until: this.time + ms, go }));

  /** Goes on until nobody waits any more. */
  async run(): Promise<void> {
    for (;;) {
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      const [next] = this.waiting.sort((a, b) => a.until - b.until);
      if (next === undefined) return;
      this.waiting.shift();
      this.time = next.until;
      next.go();
    }
  }
}

const request = (route: string, repository?: string): PacedRequest => ({
  ...restCost(route),
  repository,
});
const commit = (repository: string) => request('PUT /repos/o/r/contents/x', repository);
const read = request('GET /repos/o/r');

/** Seconds at which requests start, in the order of their starts. */
async function startsOf(
  apiUrl: string,
  requests: readonly PacedRequest[],
  tookMs = 0,
): Promise<readonly number[]> {
  const clock = new TestClock();
  const limiter = new RateLimiter(paceLimitsOf(apiUrl), clock);
  const starts: number[] = [];
  const all = requests.map((one) =>
    limiter.run(one, {}, async () => {
      starts.push(clock.now() / 1_000);
      if (tookMs > 0) await clock.wait(tookMs);
    }),
  );
  await clock.run();
  await Promise.all(all);
  return starts;
}

const different = (count: number) =>
  Array.from({ length: count }, (_, index) => commit(`r${String(index)}`));

test('writes start a second apart, and 500 an hour', async () => {
  const starts = await startsOf(github, different(501));
  expect(starts.slice(0, 3)).toEqual([0, 1, 2]);
  expect(starts[499]).toBe(499);
  expect(starts[500]).toBe(3_600);
});

test('other writes wait for the pause alone', async () => {
  const writes = Array.from({ length: 600 }, () => request('PUT /repos/o/r/actions/secrets/x'));
  expect((await startsOf(github, writes)).at(-1)).toBe(599);
});

test('reads do not wait for writes, but for GitHub’s points', async () => {
  expect(await startsOf(github, [...different(3), read])).toEqual([0, 0, 1, 2]);
  const starts = await startsOf(
    github,
    Array.from({ length: 901 }, () => read),
  );
  expect(starts.slice(899)).toEqual([0, 60]);
});

test('writes to one repository go out one after the other', async () => {
  const requests = [commit('a'), commit('a'), commit('b')];
  expect(await startsOf(github, requests, 5_000)).toEqual([0, 1, 5]);
});

test('a failed write lets the next one of its repository through', async () => {
  const limiter = new RateLimiter(paceLimitsOf('http://127.0.0.1:1'), new TestClock());
  const failed = limiter.run(commit('a'), {}, () => Promise.reject(new Error('no')));
  const next = limiter.run(commit('a'), {}, () => Promise.resolve('done'));
  await expect(failed).rejects.toThrow('no');
  await expect(next).resolves.toBe('done');
});

test.each([
  ['https://api.github.com', 1],
  ['https://api.acme.ghe.com', 1],
  ['https://github.example.com/api/v3', 1],
  ['http://127.0.0.1:8080/api/v3', 0],
])('two writes to %s start %i s apart', async (apiUrl, expected) => {
  expect(await startsOf(apiUrl, different(2))).toEqual([0, expected]);
});

test('a server of one’s own has no limits on content', async () => {
  const starts = await startsOf('https://github.example.com/api/v3', different(600));
  expect(starts.at(-1)).toBe(599);
});

test('a turn that comes too late is refused before anything is taken, and a long wait is reported', async () => {
  const clock = new TestClock();
  const limiter = new RateLimiter(paceLimitsOf(github), clock);
  const done = () => Promise.resolve();
  const waits: number[] = [];
  const all = different(500).map((one) =>
    limiter.run(one, { onWait: (seconds) => waits.push(seconds) }, done),
  );
  await expect(limiter.run(commit('x'), { before: 60_000 }, done)).rejects.toEqual(
    new TooLate(3_600),
  );
  await clock.run();
  await Promise.all(all);
  expect(waits[0]).toBe(5);
  expect(clock.now()).toBe(499_000);
});
