import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SlackDelivery } from '../adapters/slack';
import { slackMetrics, slackSender } from './slack-sender';

const message = { text: 'x', blocks: [] };

async function delivered(webhook: () => Promise<string>): Promise<readonly SlackDelivery[]> {
  const noted: SlackDelivery[] = [];
  await slackSender({ webhook }, (delivery) => noted.push(delivery))(message);
  return noted;
}

/** What comes of a message that Slack answers so. */
async function answered(status: number, body: string): Promise<readonly SlackDelivery[]> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'retry-after': '0' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  try {
    return await delivered(() => Promise.resolve(url));
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

test.each([
  ['takes the message', 200, 'ok', { delivered: true }, [['SlackRefused', 0]]],
  [
    'has no such webhook any more',
    404,
    'no_service',
    { delivered: false, kind: 'refused', reason: 'Slack responded with 404 no_service' },
    [
      ['SlackFailures', 1],
      ['SlackRefused', 1],
    ],
  ],
  [
    'has archived the channel',
    410,
    'channel_is_archived',
    { delivered: false, kind: 'refused', reason: 'Slack responded with 410 channel_is_archived' },
    [
      ['SlackFailures', 1],
      ['SlackRefused', 1],
    ],
  ],
  [
    'limits the rate for good',
    429,
    'rate_limited',
    { delivered: false, kind: 'unavailable', reason: 'Slack responded with 429 rate_limited' },
    [['SlackFailures', 1]],
  ],
] as const)('Slack %s', async (_name, status, body, delivery, metrics) => {
  const [noted = { delivered: true }] = await answered(status, body);
  expect(noted).toEqual(delivery);
  expect(slackMetrics(noted)).toEqual(metrics);
});

test('a webhook that cannot be read, or is none, is one that someone has to renew', async () => {
  const unreadable = () => Promise.reject(new Error('AccessDeniedException'));
  expect(await delivered(unreadable)).toEqual([
    {
      delivered: false,
      kind: 'refused',
      reason: 'the webhook cannot be read: AccessDeniedException',
    },
  ]);
  expect(await delivered(() => Promise.resolve('hunter2'))).toEqual([
    { delivered: false, kind: 'refused', reason: 'the webhook is not a URL' },
  ]);
});
