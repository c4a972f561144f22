import { extractDescription, extractedText } from './extract-description';

const source = { name: 'a-package', version: '1.2.3', published: '2026-01-02', license: 'MIT' };

const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });

/** A description with one operation that answers by the given schema. */
const describedBy = (schema: unknown, schemas: Readonly<Record<string, unknown>> = {}) => ({
  paths: { '/thing': { get: { responses: { '200': json(schema) } } } },
  components: { schemas },
});

const answer = (schema: unknown) =>
  extractDescription(source, describedBy(schema), ['GET /thing']).operations['GET /thing']
    ?.responses['200'];

test('what is extracted says what it was made from', () => {
  expect(extractDescription(source, describedBy({}), []).source).toEqual(source);
});

test('only the named operations are taken, with the component schemas that they reach', () => {
  const document = {
    paths: {
      '/thing': {
        get: {
          responses: {
            '200': { $ref: '#/components/responses/one' },
            '204': { description: 'Nothing' },
            '404': json({ $ref: '#/components/schemas/refusal' }),
          },
        },
        patch: { requestBody: json({ type: 'object' }), responses: { '204': {} } },
        delete: { responses: { '200': json({ $ref: '#/components/schemas/other' }) } },
      },
    },
    components: {
      responses: { one: json({ type: 'array', items: { $ref: '#/components/schemas/a' } }) },
      schemas: {
        a: { properties: { b: { $ref: '#/components/schemas/b' } } },
        b: { allOf: [{ $ref: '#/components/schemas/a' }, { type: 'object' }] },
        refusal: { type: 'object' },
        other: { type: 'object' },
      },
    },
  };
  const { operations, definitions } = extractDescription(source, document, [
    'GET /thing',
    'PATCH /thing',
  ]);
  expect(operations).toEqual({
    'GET /thing': {
      responses: { '200': { type: 'array', items: { $ref: '#/definitions/a' } }, '204': false },
    },
    'PATCH /thing': { request: { type: 'object' }, responses: { '204': false } },
  });
  expect(definitions).toEqual({
    a: { properties: { b: { $ref: '#/definitions/b' } } },
    b: { allOf: [{ $ref: '#/definitions/a' }, { type: 'object' }] },
  });
});

test('annotations are left out, properties of the same names are not', () => {
  const names = ['title', 'description', 'default', 'example', 'nullable', 'x-more'];
  const properties = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
  expect(
    answer({ title: 'A', description: 'B', example: {}, default: {}, 'x-more': 1, properties }),
  ).toEqual({ properties });
});

test('what is nullable may be null, beside an enum too', () => {
  expect(answer({ items: { type: 'string', enum: ['a'], nullable: true } })).toEqual({
    items: { anyOf: [{ type: 'string', enum: ['a'] }, { type: 'null' }] },
  });
});

test('an operation, a reference or a keyword that is not known stops the extraction', () => {
  const extract = (schema: unknown, operation: string) => () =>
    extractDescription(source, describedBy(schema, { known: {} }), [operation]);
  expect(extract({}, 'PUT /thing')).toThrow('has no PUT /thing');
  expect(extract({}, 'GET /other')).toThrow('has no GET /other');
  const gone = { $ref: '#/components/schemas/gone' };
  expect(extract(gone, 'GET /thing')).toThrow('has no #/components/schemas/gone');
  const part = { $ref: '#/components/schemas/known/properties/a' };
  expect(extract(part, 'GET /thing')).toThrow('is not a component schema');
  expect(extract({ items: { if: {} } }, 'GET /thing')).toThrow('a schema with "if"');
});

test('the text has a line for each operation and is the same whatever the order of the names', () => {
  const schemas = { a: { type: 'string', maxLength: 2 }, b: { maxLength: 2, type: 'string' } };
  const both = (names: readonly string[]) =>
    describedBy(
      { oneOf: ['a', 'b'].map((name) => ({ $ref: `#/components/schemas/${name}` })) },
      Object.fromEntries(names.map((name) => [name, schemas.a])),
    );
  const text = (names: readonly string[]) =>
    extractedText(extractDescription(source, both(names), ['GET /thing']));
  expect(text(['a', 'b'])).toBe(text(['b', 'a']));
  expect(text(['a', 'b'])).toContain(
    '\n"a": {"maxLength":2,"type":"string"},\n"b": {"maxLength":2,"type":"string"}\n',
  );
  const description = extractDescription(source, both(['a', 'b']), ['GET /thing']);
  expect(JSON.parse(extractedText(description))).toEqual(description);
});
