import { type Provider, ProviderError } from '../../../provider/protocol/provider';
import {
  equalValues,
  type PropertyMap,
  withoutSecrets,
} from '../../../provider/protocol/property-value';
import { parseUrn } from '../../../provider/protocol/urn';
import { inputDiff } from '../recorded';
import { type SlackApi } from './api';
import { conversation } from './conversation';
import { type SlackType } from './slack-type';
import { usergroup } from './usergroup';
import { slackTypes } from '../../../core/kernel/resource-types';

/** The published provider's types that work on the sandbox's loopback Slack, by token. */
export const slackResources: ReadonlyMap<string, SlackType> = new Map([
  [slackTypes.Conversation, conversation],
  [slackTypes.Usergroup, usergroup],
]);

/** Replaces the Slack provider in front of the sandbox's loopback Slack. */
export function slackProvider(api: SlackApi, recorded: Provider, offline: boolean): Provider {
  const typeOf = (urn: string): SlackType | undefined => slackResources.get(parseUrn(urn).type);
  return {
    check: ({ news }) => Promise.resolve({ inputs: news, failures: [] }),
    diff: (request) => {
      const type = typeOf(request.urn);
      const isReal = type !== undefined && !offline;
      return Promise.resolve(inputDiff(request, new Set(type?.replaceKeys), isReal));
    },
    create: async (request) => {
      const type = typeOf(request.urn);
      if (type === undefined) return recorded.create(request);
      if (request.preview) return { id: '', state: request.inputs };
      const made = await type.create(api, withoutSecrets(request.inputs), request.resumed);
      const id = made?.['id'];
      if (typeof id !== 'string')
        throw new ProviderError('Slack did not return the channel that it created');
      return { id, state: { ...made, ...request.inputs } };
    },
    update: async (request) => {
      const type = typeOf(request.urn);
      if (type === undefined) return recorded.update(request);
      if (request.preview) return { state: { ...request.olds, ...request.news } };
      const made = await type.update(api, withoutSecrets(request.news), request.id);
      return { state: { ...made, ...request.news } };
    },
    read: async (request) => {
      const type = typeOf(request.urn);
      if (type === undefined || offline) return recorded.read(request);
      const { inputs } = request;
      const found = await type.read(api, withoutSecrets(inputs), request.id);
      // An archived channel is gone as far as the program is concerned, unless it asked for an archived one.
      if (found === undefined || (found['isArchived'] === true && inputs['isArchived'] !== true)) {
        return { id: '', inputs: {}, state: {} };
      }
      return {
        id: request.id,
        inputs: observed(inputs, found),
        state: { ...inputs, ...found },
      };
    },
    delete: async (request) => {
      const type = typeOf(request.urn);
      if (type === undefined) return recorded.delete(request);
      await type.remove(api, withoutSecrets(request.inputs), request.id);
    },
    invoke: (token, args) => recorded.invoke(token, args),
  };
}

/** Wanted inputs, with what Slack has instead where that differs. */
function observed(inputs: PropertyMap, found: PropertyMap): PropertyMap {
  return Object.fromEntries(
    Object.entries(inputs).map(([key, wanted]) => {
      const have = found[key];
      return [key, have === undefined || equalValues(wanted, have) ? wanted : have];
    }),
  );
}
