import { detailedDiff, propertyDifferences } from '../engine/property-diff';
import {
  type DiffRequest,
  type DiffResult,
  type Provider,
  ProviderError,
} from '../processes/provider';
import { type PropertyMap } from '../protocol/property-value';
import { parseUrn } from '../protocol/urn';
import { isRecordedOnly, recordedKey } from '../state/recorded-mark';
import { syntheticFunction, syntheticOutputs, syntheticSecret } from './synthetic';

const recordedNote = 'not real: written down by the embedded host; the Pulumi engine creates it';

/** A comparison by inputs alone, for providers that cannot say more. */
export function inputDiff(
  request: DiffRequest,
  replaceKeys: ReadonlySet<string> = new Set(),
): DiffResult {
  const differences = propertyDifferences(request.oldInputs, request.news);
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

/** What a recording stand-in knows of its provider resource and of the run. */
export interface RecordedContext {
  /** Inputs of the provider resource, such as its region. */
  readonly inputs: PropertyMap;
  /** A plan shows what is in the state, whoever made it. */
  readonly offline: boolean;
}

/**
 * Writes resources down without creating anything: inputs come back as outputs, and what only the service could compute
 * (ids, ARNs, URLs) is made up in the documented form, for an account of zeros. What was once made for real it does not
 * touch, since it could neither change nor delete it.
 */
export function recordedProvider(packageName: string, context: RecordedContext): Provider {
  const recorded = (urn: string, inputs: PropertyMap): PropertyMap => ({
    ...syntheticOutputs(urn, inputs, context.inputs),
    ...inputs,
    [recordedKey]: recordedNote,
  });
  return {
    check: ({ news }) => Promise.resolve({ inputs: news, failures: [] }),
    diff: (request) => Promise.resolve(inputDiff(request)),
    create: ({ urn, inputs, preview }) => {
      if (preview) return Promise.resolve({ id: '', state: inputs });
      const state = recorded(urn, inputs);
      return Promise.resolve({ id: recordedId(urn, state), state });
    },
    update: ({ urn, olds, news, preview }) => {
      if (!isRecordedOnly(olds) && !context.offline) {
        return Promise.reject(outOfReach('changed', urn));
      }
      if (preview) return Promise.resolve({ state: { ...olds, ...news } });
      return Promise.resolve({ state: recorded(urn, news) });
    },
    read: ({ id, inputs, state, urn }) =>
      Promise.resolve({
        id,
        inputs,
        state: Object.keys(state).length === 0 ? recorded(urn, inputs) : state,
      }),
    delete: ({ urn, state }) =>
      isRecordedOnly(state) ? Promise.resolve() : Promise.reject(outOfReach('deleted', urn)),
    invoke: (token, args) => {
      const place = syntheticFunction(token, context.inputs);
      if (place !== undefined) return Promise.resolve({ result: place, failures: [] });
      // A plan asks nobody. An update's own preview refuses what the update would, so that nothing is half-done.
      if (context.offline) return Promise.resolve({ result: {}, failures: [], unknown: true });
      const result = syntheticSecret(token, args, context.inputs);
      if (result !== undefined) return Promise.resolve({ result, failures: [] });
      return Promise.reject(
        new ProviderError(
          `the embedded host has no stand-in for the function ${token} of the package ${packageName}; ` +
            'run the stack with the Pulumi engine, or do not call it in this stack',
        ),
      );
    },
    isRecorded: () => true,
  };
}

function outOfReach(what: string, urn: string): ProviderError {
  const { type, name } = parseUrn(urn);
  return new ProviderError(
    `${type} ${name} was made in the sandbox and can only be ${what} there; ` +
      'start the sandbox and set GITHUB_BASE_URL and SLACK_API_URL to its addresses',
  );
}

function recordedId(urn: string, state: PropertyMap): string {
  const { id } = state;
  return typeof id === 'string' ? id : `recorded-${parseUrn(urn).name}`;
}
