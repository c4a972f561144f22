import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describedOperations } from './endpoints/all';
import type { ExtractedDescription } from './extract-description';
import { GitHubDescription } from './openapi';

const generated = JSON.parse(
  readFileSync(join(__dirname, 'generated', 'rest-description.json'), 'utf8'),
) as ExtractedDescription;

test('the generated description has exactly the operations that are served, or read by tools', () => {
  expect(Object.keys(generated.operations)).toEqual([...describedOperations].sort());
});

test('the generated description has exactly the definitions that it refers to', () => {
  const referred = JSON.stringify(generated).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g);
  const names = [...new Set([...referred].map(([, name]) => name))];
  expect(Object.keys(generated.definitions)).toEqual(names.sort());
});

test('the generated description says the version and day of the package that is pinned', () => {
  const { name, version, published, license } = generated.source;
  const tool = join(__dirname, '..', '..', 'tools', 'fetch-github-description.mjs');
  const pinned = readFileSync(tool, 'utf8');
  expect(pinned).toContain(`name: '${name}',\n  version: '${version}',`);
  expect(pinned).toContain(`const published = '${published}';`);
  expect(license).toMatch(/^MIT License Copyright/);
});

describe('a description judges', () => {
  const operation = 'PATCH /things/{id}';
  const description = new GitHubDescription(() => ({
    source: generated.source,
    operations: {
      [operation]: {
        request: { type: 'object', required: ['name'] },
        responses: { '200': { type: 'array', items: { $ref: '#/definitions/id' } }, '204': false },
      },
      'GET /a~b': { responses: { '200': { type: 'integer' } } },
    },
    definitions: { id: { type: 'integer' } },
  }));

  test.each([
    ['PATCH /things/{id}', {}, "body must have required property 'name'"],
    ['PATCH /things/{id}', { name: 'a' }, undefined],
    ['GET /a~b', { anything: true }, undefined],
  ])('of a request %s with body %j: %s', (each, body, violation) => {
    expect(description.request(each, body)).toBe(violation);
  });

  test.each([
    [200, [7], undefined],
    [200, [7, 'seven'], 'body/1 must be integer'],
    [200, undefined, 'body must be array'],
    [204, undefined, undefined],
    [204, {}, 'a body where status 204 has none'],
    [201, {}, 'status 201; described: 200, 204'],
    [304, undefined, undefined],
    [404, { message: 'Not Found' }, undefined],
  ])('of an answer with status %d and body %j: %s', (status, body, violation) => {
    expect(description.response(operation, status, body)).toBe(violation);
  });

  test('an operation whose path has signs that JSON pointers escape', () => {
    expect(description.response('GET /a~b', 200, 'seven')).toBe('body must be integer');
  });

  test('no operation that it lacks: what is served without a description is an error', () => {
    const missing = 'GET /things';
    expect(() => description.request(missing, {})).toThrow(`no ${missing}; run make generate`);
    expect(() => description.response(missing, 200, {})).toThrow(`no ${missing}`);
    expect(() => description.response(missing, 404, {})).toThrow(`no ${missing}`);
  });
});

test.each([
  ['GET /repos/{owner}/{repo}', 200, {}, "body must have required property 'archive_url'"],
  ['GET /repos/{owner}/{repo}/labels', 200, [{ id: 'seven' }], 'body/0/id must be integer'],
  ['GET /user', 200, 7, 'body must be object'],
  ['PUT /repos/{owner}/{repo}/contents/{path}', 201, { content: {} }, "property 'commit'"],
])(
  "GitHub's own description of %s refuses a wrong answer",
  (operation, status, body, violation) => {
    expect(new GitHubDescription().response(operation, status, body)).toContain(violation);
  },
);
