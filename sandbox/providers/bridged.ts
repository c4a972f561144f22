import { type PropertyMap } from '../../provider/protocol/property-value';
import { type DiffRequest, type Provider } from '../../provider/protocol/provider';
import { parseUrn } from '../../provider/protocol/urn';
import {
  completed,
  planned,
  type PublishedSchema,
  readInputs,
  withDefaults,
} from './published-schema';

/**
 * Does for a provider what the bridge does for a published one: defaults in its checked inputs, marked as such, and
 * unknown outputs in previews. The provider behind it gets complete inputs without marks.
 */
export function bridged(
  provider: Provider,
  schemas: ReadonlyMap<string, { readonly schema: PublishedSchema }>,
): Provider {
  const schemaOf = (urn: string): PublishedSchema | undefined =>
    schemas.get(parseUrn(urn).type)?.schema;
  const complete = (urn: string, inputs: PropertyMap): PropertyMap => {
    const schema = schemaOf(urn);
    return schema === undefined ? inputs : completed(schema, inputs);
  };
  const completeDiff = <Request extends DiffRequest>(request: Request): Request => ({
    ...request,
    oldInputs: complete(request.urn, request.oldInputs),
    news: complete(request.urn, request.news),
  });
  return {
    check: async (request) => {
      const checked = await provider.check(request);
      const schema = schemaOf(request.urn);
      if (schema === undefined) return checked;
      return { ...checked, inputs: withDefaults(schema, checked.inputs, request.olds ?? {}) };
    },
    diff: (request) => provider.diff(completeDiff(request)),
    create: async (request) => {
      const inputs = complete(request.urn, request.inputs);
      const made = await provider.create({ ...request, inputs });
      const schema = schemaOf(request.urn);
      if (schema === undefined || !request.preview) return made;
      return { ...made, state: planned(schema, made.state, undefined) };
    },
    update: async (request) => {
      const asked = completeDiff(request);
      const { state } = await provider.update(asked);
      const schema = schemaOf(request.urn);
      if (schema === undefined || !request.preview) return { state };
      // An input that the program no longer gives is no longer there; what the service chose is.
      const stays = Object.entries(state).filter(
        ([name]) => name in asked.news || !(name in asked.oldInputs),
      );
      return { state: planned(schema, Object.fromEntries(stays), request.olds) };
    },
    read: async (request) => {
      // An import has no inputs yet.
      const isImport = Object.keys(request.inputs).length === 0;
      const inputs = isImport ? {} : complete(request.urn, request.inputs);
      const found = await provider.read({ ...request, inputs });
      const schema = schemaOf(request.urn);
      if (schema === undefined || found.id === '') return found;
      return { ...found, inputs: readInputs(schema, found.inputs, request.inputs) };
    },
    delete: (request) =>
      provider.delete({ ...request, inputs: complete(request.urn, request.inputs) }),
    invoke: (token, args) => provider.invoke(token, args),
  };
}
