import { type WantedResource } from '../doctor/needs';
import { type StepReport } from '../engine/run-report';
import {
  isList,
  isObject,
  isUnknown,
  type PropertyMap,
  type PropertyValue,
  unwrapSecret,
} from '../../provider/protocol/property-value';
import { parseProviderReference, providerPackage } from '../../provider/protocol/urn';
import { hiddenSecret } from './open-stack';

/**
 * The resources of a run as plain values, without what is not known yet. Secrets are in plain text: for credentials
 * only.
 *
 * @param isCreated whether the update creates the resource of a step; absent where no state is known.
 */
export function wantedResources(
  steps: readonly StepReport[],
  isCreated?: (step: StepReport) => boolean,
): readonly WantedResource[] {
  const providers = new Map(
    steps
      .filter(({ type }) => providerPackage(type) !== undefined)
      .map(({ urn, inputs }) => [urn, plainMap(inputs)]),
  );
  const components = new Map(
    steps
      .filter(({ provider }) => provider === '')
      .map(({ urn, inputs }) => [urn, plainMap(inputs)]),
  );
  return steps
    .filter(
      ({ type, operation, provider }) =>
        operation !== 'delete' && provider !== '' && providerPackage(type) === undefined,
    )
    .map((step) => ({
      ...withComponent(components.get(step.parent)),
      type: step.type,
      inputs: plainMap(step.inputs),
      provider: providers.get(parseProviderReference(step.provider).urn),
      ...(isCreated === undefined ? {} : { isCreated: isCreated(step) }),
    }));
}

const withComponent = (component: WantedResource['component']) =>
  component === undefined ? {} : { component };

/** Values in plain text, without what is not known yet. */
export function plainMap(map: PropertyMap): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(map).flatMap(([key, value]) => {
      const plain = plainValue(value);
      return plain === undefined ? [] : [[key, plain] as const];
    }),
  );
}

function plainValue(value: PropertyValue): unknown {
  const inner = unwrapSecret(value);
  if (inner === null || inner === hiddenSecret || isUnknown(inner)) return undefined;
  if (isList(inner)) return inner.map(plainValue);
  return isObject(inner) ? plainMap(inner) : inner;
}
