import {
  isObject,
  type PropertyMap,
  type PropertyValue,
} from '../../../../provider/protocol/property-value';
import { type PublishedSchema } from '../../published-schema';
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

/** Names that differ by more than their spelling between the published provider (left) and the API. */
const ruleNames: Readonly<Record<string, string>> = {
  requiredCodeScanning: 'code_scanning',
  requiredWorkflows: 'workflows',
};
const parameterNames: Readonly<Record<string, string>> = {
  requiredChecks: 'required_status_checks',
  requiredCodeScanningTools: 'code_scanning_tools',
  requiredWorkflows: 'workflows',
};

/** A pattern that names have to match: it has no defaults. */
const patterns = ['branchNamePattern', 'commitAuthorEmailPattern', 'commitMessagePattern']
  .concat('committerEmailPattern', 'tagNamePattern')
  .map((name) => [name, {}] as const);

const ruleBlocks: Readonly<Record<string, PublishedSchema>> = {
  ...Object.fromEntries(patterns),
  pullRequest: {
    defaults: {
      dismissStaleReviewsOnPush: false,
      requireCodeOwnerReview: false,
      requireLastPushApproval: false,
      requiredApprovingReviewCount: 0,
      requiredReviewThreadResolution: false,
    },
    computed: ['allowedMergeMethods'],
    blocks: { requiredReviewers: { blocks: { reviewer: {} } } },
  },
  requiredCodeScanning: { blocks: { requiredCodeScanningTools: {} } },
  requiredDeployments: {},
  filePathRestriction: {},
  requiredWorkflows: {
    defaults: { doNotEnforceOnCreate: false },
    blocks: { requiredWorkflows: {} },
  },
  requiredStatusChecks: {
    defaults: { doNotEnforceOnCreate: false },
    blocks: { requiredChecks: { defaults: { integrationId: 0 } } },
  },
  mergeQueue: {
    defaults: {
      checkResponseTimeoutMinutes: 60,
      groupingStrategy: 'ALLGREEN',
      maxEntriesToBuild: 5,
      maxEntriesToMerge: 5,
      mergeMethod: 'MERGE',
      minEntriesToMerge: 1,
      minEntriesToMergeWaitMinutes: 5,
    },
  },
};

/** Where rulesets of one kind are, and what is different in them. */
interface RulesetKind {
  readonly replaceKeys: readonly string[];
  /** Inputs that an import's id consists of, before the ruleset's own. */
  readonly importParts: readonly string[];
  readonly address: (api: GitHubApi, inputs: Inputs) => string;
}

const settings = ['name', 'target', 'enforcement', 'conditions', 'bypassActors', 'rules'];

const rulesetType = ({ replaceKeys, importParts, address }: RulesetKind): ResourceType => ({
  replaceKeys,
  schema: {
    computed: ['etag', 'nodeId', 'rulesetId'],
    blocks: {
      bypassActors: {},
      conditions: { blocks: { refName: {}, repositoryName: {} } },
      rules: { defaults: { updateAllowsFetchAndMerge: false }, blocks: ruleBlocks },
    },
  },
  importId: { parts: importParts, settings, endsWithId: true },
  // Seen of 6.15: the engine then shows policies the old list.
  unknownIsSame: ['rules.requiredStatusChecks'],
  write: async (api, inputs, existing) => {
    const body = rulesetBody(inputs);
    const answer =
      existing === undefined
        ? await api.request('POST', address(api, inputs), body)
        : await api.request('PUT', `${address(api, inputs)}/${existing.id}`, body);
    return { id: idText(answer), answer };
  },
  find: async (api, inputs, id) => {
    const wanted = id === '' ? await idByName(api, inputs, address(api, inputs)) : id;
    if (wanted === undefined) return undefined;
    const answer = await api.find(`${address(api, inputs)}/${wanted}`);
    return answer === undefined ? undefined : { id: wanted, answer };
  },
  remove: (api, inputs, id) => api.remove(`${address(api, inputs)}/${id}`),
  outputs: (answer) =>
    defined({ etag: answer['etag'], rulesetId: answer['id'], nodeId: answer['node_id'] }),
  observed: (answer, inputs) => {
    const found: PropertyMap = {
      name: answer['name'] ?? '',
      target: answer['target'] ?? '',
      enforcement: answer['enforcement'] ?? '',
      conditions: conditionsInput(answer['conditions']),
      bypassActors: items(answer['bypass_actors']).map((actor) => renamedKeys(actor, camelCase)),
      rules: rulesInput(items(answer['rules'])),
    };
    return {
      ...inputs,
      ...Object.fromEntries(
        Object.entries(found)
          .filter(([key]) => inputs[key] !== undefined)
          .map(([key, value]) => [
            key,
            key === 'rules'
              ? driftedRules(inputs[key] ?? {}, value)
              : drifted(inputs[key] ?? null, value),
          ]),
      ),
    };
  },
});

/**
 * A repository's ruleset.
 *
 * https://docs.github.com/en/rest/repos/rules
 */
export const ruleset = rulesetType({
  replaceKeys: ['repository', 'target'],
  importParts: ['repository'],
  address: (api, inputs) => `${repositoryPath(api, inputs)}/rulesets`,
});

/**
 * A ruleset of the organization.
 *
 * https://docs.github.com/en/rest/orgs/rules
 */
export const organizationRuleset = rulesetType({
  replaceKeys: ['target'],
  importParts: [],
  address: (api) => `/orgs/${encodeURIComponent(api.owner)}/rulesets`,
});

async function idByName(
  api: GitHubApi,
  inputs: Inputs,
  address: string,
): Promise<string | undefined> {
  const found = (await api.list(address)).find((item) => item['name'] === inputs['name']);
  return found === undefined ? undefined : idText(found);
}

function rulesetBody(inputs: Inputs): PropertyMap {
  return {
    name: text(inputs, 'name'),
    target: text(inputs, 'target'),
    enforcement: text(inputs, 'enforcement'),
    bypass_actors: items(inputs['bypassActors']).map((actor) => renamedKeys(actor, snakeCase)),
    ...defined({ conditions: conditionsBody(inputs['conditions']) }),
    rules: rulesBody(inputs['rules']),
  };
}

function conditionsBody(conditions: PropertyValue | undefined): PropertyValue | undefined {
  if (!isObject(conditions)) return undefined;
  const { refName, repositoryName } = conditions;
  const found = defined({
    ref_name: isObject(refName) ? lists(refName) : undefined,
    repository_name: isObject(repositoryName)
      ? {
          ...lists(repositoryName),
          ...defined({ protected: repositoryName['protected'] }),
        }
      : undefined,
  });
  return Object.keys(found).length === 0 ? undefined : found;
}

/** Both lists of a condition, which the API names in the singular. */
const lists = (given: PropertyMap): PropertyMap => ({
  include: given['includes'] ?? [],
  exclude: given['excludes'] ?? [],
});

function conditionsInput(conditions: PropertyValue | undefined): PropertyValue {
  if (!isObject(conditions)) return {};
  const { ref_name: refName, repository_name: names } = conditions;
  const both = (given: PropertyMap): PropertyMap => ({
    includes: given['include'] ?? [],
    excludes: given['exclude'] ?? [],
  });
  return defined({
    refName: isObject(refName) ? both(refName) : undefined,
    repositoryName: isObject(names)
      ? { ...both(names), ...defined({ protected: names['protected'] }) }
      : undefined,
  });
}

/** The provider has one property per rule, the API a list of rules with parameters. */
function rulesBody(rules: PropertyValue | undefined): PropertyValue[] {
  if (!isObject(rules)) return [];
  const { updateAllowsFetchAndMerge, ...rest } = rules;
  return Object.entries<PropertyValue>(rest)
    .filter(([, value]) => value !== false && value !== null)
    .map(([key, value]) => {
      const type = ruleNames[key] ?? snakeCase(key);
      if (type === 'update') {
        return {
          type,
          parameters: { update_allows_fetch_and_merge: updateAllowsFetchAndMerge ?? false },
        };
      }
      if (!isObject(value)) return { type };
      const renamed = renamedKeys(value, (name) => parameterNames[name] ?? snakeCase(name));
      return { type, parameters: isChecks(type) ? checksBody(renamed) : renamed };
    });
}

const isChecks = (type: string): boolean => type === 'required_status_checks';

/** The policy is demanded; a check of any app names none. */
function checksBody(parameters: PropertyValue): PropertyMap {
  const { required_status_checks: checks, ...rest } = parameters as PropertyMap;
  return {
    strict_required_status_checks_policy: false,
    ...rest,
    required_status_checks: answers(checks).map(({ integration_id: app, ...check }) =>
      app === undefined || app === 0 ? check : { ...check, integration_id: app },
    ),
  };
}

function rulesInput(rules: readonly PropertyValue[]): PropertyMap {
  const back = reversed(ruleNames);
  const parameterBack = reversed(parameterNames);
  const found: Record<string, PropertyValue> = {};
  for (const rule of rules as readonly Answer[]) {
    const type = text(rule, 'type');
    const parameters = rule['parameters'];
    const key = back[type] ?? camelCase(type);
    found[key] =
      !isObject(parameters) || type === 'update'
        ? true
        : renamedKeys(parameters, (name) => parameterBack[name] ?? camelCase(name));
    if (type === 'update' && isObject(parameters)) {
      found['updateAllowsFetchAndMerge'] = parameters['update_allows_fetch_and_merge'] ?? false;
    }
  }
  return found;
}

/** Rules that the program named, as they are, and those that someone added. */
function driftedRules(wanted: PropertyValue, found: PropertyValue): PropertyValue {
  if (!isObject(wanted) || !isObject(found)) return found;
  const keys = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  return Object.fromEntries(
    [...keys].flatMap((key): readonly [string, PropertyValue][] => {
      const want = wanted[key];
      const have = found[key];
      if (want === undefined) return have === undefined ? [] : [[key, have]];
      if (have === undefined && want !== false) return [];
      return [[key, drifted(want, have)]];
    }),
  );
}

function reversed(names: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(names).map(([left, right]) => [right, left]));
}
