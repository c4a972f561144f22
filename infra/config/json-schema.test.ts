import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { stackFileSchema } from './json-schema';
import { configurationReference } from './reference';

const root = path.resolve(__dirname, '..', '..');
const ajv = addFormats(new Ajv2020({ allErrors: true, strictTuples: false }));

test.each(['Pulumi.dev.yaml', 'Pulumi.prod.yaml'])('%s is valid and names the schema', (file) => {
  const text = readFileSync(path.join(root, file), 'utf8');
  const validate = ajv.compile(stackFileSchema());
  validate(parse(text));
  expect(validate.errors).toBeNull();
  expect(text.split('\n')[0]).toBe(
    '# yaml-language-server: $schema=./infra/config/generated/stack.schema.json',
  );
});

test('an editor is told of a misspelt key and of a secret in plain text', () => {
  const validate = ajv.compile(stackFileSchema());
  validate({
    config: {
      'gatehouse:github': { owner: 'acme' },
      'gatehouse:repositories': [{ name: 'orders', gates: { covrage: 80 } }],
      'gatehouse:pypiToken': 'hunter2',
    },
  });
  const paths = (validate.errors ?? []).map((error) => error.instancePath);
  expect(paths).toEqual(
    expect.arrayContaining([
      '/config/gatehouse:repositories/0/gates',
      '/config/gatehouse:pypiToken',
    ]),
  );
});

test('the committed schema and reference are what the generator writes', () => {
  const committed = readFileSync(path.join(__dirname, 'generated', 'stack.schema.json'), 'utf8');
  expect(committed).toBe(`${JSON.stringify(stackFileSchema(), undefined, 2)}\n`);
  expect(readFileSync(path.join(root, 'docs', 'configuration.md'), 'utf8')).toBe(
    configurationReference(),
  );
});
