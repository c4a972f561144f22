import { z } from 'zod';
import { stackSchema } from './stack-schema';

/** A JSON Schema object, as far as this room reads one. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** The JSON Schema of a stack file (`Pulumi.<stack>.yaml`), for editors; made from the schema the program checks with. */
export function stackFileSchema(): JsonSchema {
  const stack = z.toJSONSchema(stackSchema, { io: 'input' }) as {
    readonly properties: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  const namespaced = Object.fromEntries(
    Object.entries(stack.properties).map(([key, schema]) => [`gatehouse:${key}`, schema]),
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
