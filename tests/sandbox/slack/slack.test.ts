import { openTestWorld, type TestWorld } from '../test-world';
import { blockErrors } from '../../../sandbox/slack/blocks';

type Answer = Readonly<Record<string, unknown>>;

describe('the loopback Slack', () => {
  let world: TestWorld;
  beforeAll(async () => {
    world = await openTestWorld();
  });
  afterAll(async () => {
    await world.dispose();
  });

  const call = async (method: string, args: object, token = world.slackToken): Promise<Answer> => {
    const answer = await fetch(`${world.slackUrl}/api/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(args),
    });
    return (await answer.json()) as Answer;
  };
  const form = async (method: string, args: Record<string, string>): Promise<Answer> => {
    const body = new URLSearchParams({ token: world.slackToken, ...args });
    const answer = await fetch(`${world.slackUrl}/api/${method}`, { method: 'POST', body });
    return (await answer.json()) as Answer;
  };
  const create = async (name: string, more: object = {}): Promise<string> =>
    ((await call('conversations.create', { name, ...more })).channel as { id: string }).id;
  const post = async (url: string, body: string): Promise<readonly [number, string]> => {
    const answer = await fetch(url, { method: 'POST', body });
    return [answer.status, await answer.text()];
  };

  it('takes a webhook message and keeps it', async () => {
    const url = await world.slackWebhookUrl('ci-alerts');
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*87*' } }];
    expect(await post(url, JSON.stringify({ text: 'Readiness 87', blocks }))).toEqual([200, 'ok']);
    expect((await world.messages()).at(-1)).toMatchObject({
      channelName: 'ci-alerts',
      via: 'webhook',
      text: 'Readiness 87',
      blocks,
    });
  });

  it('refuses what a webhook must refuse, in its own words, and keeps nothing', async () => {
    const url = await world.slackWebhookUrl('refusing');
    const count = (await world.messages()).length;
    const tooMany = JSON.stringify({ blocks: Array<object>(51).fill({ type: 'divider' }) });
    expect(await post(url, 'not json')).toEqual([400, 'invalid_payload']);
    expect(await post(url, '{}')).toEqual([400, 'no_text']);
    expect(await post(url, tooMany)).toEqual([400, 'invalid_blocks']);
    expect(await post(`${url}x`, '{"text":"x"}')).toEqual([403, 'invalid_token']);
    expect(await post(`${world.slackUrl}/services/T0SANDBOX/BNONE/x`, '{"text":"x"}')).toEqual([
      404,
      'no_service',
    ]);
    expect(await post(`${world.slackUrl}/services/TNONE/B/x`, '{"text":"x"}')).toEqual([
      404,
      'no_team',
    ]);
    const channel = world.slack.world.channel('refusing')?.id ?? '';
    await call('conversations.archive', { channel });
    expect(await post(url, '{"text":"x"}')).toEqual([410, 'channel_is_archived']);
    expect(await world.messages()).toHaveLength(count);
  });

  it('limits the rate once when told to', async () => {
    const url = await world.slackWebhookUrl();
    world.slack.faults.add({
      match: { path: /^\/services\// },
      effect: { kind: 'rateLimited', retryAfter: 2 },
    });
    const limited = await fetch(url, { method: 'POST', body: '{"text":"x"}' });
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '2']);
    expect((await post(url, '{"text":"x"}'))[0]).toBe(200);
  });

  it('knows its token', async () => {
    expect(await call('auth.test', {})).toMatchObject({ ok: true, team_id: 'T0SANDBOX' });
    expect(await call('auth.test', {}, 'xoxb-wrong')).toEqual({ ok: false, error: 'invalid_auth' });
    expect(await call('auth.test', {}, '')).toEqual({ ok: false, error: 'not_authed' });
    expect(await call('constructor', {})).toEqual({ ok: false, error: 'unknown_method' });
  });

  it('leads a channel through its life', async () => {
    const channel = await create('life');
    await call('conversations.setTopic', { channel, topic: 'T' });
    await call('conversations.setPurpose', { channel, purpose: 'P' });
    await call('conversations.invite', { channel, users: 'U0MAYA,U0TOMAS' });
    await call('conversations.rename', { channel, name: 'afterlife' });
    expect((await call('conversations.info', { channel })).channel).toMatchObject({
      name: 'afterlife',
      topic: { value: 'T' },
      purpose: { value: 'P' },
      previous_names: ['life'],
    });
    expect((await call('conversations.members', { channel })).members).toHaveLength(3);
    await call('conversations.kick', { channel, user: 'U0MAYA' });
    expect((await call('conversations.members', { channel })).members).toHaveLength(2);
    expect(await call('conversations.archive', { channel })).toEqual({ ok: true });
    expect(await call('conversations.archive', { channel })).toMatchObject({
      error: 'already_archived',
    });
    expect(await call('conversations.setTopic', { channel, topic: 'x' })).toMatchObject({
      error: 'is_archived',
    });
  });

  it.each([
    ['', 'invalid_name_required'],
    ['Upper', 'invalid_name_specials'],
    ['---', 'invalid_name_punctuation'],
    ['x'.repeat(81), 'invalid_name_maxlength'],
    ['ci-alerts', 'name_taken'],
  ])('refuses the channel name "%s"', async (name, error) => {
    await world.slackWebhookUrl('ci-alerts');
    expect(await call('conversations.create', { name })).toMatchObject({ ok: false, error });
  });

  it('lists public channels in pages, and private ones when asked', async () => {
    await create('page-1');
    await create('page-2');
    await create('secret', { is_private: true });
    const names: unknown[] = [];
    let cursor = '';
    do {
      const page = await form('conversations.list', { limit: '2', cursor });
      const channels = page.channels as { name: string }[];
      expect(channels.length).toBeLessThanOrEqual(2);
      names.push(...channels.map((channel) => channel.name));
      cursor = (page.response_metadata as { next_cursor: string }).next_cursor;
    } while (cursor !== '');
    expect(names).toEqual(expect.arrayContaining(['page-1', 'page-2']));
    expect(names).not.toContain('secret');
    const closed = await form('conversations.list', { types: 'private_channel' });
    expect(closed.channels).toMatchObject([{ name: 'secret', is_private: true }]);
  });

  it('posts a message with blocks from a form, and refuses one without text', async () => {
    const channel = await create('posts');
    const blocks = JSON.stringify([{ type: 'header', text: { type: 'plain_text', text: 'Hi' } }]);
    expect(await form('chat.postMessage', { channel, text: 'Hi', blocks })).toMatchObject({
      ok: true,
      message: { text: 'Hi', blocks: [{ type: 'header' }] },
    });
    expect(await form('chat.postMessage', { channel })).toMatchObject({ error: 'no_text' });
    expect(await form('chat.postMessage', { channel: 'CNONE', text: 'x' })).toMatchObject({
      error: 'channel_not_found',
    });
  });

  it('answers chat.postMessage as its published description has it, and refuses other arguments', async () => {
    const channel = await create('described');
    const answer = await call('chat.postMessage', { channel, text: 'Hi' });
    // `additionalProperties` is false there.
    expect(Object.keys(answer).sort()).toEqual(['channel', 'message', 'ok', 'ts']);
    expect(answer.ts).toMatch(/^\d{10}\.\d{6}$/);
    expect(await call('chat.postMessage', { channel, text: 'x', thread: '1' })).toMatchObject({
      error: 'invalid_arg_name',
    });
    expect(await call('chat.postMessage', { channel, text: 'x', thread_ts: 1 })).toMatchObject({
      error: 'invalid_arguments',
    });
  });

  it('takes a reply to a message of the same channel only', async () => {
    const channel = await create('threads');
    const elsewhere = await create('no-threads');
    const { ts } = await call('chat.postMessage', { channel, text: 'first' });
    const reply = { text: 'reply', thread_ts: ts, reply_broadcast: true };
    expect(await call('chat.postMessage', { channel, ...reply })).toMatchObject({
      ok: true,
      message: { thread_ts: ts },
    });
    const lost = { ok: false, error: 'cannot_reply_to_message' };
    expect(await call('chat.postMessage', { channel: elsewhere, ...reply })).toEqual(lost);
    expect(await call('chat.postMessage', { channel, ...reply, thread_ts: '1.2' })).toEqual(lost);
  });

  it('leads a user group through its life', async () => {
    const made = await call('usergroups.create', { name: 'Release crew' });
    const { id } = made.usergroup as { id: string };
    expect(made.usergroup).toMatchObject({ handle: 'release-crew', user_count: 0 });
    expect(await call('usergroups.create', { name: 'Release crew' })).toMatchObject({
      error: 'name_already_exists',
    });
    await call('usergroups.users.update', { usergroup: id, users: 'U0MAYA,U0TOMAS' });
    await call('usergroups.update', { usergroup: id, description: 'Ships' });
    const listed = await call('usergroups.list', { include_users: true });
    expect(listed.usergroups).toMatchObject([{ id, description: 'Ships', user_count: 2 }]);
    await call('usergroups.disable', { usergroup: id });
    expect((await call('usergroups.list', {})).usergroups).toEqual([]);
  });
});

describe("Slack's limits of blocks", () => {
  const section = (text: string): object => ({ type: 'section', text: { type: 'mrkdwn', text } });
  const header = (text: string): object => ({ type: 'header', text: { type: 'plain_text', text } });
  const context = (count: number): object => ({
    type: 'context',
    elements: Array<object>(count).fill({ type: 'mrkdwn', text: 'x' }),
  });

  it.each([
    ['50 blocks', Array<object>(50).fill({ type: 'divider' })],
    ['a section of 3,000 characters', [section('x'.repeat(3000))]],
    ['a header of 150 characters outside the basic plane', [header('😀'.repeat(150))]],
    ['ten context elements', [context(10)]],
  ])('allow %s', (_what, blocks) => {
    expect(blockErrors(blocks)).toEqual([]);
  });

  it.each([
    ['51 blocks', Array<object>(51).fill({ type: 'divider' }), '/blocks]'],
    ['a section of 3,001 characters', [section('x'.repeat(3001))], '/blocks/0/text/text]'],
    ['a header of 151 characters', [header('x'.repeat(151))], '/blocks/0/text/text]'],
    ['an empty text', [section('')], '/blocks/0/text/text]'],
    ['a header in mrkdwn', [{ ...section('x'), type: 'header' }], '/blocks/0/text/type]'],
    ['eleven context elements', [context(11)], '/blocks/0/elements]'],
    ['a block without text or fields', [{ type: 'section' }], '/blocks/0]'],
    ['an unknown block', [{ type: 'banner' }], '/blocks/0/type]'],
  ])('refuse %s', (_what, blocks, pointer) => {
    expect(blockErrors(blocks)).toEqual([expect.stringContaining(pointer)]);
  });
});
