import { isList, isObject, type PropertyMap } from '../../../provider/protocol/property-value';
import { type SlackApi, SlackError } from './api';
import { type SlackType } from './slack-type';

/**
 * A user group. It is disabled when it is removed, since Slack deletes none; one of the same name that was disabled
 * is enabled again.
 *
 * https://docs.slack.dev/reference/methods/usergroups.create
 */
export const usergroup: SlackType = {
  replaceKeys: [],
  schema: {},
  create: async (api, inputs) => {
    const disabled = (await groups(api)).find(
      (group) => group['name'] === inputs['name'] && group['date_delete'] !== 0,
    );
    const id = disabled === undefined ? await make(api, inputs) : await revive(api, disabled);
    return change(api, inputs, id);
  },
  update: (api, inputs, id) => change(api, inputs, id),
  read: (api, _inputs, id) => find(api, id),
  remove: async (api, _inputs, id) => {
    if ((await find(api, id)) !== undefined)
      await api.call('usergroups.disable', { usergroup: id });
  },
};

async function make(api: SlackApi, inputs: PropertyMap): Promise<string> {
  const { usergroup: made } = await api.call('usergroups.create', {
    name: inputs['name'] ?? '',
    ...optional(inputs),
  });
  return idOf(made as PropertyMap);
}

async function revive(api: SlackApi, group: PropertyMap): Promise<string> {
  await api.call('usergroups.enable', { usergroup: idOf(group) });
  return idOf(group);
}

async function change(
  api: SlackApi,
  inputs: PropertyMap,
  id: string,
): Promise<PropertyMap | undefined> {
  await api.call('usergroups.update', {
    usergroup: id,
    name: inputs['name'] ?? '',
    ...optional(inputs),
  });
  const users = inputs['users'];
  if (isList(users) && users.length > 0) {
    await api.call('usergroups.users.update', {
      usergroup: id,
      users: users.map(String).join(','),
    });
  }
  return find(api, id);
}

function optional(inputs: PropertyMap): PropertyMap {
  const { handle, description, channels } = inputs;
  return {
    ...(typeof handle === 'string' ? { handle } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(isList(channels) ? { channels: channels.map(String).join(',') } : {}),
  };
}

/** An enabled group under the published provider's names. */
async function find(api: SlackApi, id: string): Promise<PropertyMap | undefined> {
  const group = (await groups(api)).find((one) => one['id'] === id);
  if (group === undefined || group['date_delete'] !== 0) return undefined;
  const { prefs } = group;
  return {
    id,
    name: group['name'] ?? '',
    handle: group['handle'] ?? '',
    description: group['description'] ?? '',
    channels: isObject(prefs) ? (prefs['channels'] ?? []) : [],
    users: group['users'] ?? [],
  };
}

async function groups(api: SlackApi): Promise<readonly PropertyMap[]> {
  const { usergroups } = await api.call('usergroups.list', {
    include_disabled: true,
    include_users: true,
  });
  return usergroups as readonly PropertyMap[];
}

function idOf(group: PropertyMap): string {
  const { id } = group;
  if (typeof id !== 'string') throw new SlackError('usergroups', 'no_such_subteam');
  return id;
}
