import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { postAsBot, type BotReply } from './slack-bot';

const message = { text: 'x', blocks: [] };
const thread = { channel: 'C1', ts: '1.5' };
const inThread = { thread, broadcast: true };

interface Asked {
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/** What comes of a message, and what was asked, where Slack gives these answers in turn. */
async function posted(
  answers: readonly (readonly [status: number, body: string])[],
  reply?: BotReply,
  token = 'xoxb-1',
) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      const { url, headers } = request;
      asked.push({ url, authorization: headers.authorization, body: JSON.parse(text) as unknown });
      const [status, body] = answers[asked.length - 1] ?? [500, ''];
      response.writeHead(status, { 'retry-after': '0' }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  try {
    const bot = { token, channel: 'ci-alerts', apiUrl };
    const delivery = await postAsBot(bot, message, reply, { secondMs: 1 });
    return { delivery, asked };
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

const ok: readonly [number, string] = [200, '{"ok":true,"channel":"C1","ts":"2.5","message":{}}'];
const no = (error: string): readonly [number, string] => [
  200,
  JSON.stringify({ ok: false, error }),
];
const refused = (reason: string) => ({ delivered: false, kind: 'refused', reason });
const unavailable = (reason: string) => ({ delivered: false, kind: 'unavailable', reason });

test('a message by itself says where replies belong', async () => {
  const { delivery, asked } = await posted([ok]);
  expect(delivery).toEqual({ delivered: true, posted: { channel: 'C1', ts: '2.5' } });
  expect(asked).toEqual([
    {
      url: '/api/chat.postMessage',
      authorization: 'Bearer xoxb-1',
      body: { channel: 'ci-alerts', ...message },
    },
  ]);
});

test('a reply goes into its thread, which stays the one that it is', async () => {
  const { delivery, asked } = await posted([ok], inThread);
  expect(delivery).toEqual({ delivered: true, posted: thread });
  expect(asked.map(({ body }) => body)).toEqual([
    { channel: 'C1', thread_ts: '1.5', reply_broadcast: true, ...message },
  ]);
});

test.each([
  'cannot_reply_to_message',
  'restricted_action_thread_locked',
  'restricted_action_non_threadable_channel',
])('a reply that fails with %s becomes a message of its own', async (error) => {
  const { delivery, asked } = await posted([no(error), ok], inThread);
  expect(delivery).toEqual({ delivered: true, posted: { channel: 'C1', ts: '2.5' } });
  expect(asked.map(({ body }) => body)).toEqual([
    expect.objectContaining({ thread_ts: '1.5' }),
    { channel: 'ci-alerts', ...message },
  ]);
});

test.each<[string, readonly (readonly [number, string])[], object, number]>([
  ['the token', [no('invalid_auth')], refused('Slack responded with 200 invalid_auth'), 1],
  ['the channel', [no('not_in_channel')], refused('Slack responded with 200 not_in_channel'), 1],
  [
    'a thread, without a reply',
    [no('cannot_reply_to_message')],
    refused('Slack responded with 200 cannot_reply_to_message'),
    1,
  ],
  [
    'what the rate limit stops',
    [[429, '{"ok":false,"error":"ratelimited"}'], no('rate_limited'), no('ratelimited')],
    unavailable('Slack responded with 200 ratelimited'),
    3,
  ],
  [
    'its own errors',
    [no('internal_error'), no('fatal_error'), no('service_unavailable')],
    unavailable('Slack responded with 200 service_unavailable'),
    3,
  ],
  [
    'slow requests',
    [no('request_timeout'), [500, '{"ok":false,"error":"x"}'], [503, '']],
    unavailable('Slack responded with 503 and no JSON of its Web API'),
    3,
  ],
  [
    'answers of something else',
    [
      [200, '<html>'],
      [404, '{}'],
      [200, '{"ok":true}'],
    ],
    unavailable('Slack responded with 200 and no JSON of its Web API'),
    3,
  ],
])('%s: refused for good, or tried again', async (_name, answers, expected, requests) => {
  const { delivery, asked } = await posted(answers);
  expect(delivery).toEqual(expected);
  expect(asked).toHaveLength(requests);
});

test('what fails once and then succeeds is delivered', async () => {
  expect((await posted([no('internal_error'), ok])).delivery).toMatchObject({ delivered: true });
});

test.each(['a\nb', 'ä', '', 'a b'])('no request with the token %j', async (token) => {
  const { delivery, asked } = await posted([ok], undefined, token);
  expect(delivery).toEqual(refused('the bot token is not one line of ASCII'));
  expect(asked).toEqual([]);
});

test('a server that does not answer is no error', async () => {
  const bot = { token: 'xoxb-1', channel: 'x', apiUrl: 'http://127.0.0.1:1/api' };
  expect(await postAsBot(bot, message, undefined, { attempts: 2, secondMs: 1 })).toMatchObject({
    delivered: false,
    kind: 'unavailable',
  });
});
