import { rules } from '../rules';
import { configSchemaOf } from './config-schema';

test("the SDK's validator knows every keyword of every rule's settings: it prints a line for each format", () => {
  const schemas = rules.flatMap((rule) => configSchemaOf(rule) ?? []);
  expect(schemas.length).toBeGreaterThan(10);
  expect(JSON.stringify(schemas)).not.toContain('"format"');
  expect(JSON.stringify(schemas)).toContain('"pattern"');
});
