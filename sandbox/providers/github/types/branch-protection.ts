import { isObject, type PropertyMap } from '../../../../provider/protocol/property-value';
import { type Answer, type GitHubApi } from '../api';
import { answers, drifted, type Inputs, type ResourceType, text } from '../resource-type';

/** Switches of a rule: the published provider's name and GraphQL's. */
const switches: Readonly<Record<string, string>> = {
  allowsDeletions: 'allowsDeletions',
  allowsForcePushes: 'allowsForcePushes',
  enforceAdmins: 'isAdminEnforced',
  lockBranch: 'lockBranch',
  requireConversationResolution: 'requiresConversationResolution',
  requireSignedCommits: 'requiresCommitSignatures',
  requiredLinearHistory: 'requiresLinearHistory',
};

const fields = [
  'id pattern requiresApprovingReviews requiredApprovingReviewCount dismissesStaleReviews',
  'requiresCodeOwnerReviews requireLastPushApproval requiresStatusChecks requiresStrictStatusChecks',
  'requiredStatusCheckContexts restrictsPushes blocksCreations restrictsReviewDismissals',
  ...Object.values(switches),
].join(' ');

/**
 * Classic protection of the branches that a pattern names, by GraphQL as the published provider does it. Lists of
 * actors (who may push, dismiss or bypass) are left to the engine.
 *
 * https://docs.github.com/en/graphql/reference/mutations#createbranchprotectionrule
 */
export const branchProtection: ResourceType = {
  replaceKeys: ['repositoryId'],
  schema: {
    defaults: Object.fromEntries(Object.keys(switches).map((key) => [key, false])),
    blocks: {
      requiredPullRequestReviews: {
        defaults: { requiredApprovingReviewCount: 1, requireLastPushApproval: false },
      },
      requiredStatusChecks: {},
      restrictPushes: { defaults: { blocksCreations: true } },
    },
  },
  importId: {
    parts: ['repositoryId', 'pattern'],
    settings: [...Object.keys(switches), 'requiredStatusChecks', 'requiredPullRequestReviews'],
  },
  write: async (api, inputs, existing) => {
    const rule = ruleInput(inputs);
    if (existing === undefined) {
      const repositoryId = await nodeId(api, inputs);
      return made(
        await api.graphql(mutation('create'), { input: { repositoryId, ...rule } }),
        'create',
      );
    }
    return made(
      await api.graphql(mutation('update'), {
        input: { branchProtectionRuleId: existing.id, ...rule },
      }),
      'update',
    );
  },
  find: async (api, inputs) => {
    const pattern = text(inputs, 'pattern');
    const answer = (await rules(api, inputs)).find((rule) => rule['pattern'] === pattern);
    return answer === undefined ? undefined : { id: text(answer, 'id'), answer };
  },
  remove: async (api, inputs, id) => {
    const present = (await rules(api, inputs)).some((rule) => rule['id'] === id);
    if (!present) return;
    await api.graphql(
      'mutation($input: DeleteBranchProtectionRuleInput!) { deleteBranchProtectionRule(input: $input) { clientMutationId } }',
      { input: { branchProtectionRuleId: id } },
    );
  },
  outputs: () => ({}),
  observed: (answer, inputs) => {
    const found: PropertyMap = {
      ...Object.fromEntries(
        Object.entries(switches).map(([key, field]) => [key, answer[field] ?? false]),
      ),
      pattern: answer['pattern'] ?? '',
      requiredStatusChecks:
        answer['requiresStatusChecks'] === true
          ? [
              {
                strict: answer['requiresStrictStatusChecks'] ?? false,
                contexts: answer['requiredStatusCheckContexts'] ?? [],
              },
            ]
          : [],
      requiredPullRequestReviews:
        answer['requiresApprovingReviews'] === true
          ? [
              {
                requiredApprovingReviewCount: answer['requiredApprovingReviewCount'] ?? 0,
                dismissStaleReviews: answer['dismissesStaleReviews'] ?? false,
                requireCodeOwnerReviews: answer['requiresCodeOwnerReviews'] ?? false,
                requireLastPushApproval: answer['requireLastPushApproval'] ?? false,
              },
            ]
          : [],
    };
    return {
      ...inputs,
      ...Object.fromEntries(
        Object.entries(found)
          .filter(([key]) => inputs[key] !== undefined)
          .map(([key, value]) => [key, drifted(inputs[key] ?? null, value)]),
      ),
    };
  },
};

function mutation(verb: 'create' | 'update'): string {
  const name = `${verb}BranchProtectionRule`;
  const type = `${verb === 'create' ? 'Create' : 'Update'}BranchProtectionRuleInput`;
  return `mutation($input: ${type}!) { ${name}(input: $input) { branchProtectionRule { ${fields} } } }`;
}

function made(data: Answer, verb: 'create' | 'update') {
  const payload = data[`${verb}BranchProtectionRule`] as Answer;
  const answer = payload['branchProtectionRule'] as Answer;
  return { id: text(answer, 'id'), answer };
}

function ruleInput(inputs: Inputs): PropertyMap {
  const [checks] = answers(inputs['requiredStatusChecks']);
  const [reviews] = answers(inputs['requiredPullRequestReviews']);
  const [pushes] = answers(inputs['restrictPushes']);
  return {
    pattern: text(inputs, 'pattern'),
    ...Object.fromEntries(
      Object.entries(switches).map(([key, field]) => [field, inputs[key] ?? false]),
    ),
    requiresStatusChecks: checks !== undefined,
    requiresStrictStatusChecks: checks?.['strict'] ?? false,
    requiredStatusCheckContexts: checks?.['contexts'] ?? [],
    requiresApprovingReviews: reviews !== undefined,
    dismissesStaleReviews: reviews?.['dismissStaleReviews'] ?? false,
    requiresCodeOwnerReviews: reviews?.['requireCodeOwnerReviews'] ?? false,
    requireLastPushApproval: reviews?.['requireLastPushApproval'] ?? false,
    ...(reviews === undefined
      ? {}
      : { requiredApprovingReviewCount: reviews['requiredApprovingReviewCount'] ?? 0 }),
    restrictsPushes: pushes !== undefined,
    blocksCreations: pushes?.['blocksCreations'] ?? false,
  };
}

/** The repository's node id; the input may be that already, or the bare name. */
async function nodeId(api: GitHubApi, inputs: Inputs): Promise<string> {
  const given = text(inputs, 'repositoryId');
  const { repository } = await api.graphql(
    'query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { id } }',
    { owner: api.owner, name: given },
  );
  return isObject(repository) ? text(repository, 'id') : given;
}

async function rules(api: GitHubApi, inputs: Inputs): Promise<readonly Answer[]> {
  const { repository } = await api.graphql(
    `query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { branchProtectionRules(first: 100) { nodes { ${fields} } } } }`,
    { owner: api.owner, name: text(inputs, 'repositoryId') },
  );
  if (!isObject(repository)) return [];
  const connection = repository['branchProtectionRules'];
  return isObject(connection) ? answers(connection['nodes']) : [];
}
