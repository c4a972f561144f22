import { isObject } from '../../../../provider/protocol/property-value';
import { type Answer, type GitHubApi } from '../api';
import {
  defined,
  drifted,
  type Inputs,
  renamedKeys,
  repositoryPath,
  type ResourceType,
  snakeCase,
  text,
} from '../resource-type';

const base = (api: GitHubApi, inputs: Inputs): string =>
  `${repositoryPath(api, inputs)}/actions/permissions`;

/**
 * Which actions may run in a repository. Settings cannot be deleted: taking the resource away sets GitHub's defaults, but
 * for `shaPinningRequired`, which the published provider leaves as it is.
 *
 * https://docs.github.com/en/rest/actions/permissions
 */
export const actionsPermissions: ResourceType = {
  replaceKeys: ['repository'],
  schema: {
    defaults: { enabled: true },
    computed: ['shaPinningRequired'],
    blocks: { allowedActionsConfig: {} },
  },
  importId: { parts: ['repository'], settings: ['allowedActions', 'shaPinningRequired'] },
  write: async (api, inputs) => {
    await api.request(
      'PUT',
      base(api, inputs),
      defined({
        enabled: inputs['enabled'] ?? true,
        allowed_actions: inputs['allowedActions'],
        sha_pinning_required: inputs['shaPinningRequired'],
      }),
    );
    const selected = inputs['allowedActionsConfig'];
    if (isObject(selected)) {
      const { patternsAlloweds, ...flags } = selected;
      await api.request('PUT', `${base(api, inputs)}/selected-actions`, {
        ...(renamedKeys(flags, snakeCase) as Answer),
        ...defined({ patterns_allowed: patternsAlloweds }),
      });
    }
    return { id: text(inputs, 'repository'), answer: await read(api, inputs) };
  },
  find: async (api, inputs) => ({
    id: text(inputs, 'repository'),
    answer: await read(api, inputs),
  }),
  remove: async (api, inputs) => {
    await api.request('PUT', base(api, inputs), {
      enabled: true,
      allowed_actions: 'all',
    });
  },
  outputs: () => ({}),
  observed: (answer, inputs) => ({
    ...inputs,
    ...defined({
      enabled: drifted(inputs['enabled'] ?? true, answer['enabled']),
      allowedActions: observedSetting(inputs, 'allowedActions', answer['allowed_actions']),
      shaPinningRequired: observedSetting(
        inputs,
        'shaPinningRequired',
        answer['sha_pinning_required'],
      ),
    }),
  }),
};

/**
 * What the workflow token may do. Taking the resource away sets GitHub's defaults.
 *
 * https://docs.github.com/en/rest/actions/permissions#set-default-workflow-permissions-for-a-repository
 */
export const workflowPermissions: ResourceType = {
  replaceKeys: ['repository'],
  schema: { defaults: { canApprovePullRequestReviews: false } },
  importId: {
    parts: ['repository'],
    settings: ['defaultWorkflowPermissions', 'canApprovePullRequestReviews'],
  },
  write: async (api, inputs) => {
    await api.request(
      'PUT',
      `${base(api, inputs)}/workflow`,
      defined({
        default_workflow_permissions: inputs['defaultWorkflowPermissions'],
        can_approve_pull_request_reviews: inputs['canApprovePullRequestReviews'],
      }),
    );
    const answer = await api.request('GET', `${base(api, inputs)}/workflow`);
    return { id: text(inputs, 'repository'), answer };
  },
  find: async (api, inputs) => {
    const answer = await api.find(`${base(api, inputs)}/workflow`);
    return answer === undefined ? undefined : { id: text(inputs, 'repository'), answer };
  },
  remove: async (api, inputs) => {
    await api.request('PUT', `${base(api, inputs)}/workflow`, {
      default_workflow_permissions: 'read',
      can_approve_pull_request_reviews: false,
    });
  },
  outputs: () => ({}),
  observed: (answer, inputs) => ({
    ...inputs,
    ...defined({
      defaultWorkflowPermissions: observedSetting(
        inputs,
        'defaultWorkflowPermissions',
        answer['default_workflow_permissions'],
      ),
      canApprovePullRequestReviews: observedSetting(
        inputs,
        'canApprovePullRequestReviews',
        answer['can_approve_pull_request_reviews'],
      ),
    }),
  }),
};

function read(api: GitHubApi, inputs: Inputs): Promise<Answer> {
  return api.request('GET', base(api, inputs));
}

/** A setting that the program does not name may be anything. */
function observedSetting(inputs: Inputs, key: string, found: Answer[string] | undefined) {
  const wanted = inputs[key];
  return wanted === undefined ? undefined : drifted(wanted, found);
}
