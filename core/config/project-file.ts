import { Scalar, stringify } from 'yaml';
import { z } from 'zod';
import { type JsonSchema } from './json-schema';
import { stackSchema } from './stack-schema';

/** Where the hand-written part of Pulumi.yaml ends. */
const generatedPart = /^# What a stack may say[^]*|^config:[^]*/m;
/** As for every file of the project. */
const lineWidth = 100;
const heading =
  '# What a stack may say, made from core/config/stack-schema.ts by `make generate`.\n';

/** Pulumi.yaml with the declarations of its configuration made from the schema that the program checks with. */
export function projectFile(present: string): string {
  const { properties, required = [] } = z.toJSONSchema(stackSchema, { io: 'input' }) as {
    readonly properties: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  const config = Object.fromEntries(
    Object.entries(properties).map(([key, schema]) => [
      key,
      declaration(schema, required.includes(key)),
    ]),
  );
  const byHand = present.replace(generatedPart, '');
  return `${byHand}${heading}${stringify({ config }, { lineWidth })}`;
}

/** Pulumi asks for a value wherever a declaration has no default; the schema fills an empty one. */
function declaration(schema: JsonSchema, isRequired: boolean): Readonly<Record<string, unknown>> {
  const { type, description } = schema;
  const isList = type === 'array';
  const keys = Object.keys(propertiesOf(isList ? schema['items'] : schema));
  return {
    type,
    ...(isList ? { items: { type: 'object' } } : {}),
    description: folded(`${String(description)} Keys: ${keys.join(', ')} (docs/configuration.md).`),
    ...(isRequired ? {} : { default: isList ? [] : {} }),
  };
}

function folded(text: string): Scalar<string> {
  const scalar = new Scalar(text);
  scalar.type = Scalar.BLOCK_FOLDED;
  return scalar;
}

function propertiesOf(schema: unknown): object {
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) {
    throw new TypeError('a key of a stack is an object or a list of objects');
  }
  const { properties } = schema;
  return typeof properties === 'object' && properties !== null ? properties : {};
}
