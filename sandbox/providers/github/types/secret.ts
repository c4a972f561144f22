import { type PropertyMap } from '../../../../provider/protocol/property-value';
import { type GitHubApi } from '../api';
import { defined, type Inputs, repositoryPath, type ResourceType, text } from '../resource-type';
import { sealedBox } from '../sealed-box';

/** Path of a kind of secrets in the API. */
type Base = (api: GitHubApi, inputs: Inputs) => string;

/**
 * A secret of a repository: written sealed, never readable. Only its date shows whether someone else has written it since;
 * then its value counts as lost, so that the next update writes it again in place.
 *
 * https://docs.github.com/en/rest/actions/secrets
 */
function secretType(base: Base, identity: readonly string[]): ResourceType {
  const address = (api: GitHubApi, inputs: Inputs): string =>
    `${base(api, inputs)}/${encodeURIComponent(text(inputs, 'secretName'))}`;
  const id = (inputs: Inputs): string => identity.map((key) => text(inputs, key)).join(':');
  return {
    replaceKeys: identity,
    schema: { computed: ['createdAt', 'keyId', 'remoteUpdatedAt', 'repositoryId', 'updatedAt'] },
    importId: { parts: identity },
    write: async (api, inputs) => {
      const key = await api.request('GET', `${base(api, inputs)}/public-key`);
      await api.request('PUT', address(api, inputs), {
        encrypted_value: sealedValue(inputs, text(key, 'key')),
        key_id: typeof inputs['keyId'] === 'string' ? inputs['keyId'] : text(key, 'key_id'),
      });
      const answer = await api.request('GET', address(api, inputs));
      return { id: id(inputs), answer: { ...answer, keyId: text(key, 'key_id') } };
    },
    find: async (api, inputs) => {
      const answer = await api.find(address(api, inputs));
      return answer === undefined ? undefined : { id: id(inputs), answer };
    },
    remove: (api, inputs) => api.remove(address(api, inputs)),
    outputs: (answer) => ({
      ...defined({ keyId: answer['keyId'] }),
      createdAt: answer['created_at'] ?? '',
      updatedAt: answer['updated_at'] ?? '',
      remoteUpdatedAt: answer['updated_at'] ?? '',
    }),
    observed: (answer, inputs, outputs) =>
      answer['updated_at'] === outputs['updatedAt'] ? inputs : withoutValue(inputs),
  };
}

const valueKeys: ReadonlySet<string> = new Set([
  'value',
  'plaintextValue',
  'valueEncrypted',
  'encryptedValue',
]);

function sealedValue(inputs: Inputs, publicKey: string): string {
  const sealed = inputs['valueEncrypted'] ?? inputs['encryptedValue'];
  if (typeof sealed === 'string') return sealed;
  return sealedBox(text(inputs, 'value' in inputs ? 'value' : 'plaintextValue'), publicKey);
}

function withoutValue(inputs: Inputs): PropertyMap {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => !valueKeys.has(key)));
}

export const actionsSecret = secretType(
  (api, inputs) => `${repositoryPath(api, inputs)}/actions/secrets`,
  ['repository', 'secretName'],
);

export const dependabotSecret = secretType(
  (api, inputs) => `${repositoryPath(api, inputs)}/dependabot/secrets`,
  ['repository', 'secretName'],
);

export const environmentSecret = secretType(
  (api, inputs) =>
    `${repositoryPath(api, inputs)}/environments/${encodeURIComponent(text(inputs, 'environment'))}/secrets`,
  ['repository', 'environment', 'secretName'],
);
