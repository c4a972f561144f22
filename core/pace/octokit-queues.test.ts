import { octokitQueues, RetryQueue } from './octokit-queues';

function queue(...answers: readonly unknown[]) {
  const waited: number[] = [];
  const asked: unknown[] = [];
  const made = new RetryQueue((ms) => Promise.resolve(waited.push(ms)));
  made.on('error', () => {
    throw new Error('no one listens to this');
  });
  made.on('failed', (error, { args, retryCount }) => {
    asked.push([(error as Error).message, args, retryCount]);
    const answer = answers[retryCount];
    if (answer instanceof Error) throw answer;
    return Promise.resolve(answer);
  });
  return { made, waited, asked };
}
/** Fails so many times, and then gives its arguments. */
const failing = (times: number) => {
  let left = times;
  return (...args: readonly unknown[]): Promise<unknown> => {
    left -= 1;
    return left < 0 ? Promise.resolve(args) : Promise.reject(new Error('failed'));
  };
};

test('what fails is tried again after the time that the listener names', async () => {
  const { made, waited, asked } = queue(5, 0);
  expect(await made.schedule(failing(2), 'a', 'b')).toEqual(['a', 'b']);
  expect(waited).toEqual([5, 0]);
  expect(asked).toEqual([0, 1].map((count) => ['failed', ['a', 'b'], count]));
});

test.each<[string, unknown]>([
  ['wants no more attempt', undefined],
  ['fails itself', new TypeError('no answer')],
])('a failure is final where the listener %s', async (_name, answer) => {
  const { made, waited } = queue(5, answer);
  await expect(made.schedule(failing(3))).rejects.toThrow('failed');
  expect(waited).toEqual([5]);
});

test('the other queues pass on what they get at once', async () => {
  const { global, write } = octokitQueues(() => Promise.resolve());
  expect(await global.key().schedule({}, (a: string) => Promise.resolve(a), 'x')).toBe('x');
  expect(await write.key().schedule({}, () => 1)).toBe(1);
});
