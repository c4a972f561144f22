import { documentJsonSchema, documentSchema } from './document';
import { exampleDocument, troubledDocument, troubledHistory } from './example-document';
import { historySchema } from '../history';

test('the example documents and history are of the published form', () => {
  expect(documentSchema.parse(exampleDocument)).toEqual(exampleDocument);
  expect(documentSchema.parse(troubledDocument)).toEqual(troubledDocument);
  expect(historySchema.parse(troubledHistory)).toEqual(troubledHistory);
});

test.each<[string, object]>([
  ['a schema to check it by', { $schema: 'https://example.com/readiness.schema.json' }],
  ['a commit of SHA-256', { commit: 'a'.repeat(64) }],
  ['an override', { override: { by: 'maya', at: '2026-02-01T09:00:00Z', reason: 'why' } }],
  ['a key that a newer version added', { more: 1 }],
])('a document may have %s', (_name, change) => {
  expect(documentSchema.safeParse({ ...exampleDocument, ...change }).success).toBe(true);
});

test.each<[string, object]>([
  ['a short commit', { commit: 'a'.repeat(39) }],
  ['a commit of other letters', { commit: 'g'.repeat(40) }],
  ['a commit with more behind it', { commit: `${'a'.repeat(40)} ` }],
  ['a commit with more before it', { commit: ` ${'a'.repeat(40)}` }],
  ['a time of another form', { generatedAt: 'yesterday' }],
  ['a negative number of outdated packages', { outdated: -1 }],
  ['half a count of tests', { tests: { total: 1 } }],
  ['an override without a reason', { override: { by: 'maya', at: '2026-02-01T09:00:00Z' } }],
])('a document cannot have %s', (_name, change) => {
  expect(documentSchema.safeParse({ ...exampleDocument, ...change }).success).toBe(false);
});

test('the published schema has a title and the parts of a document', () => {
  const schema = documentJsonSchema();
  expect(schema).toMatchObject({ title: 'Readiness of a repository', type: 'object' });
  expect(Object.keys(schema['properties'] as object)).toEqual(
    expect.arrayContaining(Object.keys(troubledDocument)),
  );
});
