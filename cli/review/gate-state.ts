import { type GateFile, type GateState } from '../../core/gates/compare-gates';
import { type GateResource, unknownValue } from '../../core/gates/gate-resource';
import {
  isList,
  isObject,
  isSecret,
  isUnknown,
  type PropertyMap,
  type PropertyValue,
} from '../../provider/protocol/property-value';
import { parseUrn } from '../../provider/protocol/urn';
import { deliveredFiles } from '../report/rendered-files';
import { githubTypes } from '../../core/kernel/resource-types';

/** What the comparison needs of a resource, whether it comes from a state, a preview or a program. */
export interface DescribedResource {
  readonly urn: string;
  readonly type: string;
  readonly inputs: PropertyMap;
}

/** The state of a stack in the words of the comparison of gates. Secrets are hidden, unknowns are named. */
export function gateState(resources: readonly DescribedResource[]): GateState {
  return {
    resources: resources.map(gateResource),
    files: resources.flatMap(({ type, inputs }) =>
      deliveredFiles(type, inputs).flatMap(({ repository, path, value }): readonly GateFile[] =>
        // Workflows are delivered as text; what comes as an asset is no gate.
        typeof value === 'string' && !isUnknown(value) ? [{ repository, path, text: value }] : [],
      ),
    ),
  };
}

/** The same for the same resource in two runs, whatever the stack or the project is called. */
export function resourceKey(urn: string): string {
  const { qualifiedType, name } = parseUrn(urn);
  return `${qualifiedType}::${name}`;
}

/** Repository a resource belongs to, when it names one. */
export function repositoryOf({ type, inputs }: Pick<DescribedResource, 'type' | 'inputs'>) {
  const named = inputs['repository'] ?? inputs['repositoryId'];
  const name = named ?? (type === githubTypes.Repository ? inputs['name'] : undefined);
  return typeof name === 'string' && !isUnknown(name) ? name : undefined;
}

function gateResource({ urn, type, inputs }: DescribedResource): GateResource {
  const secretPaths = new Set<string>();
  const props = plain(inputs, '', secretPaths) as GateResource['props'];
  const repository = repositoryOf({ type, inputs });
  return {
    key: resourceKey(urn),
    type,
    name: parseUrn(urn).name,
    props,
    secretPaths,
    ...(repository === undefined ? {} : { repository }),
  };
}

function plain(value: PropertyValue, path: string, secretPaths: Set<string>): unknown {
  if (isUnknown(value)) return unknownValue;
  if (isSecret(value)) {
    secretPaths.add(path);
    return '[secret]';
  }
  const at = (key: string | number): string => (path === '' ? String(key) : `${path}.${key}`);
  if (isList(value)) return value.map((item, index) => plain(item, at(index), secretPaths));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries<PropertyValue>(value).map(([key, item]) => [
      key,
      plain(item, at(key), secretPaths),
    ]),
  );
}
