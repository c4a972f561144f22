import { ProviderError } from '../../../../provider/protocol/provider';
import { type Answer, type GitHubApi } from '../api';
import { defined, type Inputs, repositoryPath, type ResourceType, text } from '../resource-type';

const address = (api: GitHubApi, inputs: Inputs): string =>
  `${repositoryPath(api, inputs)}/contents/${text(inputs, 'file')
    .split('/')
    .map(encodeURIComponent)
    .join('/')}`;

/** The branch's name as an input, or the repository's default when the program names none. */
const query = (inputs: Inputs): string =>
  typeof inputs['branch'] === 'string' ? `?ref=${encodeURIComponent(inputs['branch'])}` : '';

/**
 * One file, one commit.
 *
 * https://docs.github.com/en/rest/repos/contents
 */
export const repositoryFile: ResourceType = {
  replaceKeys: ['repository', 'file', 'branch'],
  schema: {
    defaults: { overwriteOnCreate: false },
    computed: ['branch', 'commitMessage', 'commitSha', 'ref', 'repositoryId', 'sha'],
  },
  importId: { parts: ['repository', 'file', 'branch'] },
  write: async (api, inputs, existing) => {
    const there = existing?.answer ?? (await api.find(`${address(api, inputs)}${query(inputs)}`));
    if (there !== undefined && existing === undefined && inputs['overwriteOnCreate'] !== true) {
      throw new ProviderError(
        `${text(inputs, 'file')} exists in ${text(inputs, 'repository')}; set overwriteOnCreate to take it over`,
      );
    }
    const answer = await api.request(
      'PUT',
      address(api, inputs),
      defined({
        message: inputs['commitMessage'] ?? `Add ${text(inputs, 'file')}`,
        content: Buffer.from(text(inputs, 'content'), 'utf8').toString('base64'),
        branch: inputs['branch'],
        sha: there?.['sha'],
      }),
    );
    const { commit, content } = answer as Readonly<Record<string, Answer>>;
    const made = { commitSha: commit?.['sha'] ?? '', commitMessage: commit?.['message'] ?? '' };
    return { id: idOf(inputs), answer: { ...content, ...made } };
  },
  find: async (api, inputs) => {
    const answer = await api.find(`${address(api, inputs)}${query(inputs)}`);
    return answer === undefined ? undefined : { id: idOf(inputs), answer };
  },
  remove: async (api, inputs) => {
    const there = await api.find(`${address(api, inputs)}${query(inputs)}`);
    if (there === undefined) return;
    await api.request(
      'DELETE',
      address(api, inputs),
      defined({
        message: `Delete ${text(inputs, 'file')}`,
        sha: there['sha'],
        branch: inputs['branch'],
      }),
    );
  },
  outputs: (answer) => {
    const branch = new URL(text(answer, 'url')).searchParams.get('ref') ?? undefined;
    return defined({
      branch,
      ref: branch,
      sha: answer['sha'],
      commitSha: answer['commitSha'],
      commitMessage: answer['commitMessage'],
    });
  },
  observed: (answer, inputs) => ({
    ...inputs,
    content:
      typeof answer['content'] === 'string'
        ? Buffer.from(answer['content'], 'base64').toString('utf8')
        : text(inputs, 'content'),
  }),
};

const idOf = (inputs: Inputs): string => `${text(inputs, 'repository')}/${text(inputs, 'file')}`;
