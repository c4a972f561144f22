import {
  isObject,
  type PropertyMap,
  type PropertyValue,
} from '../../../../provider/protocol/property-value';
import { type Answer, type GitHubApi } from '../api';
import {
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
const ruleNames: Readonly<Record<string, string>> = { requiredCodeScanning: 'code_scanning' };
const parameterNames: Readonly<Record<string, string>> = {
  requiredChecks: 'required_status_checks',
  requiredCodeScanningTools: 'code_scanning_tools',
};

/** Parameters that the API demands and the published provider fills in. */
const parameterDefaults: Readonly<Record<string, PropertyMap>> = {
  pull_request: {
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_approving_review_count: 0,
    required_review_thread_resolution: false,
  },
  required_status_checks: { strict_required_status_checks_policy: false },
  merge_queue: {
    check_response_timeout_minutes: 60,
    grouping_strategy: 'ALLGREEN',
    max_entries_to_build: 5,
    max_entries_to_merge: 5,
    merge_method: 'MERGE',
    min_entries_to_merge: 1,
    min_entries_to_merge_wait_minutes: 5,
  },
};

/**
 * A repository's ruleset.
 *
 * https://docs.github.com/en/rest/repos/rules
 */
export const ruleset: ResourceType = {
  replaceKeys: ['repository', 'target'],
  importId: {
    parts: ['repository'],
    settings: ['name', 'target', 'enforcement', 'conditions', 'bypassActors', 'rules'],
    endsWithId: true,
  },
  // Seen of 6.15: the engine then shows policies the old list.
  unknownIsSame: ['rules.requiredStatusChecks'],
  write: async (api, inputs, existing) => {
    const body = rulesetBody(inputs);
    const answer =
      existing === undefined
        ? await api.request('POST', rulesets(api, inputs), body)
        : await api.request('PUT', `${rulesets(api, inputs)}/${existing.id}`, body);
    return { id: idText(answer), answer };
  },
  find: async (api, inputs, id) => {
    const wanted = id === '' ? await idByName(api, inputs) : id;
    if (wanted === undefined) return undefined;
    const answer = await api.find(`${rulesets(api, inputs)}/${wanted}`);
    return answer === undefined ? undefined : { id: wanted, answer };
  },
  remove: (api, inputs, id) => api.remove(`${rulesets(api, inputs)}/${id}`),
  outputs: (answer) => defined({ rulesetId: answer['id'], nodeId: answer['node_id'] }),
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
};

const rulesets = (api: GitHubApi, inputs: Inputs): string =>
  `${repositoryPath(api, inputs)}/rulesets`;

async function idByName(api: GitHubApi, inputs: Inputs): Promise<string | undefined> {
  const all = await api.list(rulesets(api, inputs));
  const found = all.find((item) => item['name'] === inputs['name']);
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
  if (!isObject(conditions) || !isObject(conditions['refName'])) return undefined;
  const { includes, excludes } = conditions['refName'];
  return { ref_name: { include: includes ?? [], exclude: excludes ?? [] } };
}

function conditionsInput(conditions: PropertyValue | undefined): PropertyValue {
  if (!isObject(conditions) || !isObject(conditions['ref_name'])) return {};
  const { include, exclude } = conditions['ref_name'];
  return { refName: { includes: include ?? [], excludes: exclude ?? [] } };
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
      const parameters = renamedKeys(value, (name) => parameterNames[name] ?? snakeCase(name));
      return { type, parameters: { ...parameterDefaults[type], ...(parameters as PropertyMap) } };
    });
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

/** Rules that the program named, as they are, and those that somebody added. */
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
