import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { fleetFileJsonSchema, stackFileSchema } from './json-schema';
import { projectFile } from './project-file';
import { configurationReference } from './reference';
import { stackSchema } from './stack-schema';

const root = path.resolve(__dirname, '..', '..');
const ajv = addFormats(new Ajv2020({ allErrors: true, strictTuples: false }));

test.each(['Pulumi.dev.yaml', 'Pulumi.prod.yaml'])('%s is valid and names the schema', (file) => {
  const text = readFileSync(path.join(root, file), 'utf8');
  const validate = ajv.compile(stackFileSchema());
  validate(parse(text));
  expect(validate.errors).toBeNull();
  expect(text.split('\n')[0]).toBe(
    '# yaml-language-server: $schema=./core/config/generated/stack.schema.json',
  );
});

test('an editor reports a misspelt key and of a secret in plain text', () => {
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

test('an editor shows a misspelt key and a wrong value in a fleet file, and takes null for what is taken away', () => {
  const validate = ajv.compile(fleetFileJsonSchema());
  const right = {
    groups: { service: { gates: { coverage: null, lint: null }, python: { versions: null } } },
    repositories: [
      { name: 'orders', groups: ['service'], smoke: null, secrets: { actions: { TOKEN: null } } },
      { name: 'api', gates: null, environments: { staging: null }, variables: { A: null } },
    ],
  };
  validate(right);
  expect(validate.errors).toBeNull();
  validate({
    groups: { service: { gates: { coverage: 130 } } },
    repositories: [
      { name: null, gates: { covrage: 80 } },
      { name: 'a', mcp: { command: null } },
    ],
  });
  const paths = (validate.errors ?? []).map((error) => error.instancePath);
  expect(paths).toEqual(
    expect.arrayContaining([
      '/groups/service/gates/coverage',
      '/repositories/0/gates',
      '/repositories/0/name',
      '/repositories/1/mcp/command',
    ]),
  );
});

test('the committed schema and reference are what the generator writes', () => {
  const committed = readFileSync(path.join(__dirname, 'generated', 'stack.schema.json'), 'utf8');
  expect(committed).toBe(`${JSON.stringify(stackFileSchema(), undefined, 2)}\n`);
  expect(readFileSync(path.join(__dirname, 'generated', 'fleet.schema.json'), 'utf8')).toBe(
    `${JSON.stringify(fleetFileJsonSchema(), undefined, 2)}\n`,
  );
  expect(readFileSync(path.join(root, 'docs', 'configuration.md'), 'utf8')).toBe(
    configurationReference(),
  );
});

test('every key of a stack has a meaning', () => {
  const rows = configurationReference()
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  expect(rows.length).toBeGreaterThan(190);
  expect(rows.filter((row) => / \| *\|$/.test(row))).toEqual([]);
});

describe('Pulumi.yaml', () => {
  const committed = readFileSync(path.join(root, 'Pulumi.yaml'), 'utf8');

  test('declares what the generator writes, below what is written by hand', () => {
    expect(projectFile(committed)).toBe(committed);
    const byHand = 'name: x\nmain: infra/\n';
    const stale = `${byHand}config:\n  githubToken:\n    type: string\n`;
    expect(projectFile(stale)).toBe(projectFile(byHand));
    expect(projectFile(stale).startsWith(byHand)).toBe(true);
  });

  test('has every key of a stack, a default where it may be left out, and names what is below it', () => {
    const { config } = parse(committed) as {
      readonly config: Readonly<Record<string, { readonly description: string }>>;
    };
    const withDefault = Object.keys(config).filter((key) => 'default' in (config[key] ?? {}));
    expect(Object.keys(config)).toEqual(Object.keys(stackSchema.shape));
    expect(withDefault).toEqual([
      'delivery',
      'defaults',
      'repositories',
      'fleet',
      'rollout',
      'slack',
      'aws',
      'cost',
    ]);
    expect(config['github']?.description).toContain(
      'Keys: owner, baseUrl, allowInsecure, token, app',
    );
    expect(config['repositories']?.description).toContain('smoke, name, groups (docs');
  });

  test('leaves a stack that says nothing more with the defaults of the schema', () => {
    const { config } = parse(committed) as {
      readonly config: Readonly<Record<string, { readonly default?: unknown }>>;
    };
    const defaults = Object.entries(config).flatMap(([key, { default: value }]) =>
      value === undefined ? [] : [[key, value] as const],
    );
    const needed = { github: { owner: 'acme' }, repositories: [{ name: 'orders' }] };
    expect(stackSchema.parse({ ...Object.fromEntries(defaults), ...needed })).toEqual(
      stackSchema.parse(needed),
    );
  });
});
