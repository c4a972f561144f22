import {
  isList,
  isObject,
  type PropertyMap,
  type PropertyValue,
} from '../../../protocol/property-value';
import {
  camelCase,
  defined,
  drifted,
  renamedKeys,
  repositoryPath,
  type Inputs,
  type ResourceType,
  snakeCase,
  text,
} from '../resource-type';

/** Rules whose name in the API is not the provider's in snake case. */
const apiRuleNames: Readonly<Record<string, string>> = { requiredCodeScanning: 'code_scanning' };

/** Parameters likewise. */
const apiParameterNames: Readonly<Record<string, string>> = {
  requiredChecks: 'required_status_checks',
  requiredCodeScanningTools: 'code_scanning_tools',
};

/** Parameters that the API demands and the provider defaults. */
const parameterDefaults: Readonly<Record<string, PropertyMap>> = {
  pullRequest: {
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_approving_review_count: 0,
    required_review_thread_resolution: false,
  },
  requiredStatusChecks: { strict_required_status_checks_policy: false },
  mergeQueue: {
    check_response_timeout_minutes: 60,
    grouping_strategy: 'ALLGREEN',
    max_entries_to_build: 5,
    max_entries_to_merge: 5,
    merge_method: 'MERGE',
    min_entries_to_merge: 1,
    min_entries_to_merge_wait_minutes: 5,
  },
};

/** https://docs.github.com/en/rest/repos/rules */
export const repositoryRuleset: ResourceType = {
  replaceKeys: ['repository', 'target'],
  write: async (api, inputs, existing) => {
    const path = `${repositoryPath(api, inputs)}/rulesets`;
    const answer =
      existing === undefined
        ? await api.request('POST', path, rulesetBody(inputs))
        : await api.request('PUT', `${path}/${existing.id}`, rulesetBody(inputs));
    return { id: String(answer['id']), answer };
  },
  find: async (api, inputs, id) => {
    const path = `${repositoryPath(api, inputs)}/rulesets`;
    if (id !== '') {
      const answer = await api.find(`${path}/${id}`);
      return answer === undefined ? undefined : { id, answer };
    }
    const named = (await api.list(path)).find((ruleset) => ruleset['name'] === inputs['name']);
    if (named === undefined) return undefined;
    const found = String(named['id']);
    const answer = await api.find(`${path}/${found}`);
    return answer === undefined ? undefined : { id: found, answer };
  },
  remove: (api, inputs, id) => api.remove(`${repositoryPath(api, inputs)}/rulesets/${id}`),
  outputs: (answer) => defined({ rulesetId: answer['id'], nodeId: answer['node_id'], etag: '' }),
  observed: (answer, inputs) => {
    const found = {
      name: answer['name'] ?? null,
      enforcement: answer['enforcement'] ?? null,
      rules: rulesOf(answer['rules'] ?? []),
      conditions: conditionsOf(answer['conditions'] ?? {}),
      bypassActors: renamedKeys(answer['bypass_actors'] ?? [], camelCase),
    };
    // A rule that somebody added by hand is drift too, although everything wanted is still there.
    const wantedRules = isObject(inputs['rules']) ? inputs['rules'] : {};
    const added = Object.keys(found.rules).filter((name) => isOff(wantedRules[name]));
    return {
      ...inputs,
      name: drifted(inputs['name'] ?? null, found.name),
      enforcement: drifted(inputs['enforcement'] ?? null, found.enforcement),
      rules: added.length > 0 ? found.rules : drifted(wantedRules, found.rules),
      ...(inputs['conditions'] === undefined
        ? {}
        : { conditions: drifted(inputs['conditions'], found.conditions) }),
      ...(inputs['bypassActors'] === undefined
        ? {}
        : { bypassActors: drifted(inputs['bypassActors'], found.bypassActors) }),
    };
  },
};

const isOff = (rule: PropertyValue | undefined): boolean =>
  rule === undefined || rule === null || rule === false;

function rulesetBody(inputs: Inputs): PropertyMap {
  const rules = isObject(inputs['rules']) ? inputs['rules'] : {};
  const conditions = inputs['conditions'];
  const refName = isObject(conditions) ? conditions['refName'] : undefined;
  return defined({
    name: text(inputs, 'name'),
    target: inputs['target'],
    enforcement: inputs['enforcement'],
    bypass_actors: renamedKeys(inputs['bypassActors'] ?? [], snakeCase),
    conditions: isObject(refName)
      ? { ref_name: { include: refName['includes'] ?? [], exclude: refName['excludes'] ?? [] } }
      : undefined,
    rules: Object.entries<PropertyValue>(rules)
      .filter(([name, value]) => !isOff(value) && name !== 'updateAllowsFetchAndMerge')
      .map(([name, value]) => ruleBody(name, value)),
  });
}

function ruleBody(name: string, value: PropertyValue): PropertyMap {
  const type = apiRuleNames[name] ?? snakeCase(name);
  if (!isObject(value)) return { type };
  const parameters = renamedKeys(value, (key) => apiParameterNames[key] ?? snakeCase(key));
  return { type, parameters: { ...parameterDefaults[name], ...(parameters as PropertyMap) } };
}

/** The API's list of rules in the provider's form. */
function rulesOf(rules: PropertyValue): PropertyMap {
  if (!isList(rules)) return {};
  const back = (names: Readonly<Record<string, string>>) =>
    new Map(Object.entries(names).map(([provider, api]) => [api, provider]));
  const ruleNames = back(apiRuleNames);
  const parameterNames = back(apiParameterNames);
  return Object.fromEntries(
    rules.filter(isObject).map((rule): [string, PropertyValue] => {
      const type = String(rule['type']);
      const parameters = rule['parameters'];
      return [
        ruleNames.get(type) ?? camelCase(type),
        isObject(parameters) && type !== 'update'
          ? renamedKeys(parameters, (key) => parameterNames.get(key) ?? camelCase(key))
          : true,
      ];
    }),
  );
}

function conditionsOf(conditions: PropertyValue): PropertyMap {
  const refName = isObject(conditions) ? conditions['ref_name'] : undefined;
  if (!isObject(refName)) return {};
  return { refName: { includes: refName['include'] ?? [], excludes: refName['exclude'] ?? [] } };
}
