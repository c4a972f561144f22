/*
 * The form of a document of OpenVEX 0.2.0 as a JSON Schema: the fields, their types and what is required, by
 * https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md and the schema beside it. For tests.
 */

const text = { type: 'string' } as const;
const iri = { type: 'string', format: 'iri' } as const;
const time = { type: 'string', format: 'date-time' } as const;
const texts = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, text] as const));

/** An object that has these fields and no others. */
const only = (
  properties: Readonly<Record<string, object>>,
  ...required: readonly string[]
): Readonly<Record<string, unknown>> => ({
  ...{ type: 'object', properties, required, additionalProperties: false },
});
const listOf = (items: object, more: object = {}) => ({
  ...{ type: 'array', uniqueItems: true, items },
  ...more,
});
const oneOf = (...names: readonly string[]) => ({
  anyOf: names.map((name) => ({ required: [name] })),
});

const version = { type: 'integer', minimum: 1 } as const;
const identifiers = {
  ...only(texts('purl', 'cpe22', 'cpe23')),
  ...oneOf('purl', 'cpe22', 'cpe23'),
};
const hashes = only(
  texts(
    ...['md5', 'sha1', 'sha-256', 'sha-384', 'sha-512'],
    ...[
      'sha3-224',
      'sha3-256',
      'sha3-384',
      'sha3-512',
      'blake2s-256',
      'blake2b-256',
      'blake2b-512',
    ],
  ),
);
const component = { '@id': iri, identifiers, hashes };
const identified = oneOf('@id', 'identifiers');
const subcomponent = { ...only(component), ...identified };
const product = {
  ...only({ ...component, subcomponents: listOf(subcomponent) }),
  ...identified,
};

/** What a status asks for beside it. */
const asks = (status: string, what: object) => ({
  if: { properties: { status: { const: status } } },
  then: what,
});
const statement = {
  ...only(
    {
      ...{ '@id': iri, version, timestamp: time, last_updated: time },
      vulnerability: only(
        { '@id': iri, ...texts('name', 'description'), aliases: listOf(text) },
        'name',
      ),
      products: listOf(product),
      status: { enum: ['not_affected', 'affected', 'fixed', 'under_investigation'] },
      justification: {
        enum: [
          'component_not_present',
          'vulnerable_code_not_present',
          'vulnerable_code_not_in_execute_path',
          'vulnerable_code_cannot_be_controlled_by_adversary',
          'inline_mitigations_already_exist',
        ],
      },
      ...texts('supplier', 'status_notes', 'impact_statement', 'action_statement'),
      action_statement_timestamp: time,
    },
    'vulnerability',
    'status',
  ),
  allOf: [
    asks('not_affected', oneOf('justification', 'impact_statement')),
    asks('affected', { required: ['action_statement'] }),
  ],
};

export const openVexSchema = only(
  {
    '@context': { type: 'string', format: 'uri' },
    '@id': iri,
    ...texts('author', 'role', 'tooling'),
    ...{ timestamp: time, last_updated: time, version },
    statements: listOf(statement, { minItems: 1 }),
  },
  ...['@context', '@id', 'author', 'timestamp', 'version', 'statements'],
);
