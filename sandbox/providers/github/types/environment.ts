import {
  isObject,
  type PropertyMap,
  type PropertyValue,
} from '../../../../provider/protocol/property-value';
import { type Answer, type GitHubApi } from '../api';
import {
  answers,
  camelCase,
  defined,
  drifted,
  idText,
  type Inputs,
  items,
  renamedKeys,
  repositoryPath,
  type ResourceType,
  snakeCase,
  text,
} from '../resource-type';

const address = (api: GitHubApi, inputs: Inputs): string =>
  `${repositoryPath(api, inputs)}/environments/${encodeURIComponent(text(inputs, 'environment'))}`;

const idOf = (inputs: Inputs): string =>
  `${text(inputs, 'repository')}:${text(inputs, 'environment')}`;

/**
 * A deployment environment. Creating one that exists changes it, as GitHub's own endpoint does.
 *
 * https://docs.github.com/en/rest/deployments/environments
 */
export const environment: ResourceType = {
  replaceKeys: ['repository', 'environment'],
  schema: {
    defaults: { canAdminsBypass: true, preventSelfReview: false },
    computed: ['repositoryId'],
    blocks: { reviewers: {}, deploymentBranchPolicy: {} },
  },
  importId: {
    parts: ['repository', 'environment'],
    settings: ['waitTimer', 'canAdminsBypass', 'preventSelfReview', 'reviewers'],
  },
  write: async (api, inputs) => ({
    id: idOf(inputs),
    answer: await api.request(
      'PUT',
      address(api, inputs),
      defined({
        wait_timer: inputs['waitTimer'] ?? 0,
        prevent_self_review: inputs['preventSelfReview'] ?? false,
        can_admins_bypass: inputs['canAdminsBypass'] ?? true,
        reviewers: reviewersBody(inputs['reviewers']),
        deployment_branch_policy: isObject(inputs['deploymentBranchPolicy'])
          ? renamedKeys(inputs['deploymentBranchPolicy'], snakeCase)
          : null,
      }),
    ),
  }),
  find: async (api, inputs) => {
    const answer = await api.find(address(api, inputs));
    return answer === undefined ? undefined : { id: idOf(inputs), answer };
  },
  remove: (api, inputs) => api.remove(address(api, inputs)),
  outputs: () => ({}),
  observed: (answer, inputs) => {
    const rules = answers(answer['protection_rules']);
    const review = rules.find((rule) => rule['type'] === 'required_reviewers');
    const policy = answer['deployment_branch_policy'];
    const found: PropertyMap = {
      waitTimer: rules.find((rule) => rule['type'] === 'wait_timer')?.['wait_timer'] ?? 0,
      canAdminsBypass: answer['can_admins_bypass'] ?? true,
      // GitHub shows this switch only beside reviewers.
      preventSelfReview: review?.['prevent_self_review'] ?? inputs['preventSelfReview'] ?? false,
      reviewers: reviewersInput(answers(review?.['reviewers'])),
      ...(isObject(policy) ? { deploymentBranchPolicy: renamedKeys(policy, camelCase) } : {}),
    };
    const known = new Set([...Object.keys(inputs), 'deploymentBranchPolicy']);
    const kept = { ...inputs };
    if (!isObject(policy)) delete kept['deploymentBranchPolicy'];
    return {
      ...kept,
      ...Object.fromEntries(
        Object.entries(found)
          .filter(([key]) => known.has(key))
          .map(([key, value]) => [
            key,
            inputs[key] === undefined ? value : drifted(inputs[key], value),
          ]),
      ),
    };
  },
};

function reviewersBody(reviewers: PropertyValue | undefined): PropertyValue {
  return answers(reviewers).flatMap((group) => [
    ...items(group['teams']).map((id) => ({ type: 'Team', id })),
    ...items(group['users']).map((id) => ({ type: 'User', id })),
  ]);
}

function reviewersInput(reviewers: readonly Answer[]): PropertyValue {
  if (reviewers.length === 0) return [];
  const of = (type: string): PropertyValue[] =>
    reviewers
      .filter((one) => one['type'] === type)
      .map(({ reviewer }) => (isObject(reviewer) ? (reviewer['id'] ?? 0) : 0));
  return [{ teams: of('Team'), users: of('User') }];
}

/**
 * One branch or tag pattern that may deploy to an environment.
 *
 * https://docs.github.com/en/rest/deployments/branch-policies
 */
export const deploymentPolicy: ResourceType = {
  replaceKeys: ['repository', 'environment', 'tagPattern'],
  schema: { computed: ['policyId', 'repositoryId'] },
  importId: { parts: ['repository', 'environment'], endsWithId: true },
  write: async (api, inputs, existing) => {
    const branch = inputs['branchPattern'];
    const pattern = typeof branch === 'string' ? branch : text(inputs, 'tagPattern');
    const answer =
      existing === undefined
        ? await api.request('POST', policies(api, inputs), {
            name: pattern,
            type: typeof branch === 'string' ? 'branch' : 'tag',
          })
        : await api.request('PUT', `${policies(api, inputs)}/${policyId(existing.id)}`, {
            name: pattern,
          });
    return { id: `${idOf(inputs)}:${idText(answer)}`, answer };
  },
  find: async (api, inputs, id) => {
    const all = await api.list(policies(api, inputs), 'branch_policies');
    const pattern = inputs['branchPattern'] ?? inputs['tagPattern'];
    const answer = all.find((policy) =>
      id === '' ? policy['name'] === pattern : idText(policy) === policyId(id),
    );
    return answer === undefined ? undefined : { id: `${idOf(inputs)}:${idText(answer)}`, answer };
  },
  remove: (api, inputs, id) => api.remove(`${policies(api, inputs)}/${policyId(id)}`),
  outputs: (answer) => defined({ policyId: answer['id'] }),
  observed: (answer, inputs) => ({
    ...inputs,
    [answer['type'] === 'tag' ? 'tagPattern' : 'branchPattern']: answer['name'] ?? '',
  }),
};

const policies = (api: GitHubApi, inputs: Inputs): string =>
  `${address(api, inputs)}/deployment-branch-policies`;

const policyId = (id: string): string => id.slice(id.lastIndexOf(':') + 1);
