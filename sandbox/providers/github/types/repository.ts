import { type PropertyMap } from '../../../../provider/protocol/property-value';
import { type Answer, type GitHubApi } from '../api';
import {
  camelCase,
  defined,
  drifted,
  type Inputs,
  type ResourceType,
  snakeCase,
  text,
} from '../resource-type';

/** Inputs that the API takes and shows under the same name in its own spelling. */
const settings = [
  'allowAutoMerge',
  'allowMergeCommit',
  'allowRebaseMerge',
  'allowSquashMerge',
  'allowUpdateBranch',
  'deleteBranchOnMerge',
  'description',
  'hasIssues',
  'hasProjects',
  'hasWiki',
  'isTemplate',
  'visibility',
] as const;

/**
 * A repository itself.
 *
 * https://docs.github.com/en/rest/repos/repos
 */
export const repository: ResourceType = {
  replaceKeys: [],
  schema: {
    defaults: {
      allowAutoMerge: false,
      allowMergeCommit: true,
      allowRebaseMerge: true,
      allowSquashMerge: true,
      archived: false,
      deleteBranchOnMerge: false,
      mergeCommitMessage: 'PR_TITLE',
      mergeCommitTitle: 'MERGE_MESSAGE',
      squashMergeCommitMessage: 'COMMIT_MESSAGES',
      squashMergeCommitTitle: 'COMMIT_OR_PR_TITLE',
    },
    computed: [
      ...[
        'allowForking',
        'defaultBranch',
        'etag',
        'fullName',
        'gitCloneUrl',
        'htmlUrl',
        'httpCloneUrl',
      ],
      ...['nodeId', 'primaryLanguage', 'private', 'repoId', 'sshCloneUrl', 'svnUrl', 'topics'],
      ...['visibility', 'webCommitSignoffRequired'],
    ],
  },
  importId: { parts: ['name'], settings },
  write: async (api, inputs, existing) => {
    const body = defined({
      name: text(inputs, 'name'),
      ...Object.fromEntries(settings.map((key) => [snakeCase(key), inputs[key]])),
      homepage: inputs['homepageUrl'],
    });
    const answer =
      existing === undefined
        ? await api.request('POST', `/orgs/${encodeURIComponent(api.owner)}/repos`, body)
        : await api.request('PATCH', path(api, existing.id), body);
    return { id: text(answer, 'name'), answer };
  },
  find: async (api, inputs, id) => {
    const answer = await api.find(path(api, id === '' ? text(inputs, 'name') : id));
    return answer === undefined ? undefined : { id: text(answer, 'name'), answer };
  },
  remove: (api, _inputs, id) => api.remove(path(api, id)),
  outputs: (answer) =>
    defined({
      ...repositoryFacts(answer),
      allowForking: answer['allow_forking'] ?? false,
      webCommitSignoffRequired: answer['web_commit_signoff_required'] ?? false,
      etag: answer['etag'],
      primaryLanguage: answer['language'] ?? '',
      svnUrl: answer['svn_url'],
    }),
  observed: (answer, inputs) => ({
    ...inputs,
    ...Object.fromEntries(
      settings
        .filter((key) => inputs[key] !== undefined)
        .map((key) => [key, drifted(inputs[key] ?? null, answer[snakeCase(key)])]),
    ),
  }),
};

const path = (api: GitHubApi, name: string): string =>
  `/repos/${encodeURIComponent(api.owner)}/${encodeURIComponent(name)}`;

/** What the API tells about a repository, under the published provider's names. */
export function repositoryFacts(answer: Answer): PropertyMap {
  return defined({
    ...Object.fromEntries(
      ['fullName', 'htmlUrl', 'nodeId', 'defaultBranch', 'private', 'archived', 'topics', 'fork']
        .concat(settings)
        .map((key) => [key, answer[snakeCase(key)] ?? undefined]),
    ),
    repoId: answer['id'],
    gitCloneUrl: answer['git_url'],
    httpCloneUrl: answer['clone_url'],
    sshCloneUrl: answer['ssh_url'],
    name: answer['name'],
  });
}

/** Every text, number and switch of an answer under camel-case names, for functions that hand facts on. */
export function plainFacts(answer: Answer): PropertyMap {
  return Object.fromEntries(
    Object.entries(answer)
      .filter(([key, value]) => key !== 'etag' && (value === null || typeof value !== 'object'))
      .map(([key, value]) => [camelCase(key), value]),
  );
}

/** The address of a repository named by an input, for functions. */
export function repositoryOf(api: GitHubApi, inputs: Inputs): string {
  const full = inputs['fullName'];
  if (typeof full === 'string')
    return `/repos/${full.split('/').map(encodeURIComponent).join('/')}`;
  return path(api, text(inputs, 'name'));
}
