import { NotKnownHere, type Provider, ProviderError } from '../../../provider/protocol/provider';
import {
  equalValues,
  makeSecret,
  type PropertyMap,
  unwrapSecret,
  withoutSecrets,
} from '../../../provider/protocol/property-value';
import { parseUrn } from '../../../provider/protocol/urn';
import { inputDiff } from '../recorded';
import { type GitHubApi } from './api';
import { gitHubFunctions } from './functions';
import { type Existing, imported, repositoryPath, type ResourceType } from './resource-type';
import { gitHubResources } from './types';

/**
 * Replaces the published GitHub provider in front of the sandbox's loopback GitHub. Types it does not know are
 * recorded only.
 *
 * @param recorded takes the other types.
 * @param offline nothing may be contacted: previews need nothing, and a resource that the program only reads is unknown.
 */
export function gitHubProvider(api: GitHubApi, recorded: Provider, offline: boolean): Provider {
  const typeOf = (urn: string): ResourceType | undefined => gitHubResources.get(parseUrn(urn).type);
  const state = async (
    type: ResourceType,
    inputs: PropertyMap,
    { answer }: Existing,
    olds?: PropertyMap,
  ): Promise<PropertyMap> => ({
    ...(await chosenBefore(type, inputs, olds)),
    ...inputs,
    ...type.outputs(answer, withoutSecrets(inputs), api),
  });
  /** What no later answer tells: the id of the repository, asked for once, and what only a write shows. */
  const chosenBefore = async (
    { schema: { computed = [] } }: ResourceType,
    inputs: PropertyMap,
    olds: PropertyMap | undefined,
  ): Promise<PropertyMap> => {
    if (olds !== undefined)
      return Object.fromEntries(Object.entries(olds).filter(([name]) => computed.includes(name)));
    if (!computed.includes('repositoryId')) return {};
    const { id = 0 } = await api.request('GET', repositoryPath(api, withoutSecrets(inputs)));
    return { repositoryId: id };
  };
  return {
    check: ({ news }) => Promise.resolve({ inputs: news, failures: [] }),
    diff: (request) => {
      const type = typeOf(request.urn);
      const isReal = type !== undefined && !offline;
      return Promise.resolve(
        inputDiff(request, new Set(type?.replaceKeys), isReal, type?.unknownIsSame),
      );
    },
    create: async (request) => {
      const type = typeOf(request.urn);
      if (type === undefined) return recorded.create(request);
      const { inputs, preview, resumed } = request;
      if (preview) return { id: '', state: inputs };
      const plain = withoutSecrets(inputs);
      // After an interruption the resource may be there already; making it twice would fail or leave a twin.
      const existing = resumed ? await type.find(api, plain, '') : undefined;
      const made = await type.write(api, plain, existing);
      return { id: made.id, state: await state(type, inputs, made) };
    },
    update: async (request) => {
      const type = typeOf(request.urn);
      if (type === undefined) return recorded.update(request);
      if (request.preview) return { state: { ...request.olds, ...request.news } };
      const plain = withoutSecrets(request.news);
      const existing = await type.find(api, withoutSecrets(request.oldInputs), request.id);
      const changed = await type.write(api, plain, existing);
      return { state: await state(type, request.news, changed, request.olds) };
    },
    read: async (request) => {
      const type = typeOf(request.urn);
      if (type === undefined || offline) return recorded.read(request);
      const isImport = Object.keys(request.inputs).length === 0;
      const asked = isImport ? imported(type.importId, request.id) : request;
      const plain = withoutSecrets(asked.inputs);
      const found = await type.find(api, plain, asked.id);
      if (found === undefined) return { id: '', inputs: {}, state: {} };
      const observed = type.observed(found.answer, plain, withoutSecrets(request.state));
      const inputs = isImport ? withoutNulls(observed) : withMarksOf(request.inputs, observed);
      const olds = isImport ? undefined : request.state;
      return { id: found.id, inputs, state: await state(type, inputs, found, olds) };
    },
    delete: async (request) => {
      const type = typeOf(request.urn);
      if (type === undefined) return recorded.delete(request);
      await type.remove(api, withoutSecrets(request.inputs), request.id);
    },
    invoke: async (token, args) => {
      const call = gitHubFunctions.get(token);
      if (call === undefined) return recorded.invoke(token, args);
      if (offline)
        throw new NotKnownHere(`${token} was not called: this run makes no network calls`);
      return { result: await call(api, withoutSecrets(args)), failures: [] };
    },
  };
}

/** What was found, secret again where the wanted value is. */
function withMarksOf(wanted: PropertyMap, found: PropertyMap): PropertyMap {
  return Object.fromEntries(
    Object.entries(found).map(([key, value]) => {
      const before = wanted[key];
      if (before === undefined) return [key, value];
      if (equalValues(before, value)) return [key, before];
      return [key, unwrapSecret(before) === before ? value : makeSecret(value)];
    }),
  );
}

const withoutNulls = (values: PropertyMap): PropertyMap =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));

/** A provider in front of a loopback GitHub that lacks what it needs to work there: it can still plan. */
export function unusableGitHub(reason: string): GitHubApi {
  const fail = (): Promise<never> => Promise.reject(new ProviderError(reason));
  return { owner: '', request: fail, find: fail, list: fail, remove: fail, graphql: fail };
}
