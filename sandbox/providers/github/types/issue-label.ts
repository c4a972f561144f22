import { type GitHubApi } from '../api';
import {
  defined,
  drifted,
  type Inputs,
  repositoryPath,
  type ResourceType,
  text,
} from '../resource-type';

const labels = (api: GitHubApi, inputs: Inputs): string => `${repositoryPath(api, inputs)}/labels`;

/**
 * A label. Like the published provider since 6.11, creating one that exists is refused.
 *
 * https://docs.github.com/en/rest/issues/labels
 */
export const issueLabel: ResourceType = {
  replaceKeys: ['repository'],
  schema: { computed: ['etag', 'url'] },
  importId: { parts: ['repository', 'name'], settings: ['description'] },
  write: async (api, inputs, existing) => {
    const wanted = defined({ color: inputs['color'], description: inputs['description'] });
    const name = text(inputs, 'name');
    const answer =
      existing === undefined
        ? await api.request('POST', labels(api, inputs), { name, ...wanted })
        : await api.request(
            'PATCH',
            `${labels(api, inputs)}/${encodeURIComponent(text(existing.answer, 'name'))}`,
            { new_name: name, ...wanted },
          );
    return { id: `${text(inputs, 'repository')}:${name}`, answer };
  },
  find: async (api, inputs, id) => {
    const answer = await api.find(
      `${labels(api, inputs)}/${encodeURIComponent(nameOf(inputs, id))}`,
    );
    return answer === undefined
      ? undefined
      : { id: `${text(inputs, 'repository')}:${text(answer, 'name')}`, answer };
  },
  remove: (api, inputs, id) =>
    api.remove(`${labels(api, inputs)}/${encodeURIComponent(nameOf(inputs, id))}`),
  outputs: (answer) => defined({ etag: answer['etag'], url: answer['url'] }),
  observed: (answer, inputs) => ({
    ...inputs,
    ...defined({
      name: answer['name'],
      color: answer['color'],
      ...('description' in inputs
        ? { description: drifted(inputs['description'] ?? '', answer['description'] ?? '') }
        : {}),
    }),
  }),
};

function nameOf(inputs: Inputs, id: string): string {
  return id === '' ? text(inputs, 'name') : id.slice(id.indexOf(':') + 1);
}
