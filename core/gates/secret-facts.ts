import { prop, textProp } from '../reading/resource-view';
import { secretProperties } from '../reading/secret-types';
import { type KnownFact } from './compare-facts';
import { type GateResource } from './gate-resource';
import { fact } from './protection-facts';

/** Whether values that are secrets are kept as such. */
export function secretFacts({
  type,
  name,
  props,
  secretPaths,
}: GateResource): readonly KnownFact[] {
  const subject = textProp(props, 'secretName') ?? textProp(props, 'variableName') ?? name;
  const kind = /Secret$/.test(type) ? 1 : /Variable$/.test(type) ? 0 : undefined;
  return [
    ...(kind === undefined
      ? []
      : [fact('secret-kind', subject, kind, kind === 1 ? 'secret' : 'plain-text variable')]),
    ...secretProperties(type, props)
      .filter((path) => prop(props, ...path.split('.')) !== undefined)
      .map((path): KnownFact => {
        const hidden = [...secretPaths].some(
          (secret) => path === secret || path.startsWith(`${secret}.`),
        );
        return fact(
          'secret-value',
          `${subject} (${path})`,
          hidden ? 1 : 0,
          hidden ? 'secret' : 'in plain text',
        );
      }),
  ];
}
