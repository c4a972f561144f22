import {
  isList,
  isObject,
  type PropertyMap,
  type PropertyValue,
} from '../../../provider/protocol/property-value';
import { type SlackApi, SlackError } from './api';
import { type SlackType } from './slack-type';

/**
 * A channel. It is archived when it is removed, since Slack deletes none.
 *
 * https://docs.slack.dev/reference/methods/conversations.create
 */
export const conversation: SlackType = {
  replaceKeys: [],
  schema: {
    defaults: {
      actionOnDestroy: 'archive',
      actionOnUpdatePermanentMembers: 'kick',
      adoptExistingChannel: false,
      isArchived: false,
    },
    computed: ['created', 'creator', 'isExtShared', 'isGeneral', 'isOrgShared', 'isShared'],
  },
  create: async (api, inputs, resumed) => {
    const channel = await openChannel(api, inputs, resumed);
    const id = textOf(channel['id']);
    await describe(api, id, inputs, channel);
    return info(api, id, inputs);
  },
  update: async (api, inputs, id) => {
    const before = await info(api, id, inputs);
    if (before === undefined) throw new SlackError('conversations.info', 'channel_not_found');
    if (before['isArchived'] === true && inputs['isArchived'] !== true) {
      await api.call('conversations.unarchive', { channel: id });
    }
    if (before['name'] !== inputs['name']) {
      await api.call('conversations.rename', { channel: id, name: inputs['name'] ?? '' });
    }
    const { channel } = await api.call('conversations.info', { channel: id });
    await describe(api, id, inputs, channel as PropertyMap);
    if (inputs['isArchived'] === true && before['isArchived'] !== true) {
      await api.call('conversations.archive', { channel: id });
    }
    return info(api, id, inputs);
  },
  read: (api, inputs, id) => info(api, id, inputs),
  remove: async (api, inputs, id) => {
    if (inputs['actionOnDestroy'] === 'none') return;
    await ignoring(['already_archived', 'channel_not_found'], () =>
      api.call('conversations.archive', { channel: id }),
    );
  },
};

async function openChannel(
  api: SlackApi,
  inputs: PropertyMap,
  resumed: boolean,
): Promise<PropertyMap> {
  try {
    const { channel } = await api.call('conversations.create', {
      name: inputs['name'] ?? '',
      is_private: inputs['isPrivate'] === true,
    });
    return channel as PropertyMap;
  } catch (error) {
    const taken = error instanceof SlackError && error.code === 'name_taken';
    if (!taken || (!resumed && inputs['adoptExistingChannel'] !== true)) throw error;
    const found = await channelByName(api, textOf(inputs['name']));
    if (found === undefined) throw error;
    if (found['is_archived'] === true) {
      await api.call('conversations.unarchive', { channel: found['id'] ?? '' });
    }
    return found;
  }
}

async function channelByName(api: SlackApi, name: string): Promise<PropertyMap | undefined> {
  let cursor = '';
  do {
    const page = await api.call('conversations.list', {
      types: 'public_channel,private_channel',
      limit: 200,
      ...(cursor === '' ? {} : { cursor }),
    });
    const found = (page['channels'] as readonly PropertyMap[]).find(
      (channel) => channel['name'] === name,
    );
    if (found !== undefined) return found;
    const more = page['response_metadata'];
    cursor = isObject(more) ? textOf(more['next_cursor']) : '';
  } while (cursor !== '');
  return undefined;
}

/** Topic, purpose and members as wanted; what is right already is left alone. */
async function describe(
  api: SlackApi,
  id: string,
  inputs: PropertyMap,
  channel: PropertyMap,
): Promise<void> {
  for (const [key, method] of [
    ['topic', 'conversations.setTopic'],
    ['purpose', 'conversations.setPurpose'],
  ] as const) {
    const wanted = inputs[key];
    if (typeof wanted !== 'string' || wanted === valueOf(channel[key])) continue;
    if (channel['is_member'] === false) await api.call('conversations.join', { channel: id });
    await api.call(method, { channel: id, [key]: wanted });
  }
  const wanted = textsOf(inputs['permanentMembers']);
  const present = new Set(await members(api, id));
  const missing = wanted.filter((user) => !present.has(user));
  if (missing.length > 0) {
    await api.call('conversations.invite', { channel: id, users: missing.join(',') });
  }
}

/** The channel under the published provider's names; undefined when there is none of that id. */
async function info(
  api: SlackApi,
  id: string,
  inputs: PropertyMap,
): Promise<PropertyMap | undefined> {
  const answer = await ignoring(['channel_not_found'], () =>
    api.call('conversations.info', { channel: id }),
  );
  if (answer === undefined) return undefined;
  const channel = answer['channel'] as PropertyMap;
  const present = new Set(await members(api, id));
  return {
    id,
    name: channel['name'] ?? '',
    isPrivate: channel['is_private'] ?? false,
    topic: valueOf(channel['topic']),
    purpose: valueOf(channel['purpose']),
    isArchived: channel['is_archived'] ?? false,
    permanentMembers: textsOf(inputs['permanentMembers']).filter((user) => present.has(user)),
    created: channel['created'] ?? 0,
    creator: channel['creator'] ?? '',
    isExtShared: channel['is_ext_shared'] ?? false,
    isGeneral: channel['is_general'] ?? false,
    isOrgShared: channel['is_org_shared'] ?? false,
    isShared: channel['is_shared'] ?? false,
  };
}

async function members(api: SlackApi, id: string): Promise<readonly string[]> {
  return textsOf((await api.call('conversations.members', { channel: id }))['members']);
}

/** The result, or undefined when Slack refuses for one of these reasons. */
async function ignoring<T>(
  codes: readonly string[],
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SlackError && codes.includes(error.code)) return undefined;
    throw error;
  }
}

function valueOf(field: PropertyValue | undefined): string {
  return isObject(field) && typeof field['value'] === 'string' ? field['value'] : '';
}

function textOf(value: PropertyValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function textsOf(value: PropertyValue | undefined): readonly string[] {
  return isList(value) ? value.map(String) : [];
}
