import { type GitHubApi } from '../api';
import { defined, type Inputs, repositoryPath, type ResourceType, text } from '../resource-type';

/**
 * A variable of a repository or of one of its environments.
 *
 * https://docs.github.com/en/rest/actions/variables
 */
function variableType(
  base: (api: GitHubApi, inputs: Inputs) => string,
  identity: readonly string[],
): ResourceType {
  const address = (api: GitHubApi, inputs: Inputs): string =>
    `${base(api, inputs)}/${encodeURIComponent(text(inputs, 'variableName'))}`;
  const id = (inputs: Inputs): string => identity.map((key) => text(inputs, key)).join(':');
  return {
    replaceKeys: identity,
    schema: { computed: ['createdAt', 'repositoryId', 'updatedAt'] },
    importId: { parts: identity },
    write: async (api, inputs, existing) => {
      const value = text(inputs, 'value');
      if (existing === undefined) {
        await api.request('POST', base(api, inputs), { name: text(inputs, 'variableName'), value });
      } else await api.request('PATCH', address(api, inputs), { value });
      return { id: id(inputs), answer: await api.request('GET', address(api, inputs)) };
    },
    find: async (api, inputs) => {
      const answer = await api.find(address(api, inputs));
      return answer === undefined ? undefined : { id: id(inputs), answer };
    },
    remove: (api, inputs) => api.remove(address(api, inputs)),
    outputs: (answer) =>
      defined({ createdAt: answer['created_at'], updatedAt: answer['updated_at'] }),
    observed: (answer, inputs) => ({ ...inputs, value: answer['value'] ?? '' }),
  };
}

export const actionsVariable = variableType(
  (api, inputs) => `${repositoryPath(api, inputs)}/actions/variables`,
  ['repository', 'variableName'],
);

export const environmentVariable = variableType(
  (api, inputs) =>
    `${repositoryPath(api, inputs)}/environments/${encodeURIComponent(text(inputs, 'environment'))}/variables`,
  ['repository', 'environment', 'variableName'],
);
