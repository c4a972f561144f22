import { detailedDiff, propertyDifferences } from '../../provider/protocol/property-diff';
import {
  type DiffRequest,
  type DiffResult,
  NotKnownHere,
  type Provider,
  ProviderError,
} from '../../provider/protocol/provider';
import { isUnknown, type PropertyMap } from '../../provider/protocol/property-value';
import { parseUrn } from '../../provider/protocol/urn';
import { isRecordedOnly, recordedKey } from '../../provider/recorded/recorded-mark';
import {
  syntheticFunction,
  syntheticOutputs,
  syntheticSecret,
} from '../../provider/recorded/synthetic';

const recordedNote = 'recorded only: the real provider creates it';

/**
 * A comparison by inputs alone.
 *
 * @param isReal whether there is something behind the type now: what was recorded only is then made again.
 * @param unknownIsSame paths at which an unknown value counts as the old one, as with the published provider.
 */
export function inputDiff(
  request: DiffRequest,
  replaceKeys: ReadonlySet<string> = new Set(),
  isReal = false,
  unknownIsSame: readonly string[] = [],
): DiffResult {
  if (isReal && isRecordedOnly(request.olds)) {
    return {
      changes: 'some',
      replaceKeys: [recordedKey],
      deleteBeforeReplace: false,
      changedKeys: [recordedKey],
      detailed: { [recordedKey]: 'delete-replace' },
    };
  }
  const differences = propertyDifferences(request.oldInputs, request.news).filter(
    ({ path, after }) => !(unknownIsSame.includes(path) && isUnknown(after)),
  );
  const detailed = detailedDiff(differences, (key) => replaceKeys.has(key));
  const keys = [...new Set(differences.map(({ path }) => path.split(/[.[]/)[0] ?? path))];
  return {
    changes: differences.length === 0 ? 'none' : 'some',
    replaceKeys: keys.filter((key) => replaceKeys.has(key)),
    deleteBeforeReplace: false,
    changedKeys: keys,
    detailed,
  };
}

/** What was once made for real stays out of reach of a provider that only records. */
function outOfReach(what: string, urn: string): ProviderError {
  const { type, name } = parseUrn(urn);
  return new ProviderError(
    `${type} ${name} was created in the sandbox and can only be ${what} there; ` +
      'start the sandbox and set GITHUB_BASE_URL and SLACK_API_URL to its addresses',
  );
}

/**
 * Writes resources down without creating anything: inputs come back as outputs, and what only the service could compute
 * (ids, ARNs, URLs) is a placeholder in the documented form, for an account of zeros. What was once made for real it
 * does not touch, since it could neither change nor delete it.
 *
 * @param inputs of the provider resource, such as its region.
 * @param offline a plan shows what is in the state, whoever made it.
 */
export function recordedProvider(
  packageName: string,
  inputs: PropertyMap,
  offline: boolean,
): Provider {
  const recorded = (urn: string, wanted: PropertyMap): PropertyMap => ({
    ...syntheticOutputs(urn, wanted, inputs),
    ...wanted,
    [recordedKey]: recordedNote,
  });
  return {
    check: ({ news }) => Promise.resolve({ inputs: news, failures: [] }),
    diff: (request) => Promise.resolve(inputDiff(request)),
    create: ({ urn, inputs: wanted, preview }) => {
      if (preview) {
        return Promise.resolve({ id: '', state: { ...wanted, [recordedKey]: recordedNote } });
      }
      const state = recorded(urn, wanted);
      return Promise.resolve({ id: recordedId(urn, state), state });
    },
    update: ({ urn, olds, news, preview }) => {
      if (!isRecordedOnly(olds) && !offline) return Promise.reject(outOfReach('changed', urn));
      if (preview) return Promise.resolve({ state: { ...olds, ...news } });
      return Promise.resolve({ state: recorded(urn, news) });
    },
    read: ({ id, inputs: wanted, state, urn }) =>
      Promise.resolve({
        id,
        inputs: wanted,
        state: Object.keys(state).length === 0 ? recorded(urn, wanted) : state,
      }),
    delete: ({ urn, state }) =>
      isRecordedOnly(state) ? Promise.resolve() : Promise.reject(outOfReach('deleted', urn)),
    invoke: (token, args) => {
      const place = syntheticFunction(token, inputs);
      if (place !== undefined) return Promise.resolve({ result: place, failures: [] });
      const known = offline ? undefined : syntheticSecret(token, args, inputs);
      if (known !== undefined) return Promise.resolve({ result: known, failures: [] });
      // A plan asks no one. An update's own preview refuses what the update would, so that nothing is half-done.
      const refusal =
        `the sandbox does not serve the function ${token} of the package ${packageName}; ` +
        'run the stack with its real provider, or remove the call';
      return Promise.reject(offline ? new NotKnownHere(refusal) : new ProviderError(refusal));
    },
  };
}

function recordedId(urn: string, state: PropertyMap): string {
  const { id } = state;
  return typeof id === 'string' ? id : `recorded-${parseUrn(urn).name}`;
}
