import { z } from 'zod';
import { fleetFileSchema } from './fleet/fleet-schema';
import { isWhole } from './merge';
import { isSettings } from './own';
import { stackSchema } from './stack-schema';

/** A JSON Schema object, as far as this room reads one. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** The keys of a stack, without the project's namespace. */
export function stackKeys(): {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
} {
  return z.toJSONSchema(stackSchema, { io: 'input' }) as ReturnType<typeof stackKeys>;
}

/** The JSON Schema of a stack file (`Pulumi.<stack>.yaml`), for editors; made from the schema the program checks with. */
export function stackFileSchema(): JsonSchema {
  const stack = stackKeys();
  const namespaced = Object.fromEntries(
    Object.entries(stack.properties).map(([key, schema]) => [
      `gatehouse:${key}`,
      key === 'defaults'
        ? withRemovals(schema)
        : key === 'repositories'
          ? eachEntry(schema)
          : schema,
    ]),
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Gatehouse stack',
    type: 'object',
    properties: {
      secretsprovider: { type: 'string' },
      encryptionsalt: { type: 'string' },
      encryptedkey: { type: 'string' },
      environment: { description: 'Pulumi ESC environments.' },
      config: {
        type: 'object',
        properties: namespaced,
        required: (stack.required ?? []).map((key) => `gatehouse:${key}`),
        patternProperties: {
          [`^gatehouse:(?!(${Object.keys(stack.properties).join('|')})$)`]: {
            description: 'A secret that a reference names, set with `pulumi config set --secret`.',
            type: 'object',
            properties: { secure: { type: 'string' } },
            required: ['secure'],
            additionalProperties: false,
          },
        },
      },
    },
    required: ['config'],
    additionalProperties: false,
  };
}

/** The JSON Schema of a fleet file, for editors. */
export function fleetFileJsonSchema(): JsonSchema {
  const { properties, ...file } = z.toJSONSchema(fleetFileSchema, { io: 'input' }) as JsonSchema;
  const { groups, repositories } = properties as Readonly<Record<string, JsonSchema>>;
  return {
    ...file,
    title: 'Gatehouse fleet file',
    properties: {
      groups: {
        ...groups,
        additionalProperties: withRemovals(groups?.['additionalProperties'] as JsonSchema),
      },
      repositories: eachEntry(repositories as JsonSchema),
    },
  };
}

function eachEntry(list: JsonSchema): JsonSchema {
  return { ...list, items: withRemovals(list['items'] as JsonSchema) };
}

/** Allows `null`, which takes away what is inherited, for each key of settings that may be left out. */
function withRemovals(schema: JsonSchema, path: readonly string[] = []): JsonSchema {
  const { properties, required = [], additionalProperties } = schema;
  const removable = (child: unknown, key: string): unknown =>
    isSettings(child) && !(required as readonly string[]).includes(key)
      ? orNull(isWhole([...path, key]) ? child : withRemovals(child, [...path, key]))
      : child;
  return {
    ...schema,
    ...(isSettings(properties)
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([key, child]) => [key, removable(child, key)]),
          ),
        }
      : {}),
    ...(isSettings(additionalProperties)
      ? { additionalProperties: removable(additionalProperties, '*') }
      : {}),
  };
}

function orNull(schema: JsonSchema): JsonSchema {
  const { type, enum: values } = schema;
  if (typeof type !== 'string') return { anyOf: [schema, { type: 'null' }] };
  return {
    ...schema,
    type: [type, 'null'],
    ...(Array.isArray(values) ? { enum: [...(values as readonly unknown[]), null] } : {}),
  };
}
