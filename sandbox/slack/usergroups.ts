import {
  flag,
  list,
  requiredText,
  SlackRefusal,
  text,
  type Arguments,
  type SlackMethod,
} from './method';
import type { SlackWorld } from './slack-world';
import type { Usergroup } from './state';

/** A user group in the words of Slack's answers. https://docs.slack.dev/reference/objects/usergroup-object */
function render(world: SlackWorld, args: Arguments, group: Usergroup): Record<string, unknown> {
  return {
    id: group.id,
    team_id: world.state.team.id,
    is_usergroup: true,
    is_subteam: true,
    name: group.name,
    description: group.description,
    handle: group.handle,
    is_external: false,
    date_create: group.created,
    date_update: group.updated,
    date_delete: group.disabled,
    auto_type: null,
    auto_provision: false,
    enterprise_subteam_id: '',
    created_by: group.createdBy,
    updated_by: group.createdBy,
    deleted_by: group.disabled === 0 ? null : group.createdBy,
    prefs: { channels: group.channels, groups: [] },
    user_count: group.users.length,
    channel_count: group.channels.length,
    ...(flag(args, 'include_users') ? { users: group.users } : {}),
  };
}

function find(world: SlackWorld, args: Arguments): Usergroup {
  const group = world.usergroup(requiredText(args, 'usergroup', 'no_such_subteam'));
  if (group === undefined) throw new SlackRefusal('no_such_subteam');
  return group;
}

/** Names and handles are unique among enabled groups; a handle may be no channel's name either. */
function checkUnique(
  world: SlackWorld,
  wanted: { readonly name?: string; readonly handle?: string },
  own?: Usergroup,
): void {
  const others = world.state.usergroups.filter((one) => one !== own && one.disabled === 0);
  if (others.some((one) => one.name === wanted.name)) throw new SlackRefusal('name_already_exists');
  const { handle = '' } = wanted;
  if (handle === '') return;
  if (others.some((one) => one.handle === handle)) throw new SlackRefusal('handle_already_exists');
  if (world.channel(handle) !== undefined) throw new SlackRefusal('handle_already_exists');
}

function channelIds(world: SlackWorld, args: Arguments): readonly string[] | undefined {
  const ids = list(args, 'channels');
  if (ids?.some((id) => !world.state.channels.some((channel) => channel.id === id)) === true)
    throw new SlackRefusal('invalid_channels');
  return ids;
}

/** Slack derives a handle from the name when none is given. */
const handleOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^-+|-+$/g, '');

/** User groups. https://docs.slack.dev/reference/methods?family=usergroups */
export const usergroupMethods: Readonly<Record<string, SlackMethod>> = {
  'usergroups.create': (world, args) => {
    const name = requiredText(args, 'name');
    const handle = text(args, 'handle') ?? handleOf(name);
    checkUnique(world, { name, handle });
    const now = world.now();
    const group: Usergroup = {
      id: world.nextId('S'),
      name,
      handle,
      description: text(args, 'description') ?? '',
      channels: [...(channelIds(world, args) ?? [])],
      users: [],
      created: now,
      createdBy: world.state.bot.userId,
      updated: now,
      disabled: 0,
    };
    world.state.usergroups.push(group);
    return { usergroup: render(world, args, group) };
  },
  'usergroups.list': (world, args) => ({
    usergroups: world.state.usergroups
      .filter((group) => flag(args, 'include_disabled') || group.disabled === 0)
      .map((group) => render(world, args, group)),
  }),
  'usergroups.update': (world, args) => {
    const group = find(world, args);
    const name = text(args, 'name') ?? group.name;
    const handle = text(args, 'handle') ?? group.handle;
    checkUnique(world, { name, handle }, group);
    Object.assign(group, {
      name,
      handle,
      description: text(args, 'description') ?? group.description,
      channels: [...(channelIds(world, args) ?? group.channels)],
      updated: world.now(),
    });
    return { usergroup: render(world, args, group) };
  },
  'usergroups.disable': (world, args) => {
    const group = find(world, args);
    group.disabled = world.now();
    return { usergroup: render(world, args, group) };
  },
  'usergroups.enable': (world, args) => {
    const group = find(world, args);
    checkUnique(world, group, group);
    group.disabled = 0;
    return { usergroup: render(world, args, group) };
  },
  'usergroups.users.list': (world, args) => ({ users: find(world, args).users }),
  'usergroups.users.update': (world, args) => {
    const group = find(world, args);
    const users = list(args, 'users') ?? [];
    if (users.length === 0) throw new SlackRefusal('no_users_provided');
    if (!users.every((id) => /^[UW][A-Z0-9]{2,}$/.test(id)))
      throw new SlackRefusal('invalid_users');
    group.users = [...new Set(users)];
    group.updated = world.now();
    return { usergroup: render(world, { ...args, include_users: 'true' }, group) };
  },
};
