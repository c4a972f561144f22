import type { RawAnswer } from '../http-faults';
import { messageContent } from './message';
import { SlackRefusal, type Arguments } from './method';
import type { SlackWorld } from './slack-world';

/** Statuses of what an incoming webhook answers in plain text; everything else about the payload is 400. */
const statuses: Readonly<Record<string, number>> = {
  no_service: 404,
  no_team: 404,
  invalid_token: 403,
  channel_not_found: 404,
  channel_is_archived: 410,
};

/**
 * An incoming webhook: `ok`, or one of Slack's error words with its status, both as plain text.
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/#handling_errors
 */
export async function receiveWebhook(
  world: SlackWorld,
  path: string,
  contentType: string,
  body: string,
): Promise<RawAnswer> {
  try {
    const channel = destination(world, path);
    const content = messageContent(payload(contentType, body));
    await world.receive({
      channel: channel.id,
      channelName: channel.name,
      via: 'webhook',
      ...content,
    });
    return plain(200, 'ok');
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    return plain(statuses[error.error] ?? 400, error.error);
  }
}

function destination(world: SlackWorld, path: string): { id: string; name: string } {
  const [, , team = '', service = ''] = path.split('/');
  if (team !== world.state.team.id) throw new SlackRefusal('no_team');
  const hook = world.state.webhooks.find((one) => one.path.split('/')[3] === service);
  if (hook?.active !== true) throw new SlackRefusal('no_service');
  if (hook.path !== path) throw new SlackRefusal('invalid_token');
  const channel = world.state.channels.find((one) => one.id === hook.channel);
  if (channel === undefined) throw new SlackRefusal('channel_not_found');
  if (channel.isArchived) throw new SlackRefusal('channel_is_archived');
  return channel;
}

function payload(contentType: string, body: string): Arguments {
  const isForm = contentType.startsWith('application/x-www-form-urlencoded');
  const text = isForm ? new URLSearchParams(body).get('payload') : body;
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    throw new SlackRefusal('invalid_payload');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new SlackRefusal('invalid_payload');
  return value as Arguments;
}

function plain(status: number, body: string): RawAnswer {
  return { status, headers: { 'content-type': 'text/html' }, body };
}
