import { type PolicyConfigSchema } from '@pulumi/policy';
import { z } from 'zod';
import { type Rule } from '../../core/reading/rule';

/** The zod schema of a rule's settings in the subset of JSON Schema that Pulumi checks pack configuration with. */
export function configSchemaOf(rule: Rule): PolicyConfigSchema | undefined {
  if (rule.config === undefined) return undefined;
  const { properties } = z.toJSONSchema(rule.config, {
    io: 'input',
    target: 'draft-7',
    // The SDK's validator knows no formats and prints a line for each it meets; the pattern beside it says the same.
    override: ({ jsonSchema }) => {
      if (jsonSchema.pattern !== undefined) delete jsonSchema.format;
    },
  });
  return { properties: (properties ?? {}) as PolicyConfigSchema['properties'] };
}
