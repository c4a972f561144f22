import { detailedDiff, propertyDifferences } from '../engine/property-diff';
import {
  type DiffRequest,
  type DiffResult,
  type Provider,
  ProviderError,
} from '../processes/provider';
import { type PropertyMap } from '../protocol/property-value';
import { parseUrn } from '../protocol/urn';
import { syntheticOutputs } from './synthetic';

/** Output that marks a resource that was only written down, so that nobody takes it for a real one. */
export const recordedKey = '__recordedOnly';

const recordedNote = 'not real: written down by the embedded host; the Pulumi engine creates it';

/** Whether a resource in a state was only written down. */
export function isRecordedOnly(outputs: PropertyMap): boolean {
  return outputs[recordedKey] !== undefined;
}

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

/**
 * Writes resources down without creating anything: inputs come back as outputs, and what only the service could compute
 * (ids, ARNs, URLs) is made up in the documented form, for an account of zeros.
 */
export function recordedProvider(packageName: string): Provider {
  return {
    check: ({ news }) => Promise.resolve({ inputs: news, failures: [] }),
    diff: (request) => Promise.resolve(inputDiff(request)),
    create: ({ urn, inputs, preview }) =>
      Promise.resolve(
        preview ? { id: '', state: inputs } : { id: recordedId(urn), state: recorded(urn, inputs) },
      ),
    update: ({ urn, news, preview }) =>
      Promise.resolve({ state: preview ? news : recorded(urn, news) }),
    read: ({ id, inputs, state, urn }) =>
      Promise.resolve({
        id,
        inputs,
        state: Object.keys(state).length === 0 ? recorded(urn, inputs) : state,
      }),
    delete: () => Promise.resolve(),
    invoke: (token) =>
      Promise.reject(
        new ProviderError(
          `the embedded host has no stand-in for the function ${token} of the package ${packageName}; ` +
            'run the stack with the Pulumi engine, or do not call it in this stack',
        ),
      ),
    isRecorded: () => true,
  };
}

function recordedId(urn: string): string {
  return `recorded-${parseUrn(urn).name}`;
}

function recorded(urn: string, inputs: PropertyMap): PropertyMap {
  return { ...syntheticOutputs(urn, inputs), ...inputs, [recordedKey]: recordedNote };
}
