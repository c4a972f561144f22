import { ProviderError } from '../../../provider/protocol/provider';
import { type PropertyMap } from '../../../provider/protocol/property-value';
import { type GitHubApi } from './api';
import { defined, idText, repositoryPath, text } from './resource-type';
import { plainFacts, repositoryFacts, repositoryOf } from './types/repository';

type GitHubFunction = (api: GitHubApi, args: PropertyMap) => Promise<PropertyMap>;

/** Functions of the published provider that ask the sandbox's GitHub. */
export const gitHubFunctions: ReadonlyMap<string, GitHubFunction> = new Map<string, GitHubFunction>(
  [
    [
      'github:index/getRepository:getRepository',
      async (api, args) => {
        const answer = await existing(api, repositoryOf(api, args));
        return { id: text(answer, 'name'), ...plainFacts(answer), ...repositoryFacts(answer) };
      },
    ],
    [
      'github:index/getBranch:getBranch',
      async (api, args) => {
        const name = text(args, 'branch');
        const address = `${repositoryPath(api, args)}/git/ref/heads/${name}`;
        const answer = await existing(api, address);
        const { sha } = answer['object'] as PropertyMap;
        return {
          id: `${text(args, 'repository')}:${name}`,
          ...args,
          ref: `refs/heads/${name}`,
          ...defined({ sha }),
        };
      },
    ],
    [
      'github:index/getUser:getUser',
      async (api, args) => {
        const answer = await existing(api, `/users/${encodeURIComponent(text(args, 'username'))}`);
        return { ...plainFacts(answer), ...args, id: idText(answer) };
      },
    ],
  ],
);

async function existing(api: GitHubApi, path: string): Promise<PropertyMap> {
  const answer = await api.find(path);
  if (answer === undefined) throw new ProviderError(`GET ${path}: 404 Not Found`);
  return answer;
}
