import { repeated } from './octokit-retries';

const request = { method: 'GET', url: '/repos/acme/orders' };

/** Gives or throws these one after the other. */
function stage(...outcomes: readonly unknown[]) {
  const waited: number[] = [];
  let sent = 0;
  const options = {
    ...{ most: 2, baseMs: 10, final: [404] },
    wait: (ms: number) => Promise.resolve(waited.push(ms)),
  };
  const answer = repeated(options, request, () => {
    const outcome = outcomes[sent];
    sent += 1;
    if (outcome instanceof Error) throw outcome;
    return outcome as { readonly data?: unknown };
  });
  return { answer, waited, sent: () => sent };
}
const failure = (status: unknown, more: object = { request }): Error =>
  Object.assign(new Error(`status ${String(status)}`), { status }, more);
const gaveUp = {
  data: { errors: [{ message: 'Something went wrong while executing your query on 2026-01-02' }] },
};

test('a failure of the server is tried again after waits that grow, up to the last attempt', async () => {
  const fine = stage(failure(502), failure(500), { data: 1 });
  expect(await fine.answer).toEqual({ data: 1 });
  expect(fine.waited).toEqual([10, 40]);
  const never = stage(failure(502), failure(500), failure(503), { data: 1 });
  await expect(never.answer).rejects.toThrow('status 503');
  expect(never.sent()).toBe(3);
});

test.each<[string, unknown]>([
  ['with a status that is final', failure(404)],
  ['that was never sent', failure(500, {})],
  ['without a status', failure(undefined)],
])('an error %s is thrown at once', async (_name, error) => {
  const { answer, waited, sent } = stage(error);
  await expect(answer).rejects.toBe(error);
  expect([sent(), waited]).toEqual([1, []]);
});

test('a query that GitHub gave up is sent again, and in the end a failure of the server', async () => {
  expect(await stage(gaveUp, { data: 1 }).answer).toEqual({ data: 1 });
  await expect(stage(gaveUp, gaveUp, gaveUp).answer).rejects.toMatchObject({
    message: gaveUp.data.errors[0]?.message,
    ...{ status: 500, request, response: gaveUp },
  });
});

test.each<[string, object]>([
  ['no body', {}],
  ['no errors', { data: { errors: [] } }],
  ['an error of another kind', { data: { errors: [{ message: 'not found' }] } }],
  ['an error without a message', { data: { errors: [null] } }],
  [
    'errors that are no list',
    { data: { errors: 'Something went wrong while executing your query' } },
  ],
])('an answer with %s is passed on', async (_name, given) => {
  const { answer, sent } = stage(given);
  expect(await answer).toBe(given);
  expect(sent()).toBe(1);
});
